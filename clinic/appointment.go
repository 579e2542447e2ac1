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

// How many years from now there can be appointments; any other year is a slip of
// the hand, like 0026 or 2062.
const (
	yearsBack  = 1
	yearsAhead = 5
)

// LongestVisit is how long an appointment may be.
const LongestVisit = 12 * time.Hour

// An Appointment is a booked time of one patient with one provider.
type Appointment struct {
	ID             AppointmentID
	PatientID      PatientID
	PatientName    string
	PatientZone    string // where the patient lives, "" as the practice
	ProviderID     UserID
	ProviderName   string
	StartsAt       time.Time
	EndsAt         time.Time
	Telehealth     bool
	Modality       Modality
	PlatformID     PlatformID
	PlatformName   string    // its session's snapshot; without a session what it is called now
	Status         string    // Booked or CalledOff
	OverrideReason string    // why it was booked over another, "" when it was not
	SessionID      SessionID // of its live session, "" when none
	SessionAt      Status    // where that session stands
	BookedBy       UserID    // "" when not known
	EnteredLate    bool      // booked after it had begun
	Once           string    // of the form that made it, as Booking has it
	SeriesID       SeriesID  // "" for one that stands alone
	SeriesAt       int       // which of the booked ones of its series it is, from 1
	SeriesOf       int       // how many of them are booked
	CreatedAt      time.Time
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
	PlatformID     PlatformID // "" takes the org's default
	OverrideReason string     // why it may overlap, "" when it may not
	Afterwards     bool       // it may be in the past
	Once           string     // the same for a second send of the same form; "" when there is no telling
	SharesRoom     bool       // it is known that another patient is in the room
	New            *NewPatient
}

// A NewPatient is a caller who is put on file with the booking, for which there is no
// PatientID then.
type NewPatient struct {
	Patient
	Distinct bool // it was not said that they are nobody on file
}

// Span returns from when to when b is.
func (b Booking) Span() Span { return Span{b.StartsAt, b.EndsAt} }

// SameTime reports whether b is when a is.
func (b Booking) SameTime(a Appointment) bool {
	return b.StartsAt.Equal(a.StartsAt) && b.EndsAt.Equal(a.EndsAt)
}

// SameSlot reports whether b takes the time of the provider that a has.
func (b Booking) SameSlot(a Appointment) bool {
	return b.ProviderID == a.ProviderID && b.SameTime(a)
}

// Check returns an Invalid error that names every field that cannot be
// saved.
func (b Booking) Check() error {
	var p Problems
	if b.PatientID == "" && b.New == nil {
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

// InPast reports whether b begins in a minute that is over at now.
func (b Booking) InPast(now time.Time) bool { return b.StartsAt.Before(now.Truncate(time.Minute)) }

// CheckTime returns Invalid, naming the field, when b is in a year that must be a
// slip, or in the past and nobody said that it is entered afterwards.
func (b Booking) CheckTime(now time.Time) error {
	switch {
	case b.StartsAt.Before(now.AddDate(-yearsBack, 0, 0)) || b.StartsAt.After(now.AddDate(yearsAhead, 0, 0)):
		return FieldErrorf("day", "Check the year: there are no appointments in %s.", b.StartsAt.Format("2006"))
	case b.InPast(now) && !b.Afterwards:
		return FieldErrorf("afterwards", "This is in the past: enter it afterwards?")
	}
	return nil
}

// CheckReason returns Invalid, naming field, when text gives no reason.
func CheckReason(field, text string) error {
	var p Problems
	switch n := len([]rune(strings.TrimSpace(text))); {
	case ShowsNothing(text):
		p.Add(field, "Say why in a few words.")
	case n > 500:
		p.Add(field, "The reason may have up to 500 characters.")
	}
	return p.Err()
}

// Changeable returns nil when one with these rights may change a or call it
// off; own says whether they are its provider. It returns Forbidden, or
// Invalid when a stays as it is whoever asks.
func (a Appointment) Changeable(by Rights, own bool) error {
	switch {
	case !by.MayFor(EditAppointments, own):
		return Errorf(Forbidden, "You may change only your own appointments.")
	case a.Status != Booked:
		return Errorf(Invalid, "This appointment is cancelled. Make a new one.")
	case a.SessionID != "" && a.SessionAt != Scheduled:
		return Errorf(Invalid, "The session of this appointment is %s, so the appointment stays as it is. Make a new one.", a.SessionAt)
	}
	return nil
}

// Cancellable returns nil when user, who has these rights, may call a off at that
// instant: who may change it, and for an hour whoever booked it. It returns errors
// as Changeable does.
func (a Appointment) Cancellable(by Rights, user UserID, at time.Time) error {
	booker := a.BookedBy == user && !at.After(a.CreatedAt.Add(UndoBooking))
	return a.Changeable(by, a.ProviderID == user || booker)
}

// LacksSession reports whether a is to have a session and has no live one.
func (a Appointment) LacksSession() bool {
	return a.Status == Booked && a.Telehealth && a.SessionID == ""
}

// Span returns from when to when a is.
func (a Appointment) Span() Span { return Span{a.StartsAt, a.EndsAt} }

// Booking returns what a is, as a wish.
func (a Appointment) Booking() Booking {
	return Booking{PatientID: a.PatientID, ProviderID: a.ProviderID, StartsAt: a.StartsAt, EndsAt: a.EndsAt,
		Telehealth: a.Telehealth, Modality: a.Modality, PlatformID: a.PlatformID, OverrideReason: a.OverrideReason}
}

// With returns a as b wants it. The names of a stay those of before.
func (a Appointment) With(b Booking) Appointment {
	a.PatientID, a.ProviderID, a.StartsAt, a.EndsAt = b.PatientID, b.ProviderID, b.StartsAt, b.EndsAt
	a.Telehealth, a.Modality, a.PlatformID, a.OverrideReason = b.Telehealth, b.Modality, b.PlatformID, b.OverrideReason
	return a
}

// Session returns the session that b begins with, made at the instant at. room names
// its room, where it gets one of its own.
func (b Booking) Session(id SessionID, appointment AppointmentID, on Platform, room string, at time.Time) Session {
	return Session{ID: id, AppointmentID: appointment, PatientID: b.PatientID, ProviderID: b.ProviderID,
		PlatformID: on.ID, PlatformName: on.Name, Modality: b.Modality, URL: on.Link(room), Status: Scheduled,
		StartsAt: b.StartsAt, EndsAt: b.EndsAt, Consent: Consent{State: ConsentPending}, CreatedAt: at, Version: 1}
}
