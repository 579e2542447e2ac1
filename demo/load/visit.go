package load

import (
	"fmt"
	"time"

	"televisit/clinic"
	"televisit/store"
)

// A Visit is an appointment of the past or the future, and all that was done
// to its session, in order.
type Visit struct {
	clinic.Booking
	BookedBy   clinic.UserID
	BookedAt   time.Time
	Cancelled  bool // the appointment is; it has no session
	NoSession  bool // a telehealth appointment whose session is missing
	NoDuration bool // completed, but how long it took was not recorded
	NoAudit    bool // leave no audit rows; a large load does without
	Actions    []Action
}

// An Action is one thing that a member did to a session: a move, or else a
// record of consent, or else of where both sides are, or else a deletion.
type Action struct {
	By       clinic.UserID
	At       time.Time
	Move     clinic.Status
	Reason   string
	Consent  clinic.Consent
	Location clinic.Location
	Audio    *clinic.AudioOnlyFacts // with a completion
}

// AddVisit makes an appointment and its session, by the rules that hold for
// those who do it by hand; what the rules refuse is an error, and so is whoever
// is not of the org.
func (o *Org) AddVisit(v Visit) error {
	if !o.knows(v.Booking) {
		return fmt.Errorf("a visit on %s is with somebody, or on a platform, that was not added", v.StartsAt.Format(time.DateTime))
	}
	a := clinic.Appointment{ID: clinic.AppointmentID(store.NewID()), Status: clinic.Booked, BookedBy: v.BookedBy,
		CreatedAt: v.BookedAt, Version: 1}.With(v.Booking)
	if v.Telehealth && !v.NoSession && !v.Cancelled {
		s, err := o.replay(v, a.ID)
		if err != nil {
			return fmt.Errorf("a visit on %s: %w", v.StartsAt.Format(time.DateTime), err)
		}
		if err := o.l.add(o.l.sessions, o.id, store.SessionTable.Values(&s)); err != nil {
			return err
		}
		v.Cancelled = s.Status == clinic.Cancelled
		if len(o.first) < sessionsKept && s.DeletedAt.IsZero() {
			o.first = append(o.first, s)
		}
	}
	if v.Cancelled {
		a.Status, a.Version = clinic.CalledOff, 2
	}
	if err := o.l.add(o.l.appointments, o.id, store.AppointmentTable.Values(&a)); err != nil {
		return err
	}
	return o.record(v, v.booking(), "appointment.book", "appointment", string(a.ID), auditDetail{})
}

// booking returns the first thing that was done.
func (v Visit) booking() Action { return Action{By: v.BookedBy, At: v.BookedAt} }

// knows reports whether all that b refers to was added before: the database
// does not look during a load.
func (o *Org) knows(b clinic.Booking) bool {
	_, patient := o.payers[b.PatientID]
	_, provider := o.rights[b.ProviderID]
	_, platform := o.platforms[b.PlatformID]
	return patient && provider && (platform || b.PlatformID == "")
}

// replay returns the session of v after all actions.
func (o *Org) replay(v Visit, appointment clinic.AppointmentID) (clinic.Session, error) {
	on, id := o.platforms[v.PlatformID], store.NewID()
	s := v.Session(clinic.SessionID(id), appointment, on, store.RoomFor(on, id), v.BookedAt)
	s.BookedBy = v.BookedBy
	err := o.record(v, v.booking(), "session.create", "session", string(s.ID), auditDetail{})
	for _, a := range v.Actions {
		if err != nil {
			return s, err
		}
		s, err = o.apply(v, s, a)
		s.Version++
	}
	if s.Status == clinic.Completed {
		s.Billing = clinic.Hint(o.rules, s.Case(o.payers[s.PatientID], o.settings))
		if v.NoDuration {
			s.Minutes = nil
		}
	}
	return s, err
}

// apply returns s after a, and records a.
func (o *Org) apply(v Visit, s clinic.Session, a Action) (clinic.Session, error) {
	mover := clinic.Mover{User: a.By, Rights: o.rights[a.By], Own: a.By == s.ProviderID, Settings: o.settings}
	if a.Consent.State != "" {
		a.Consent.RecordedBy, a.Consent.RecordedAt = a.By, a.At
		if a.Consent.State == clinic.ConsentGranted {
			a.Consent.Text = o.asked(s.PatientID, a.At)
		}
	}
	name, detail := "session.move", auditDetail{reason: a.Reason}
	var err error
	switch {
	case a.Move != "":
		m := clinic.Move{To: a.Move, Reason: a.Reason, NoLocation: true, Audio: a.Audio} // the place is recorded later, or never
		if a.Consent.State != "" {
			m.Consent = &a.Consent
		}
		detail.from, detail.to = s.Status, a.Move
		s, err = s.Move(m, mover, a.At)
		if s.Status == clinic.Completed && s.Location.Missing() {
			detail.location = "missing"
		}
	case a.Consent.State != "":
		name = "session.consent"
		detail.reason = a.Consent.Reason
		s.Consent, err = a.Consent.After(s.Consent), a.Consent.Check()
	case a.Location != clinic.Location{}:
		name = "session.location"
		s.Location, err = a.Location, a.Location.Check()
	default:
		name = "session.delete"
		s, err = s.Delete(a.Reason, a.At)
	}
	if err != nil {
		return s, err
	}
	if a.Consent.State != "" {
		detail.consent = s.Consent.State
		detail.method, detail.withdrawn, detail.text = s.Consent.Method, s.Consent.Withdrawn, s.Consent.Text
	}
	return s, o.record(v, a, name, "session", string(s.ID), detail)
}
