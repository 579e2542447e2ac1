package clinic

import (
	"slices"
	"strings"
	"time"
)

// A Status is where a session stands.
type Status string

// The statuses a session moves between. A database may hold others; they are
// shown as they are and can go nowhere.
const (
	Scheduled Status = "scheduled"
	Active    Status = "active"
	Completed Status = "completed"
	NoShow    Status = "no_show"
	Cancelled Status = "cancelled"
)

// Statuses are the known ones, in the order of a visit.
var Statuses = []Status{Scheduled, Active, Completed, NoShow, Cancelled}

// Known reports whether s is one of Statuses.
func (s Status) Known() bool { return slices.Contains(Statuses, s) }

// Badge returns the badge variant of s: anything unforeseen is an outline.
func (s Status) Badge() string {
	switch s {
	case Active:
		return "default"
	case Completed:
		return "secondary"
	case NoShow:
		return "destructive"
	}
	return "outline"
}

// A Modality is how patient and provider meet.
type Modality string

// The modalities.
const (
	AudioVideo       Modality = "audio_video"
	AudioOnly        Modality = "audio_only"
	StoreForward     Modality = "store_forward"
	RemoteMonitoring Modality = "remote_monitoring"
)

// Modalities are the known ones, the commonest first.
var Modalities = []Modality{AudioVideo, AudioOnly, StoreForward, RemoteMonitoring}

// Known reports whether m is one of Modalities.
func (m Modality) Known() bool { return slices.Contains(Modalities, m) }

// Text returns the raw value with every underscore replaced by a space.
func (m Modality) Text() string { return strings.ReplaceAll(string(m), "_", " ") }

// A Session is one telehealth session of one appointment.
type Session struct {
	ID            SessionID
	AppointmentID AppointmentID
	PatientID     PatientID
	PatientName   string
	PatientBorn   Day
	PatientSpeaks string // the patient's language as a BCP 47 tag, "" as the practice
	PatientZone   string // where the patient lives, "" as the practice
	ProviderID    UserID
	ProviderName  string

	PlatformID   PlatformID
	PlatformName string // as it was when the session was made
	Modality     Modality
	URL          string // to join at; empty when there is no link, or nothing to join

	Status   Status
	StartsAt time.Time // planned
	EndsAt   time.Time // planned

	StartedAt time.Time     // first start; zero when it never started
	SpanAt    time.Time     // start of the running active span; zero when none runs
	EndedAt   time.Time     // end of the last active span; zero while one runs
	Before    time.Duration // sum of the finished active spans
	Minutes   *int          // recorded duration; nil until completed, 0 counts

	Consent  Consent
	Location Location
	Audio    AudioOnlyFacts // of a visit without video
	Billing  *BillingHint   // frozen at completion, else nil

	CreatedAt time.Time
	BookedBy  UserID    // who booked the appointment it was made with; "" when it was made later
	NoShowAt  time.Time // zero unless no_show
	// CancelledAt is when it was cancelled; zero unless cancelled, or when that is not known.
	CancelledAt time.Time
	DeletedAt   time.Time // zero unless deleted
	Version     int64
}

// Live reports whether s counts as its appointment's one session.
func (s Session) Live() bool { return s.Status != Cancelled && s.DeletedAt.IsZero() }

// Joinable reports whether somebody may be in s, now or later.
func (s Session) Joinable() bool { return s.Status == Scheduled || s.Status == Active }

// LostLink reports whether s is back from where its link was withdrawn, so that it
// is to have a fresh one.
func (s Session) LostLink(from Session) bool {
	return s.Joinable() && s.DeletedAt.IsZero() && (!from.Joinable() && from.Status != Completed || !from.DeletedAt.IsZero())
}

// minutes rounds active time to whole minutes, and to at least 1 once it
// lasted 30 seconds.
func minutes(d time.Duration) int { return int(d.Round(time.Minute) / time.Minute) }

// MinutesAt returns how long s has lasted by now, or has lasted if it is over.
func (s Session) MinutesAt(now time.Time) int {
	if s.SpanAt.IsZero() {
		return minutes(s.Before)
	}
	return minutes(s.Before + now.Sub(s.SpanAt))
}

// Span returns from when to when s is planned.
func (s Session) Span() Span { return Span{s.StartsAt, s.EndsAt} }
