package clinic

import (
	"strings"
	"time"
)

// Where an appointment stands.
const (
	Booked    = "booked"
	CalledOff = "cancelled"
)

// LongestVisit is how long an appointment may be.
const LongestVisit = 12 * time.Hour

// An Appointment is a booked time of one patient with one provider.
type Appointment struct {
	ID             AppointmentID
	PatientID      PatientID
	PatientName    string
	ProviderID     UserID
	ProviderName   string
	StartsAt       time.Time
	EndsAt         time.Time
	Telehealth     bool
	Modality       Modality
	PlatformID     PlatformID
	Status         string    // Booked or CalledOff
	OverrideReason string    // why it overlaps another, "" when it does not
	SessionID      SessionID // of its live session, "" when none
	SessionAt      Status    // where that session stands
	Version        int64
}

// A Booking is what somebody wants an appointment to be.
type Booking struct {
	PatientID      PatientID
	ProviderID     UserID
	StartsAt       time.Time
	EndsAt         time.Time
	Telehealth     bool
	Modality       Modality   // "" takes the platform's default
	PlatformID     PlatformID // "" takes the org's default, else none
	OverrideReason string     // why it may overlap, "" when it may not
}

// Check returns an Invalid error that names every field that cannot be
// saved.
func (b Booking) Check() error {
	var p Problems
	if b.PatientID == "" {
		p.Add("patient_id", "Choose a patient.")
	}
	if b.ProviderID == "" {
		p.Add("provider_id", "Choose a provider.")
	}
	if b.StartsAt.IsZero() {
		p.Add("starts", "Enter when it starts.")
	}
	if b.EndsAt.IsZero() {
		p.Add("ends", "Enter when it ends.")
	}
	if !b.StartsAt.IsZero() && !b.EndsAt.IsZero() {
		switch length := b.EndsAt.Sub(b.StartsAt); {
		case length <= 0:
			p.Add("ends", "The end must be after the start.")
		case length > LongestVisit:
			p.Add("ends", "An appointment may last up to 12 hours.")
		}
	}
	if b.Telehealth && b.Modality != "" && !b.Modality.Known() {
		p.Add("modality", "Choose one of the listed modalities.")
	}
	if len([]rune(strings.TrimSpace(b.OverrideReason))) > 500 {
		p.Add("override_reason", "The reason may have up to 500 characters.")
	}
	return p.Err()
}

// CheckReason returns Invalid, naming field, when text gives no reason.
func CheckReason(field, text string) error {
	var p Problems
	switch n := len([]rune(strings.TrimSpace(text))); {
	case n == 0:
		p.Add(field, "Say why in a few words.")
	case n > 500:
		p.Add(field, "The reason may have up to 500 characters.")
	}
	return p.Err()
}

// Booking returns what a is, as a wish.
func (a Appointment) Booking() Booking {
	return Booking{PatientID: a.PatientID, ProviderID: a.ProviderID, StartsAt: a.StartsAt, EndsAt: a.EndsAt,
		Telehealth: a.Telehealth, Modality: a.Modality, PlatformID: a.PlatformID, OverrideReason: a.OverrideReason}
}
