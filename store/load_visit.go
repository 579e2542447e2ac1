package store

import (
	"encoding/json"
	"fmt"
	"time"

	"televisit/clinic"
)

// A Visit is an appointment of the past or the future, and all that was done
// to its session, in order.
type Visit struct {
	clinic.Booking
	By        clinic.UserID // who booked it
	At        time.Time     // and when
	CalledOff bool          // the appointment is cancelled; it has no session
	NoSession bool          // a telehealth appointment whose session is missing
	Untimed   bool          // completed, but how long it took was not recorded
	Untold    bool          // keep no trail; a large load does without
	Deeds     []Deed
}

// A Deed is one thing that a member did to a session: a move, or else a record
// of consent, or else of where both sides are, or else a deletion.
type Deed struct {
	By       clinic.UserID
	At       time.Time
	Move     clinic.Status
	Reason   string
	Consent  clinic.Consent
	Location clinic.Location
}

// AddVisit makes an appointment and its session, by the rules that hold for
// those who do it by hand; what the rules refuse is an error, and so is whoever
// is not of the org.
func (o *OrgLoad) AddVisit(v Visit) error {
	if !o.knows(v.Booking) {
		return fmt.Errorf("a visit on %s is with somebody, or on a platform, that was not added", v.StartsAt.Format(time.DateTime))
	}
	id := clinic.AppointmentID(newID())
	a := clinic.Appointment{ID: id, Status: clinic.Booked, CreatedAt: v.At, Version: 1}.With(v.Booking)
	if v.Telehealth && !v.NoSession && !v.CalledOff {
		s, err := o.play(v, id)
		if err != nil {
			return fmt.Errorf("a visit on %s: %w", v.StartsAt.Format(time.DateTime), err)
		}
		o.rows.sessions = append(append(o.rows.sessions, o.c.org), sessionTable.into(&s)...)
		v.CalledOff = s.Status == clinic.Cancelled
	}
	if v.CalledOff {
		a.Status, a.Version = clinic.CalledOff, 2
	}
	o.rows.appointments = append(append(o.rows.appointments, o.c.org), appointmentTable.into(&a)...)
	o.tell(v, Deed{By: v.By, At: v.At}, "appointment.book", "appointment", string(id), told{})
	return o.flush(false)
}

// knows reports whether all that b refers to was added before: the database
// does not ask during a load.
func (o *OrgLoad) knows(b clinic.Booking) bool {
	_, patient := o.payers[b.PatientID]
	_, provider := o.rights[b.ProviderID]
	_, platform := o.platforms[b.PlatformID]
	return patient && provider && (platform || b.PlatformID == "")
}

// play returns the session of v after all deeds.
func (o *OrgLoad) play(v Visit, appointment clinic.AppointmentID) (clinic.Session, error) {
	s := v.Session(clinic.SessionID(newID()), appointment, o.platforms[v.PlatformID], v.At)
	o.tell(v, Deed{By: v.By, At: v.At}, "session.create", "session", string(s.ID), told{})
	var err error
	for _, d := range v.Deeds {
		if s, err = o.do(v, s, d); err != nil {
			return s, err
		}
		s.Version++
	}
	if s.Status == clinic.Completed {
		s.Billing = hintFor(s, o.payers[s.PatientID], o.rules, o.set, clinic.DayIn(s.EndedAt, o.set.Zone()))
		if v.Untimed {
			s.Minutes = nil
		}
	}
	return s, nil
}

// do returns s after d, and puts d on the trail.
func (o *OrgLoad) do(v Visit, s clinic.Session, d Deed) (clinic.Session, error) {
	mover := clinic.Mover{Rights: o.rights[d.By], Own: d.By == s.ProviderID, Settings: o.set}
	d.Consent.RecordedBy, d.Consent.RecordedAt = d.By, d.At
	action, detail := "session.move", told{reason: d.Reason, consent: d.Consent.State}
	var err error
	switch {
	case d.Move != "":
		m := clinic.Move{To: d.Move, Reason: d.Reason}
		if d.Consent.State != "" {
			m.Consent = &d.Consent
		}
		detail.from, detail.to = s.Status, d.Move
		s, err = s.Move(m, mover, d.At)
	case d.Consent.State != "":
		action, detail.method = "session.consent", d.Consent.Method
		s.Consent, err = d.Consent, d.Consent.Check()
	case d.Location != clinic.Location{}:
		action = "session.location"
		s.Location, err = d.Location, d.Location.Check()
	default:
		action = "session.delete"
		s, err = s.Delete(d.Reason, d.At)
	}
	o.tell(v, d, action, "session", string(s.ID), detail)
	return s, err
}

// told is what the trail says of a deed beyond its name.
type told struct {
	from, to       clinic.Status
	reason, method string
	consent        clinic.ConsentState
}

// text returns t as the JSON that the same deed by hand leaves.
func (t told) text() (text []byte, err error) {
	switch {
	case t.to != "" && t.consent != "":
		return json.Marshal(map[string]any{"from": t.from, "to": t.to, "reason": t.reason, "consent": t.consent})
	case t.to != "":
		return json.Marshal(map[string]any{"from": t.from, "to": t.to, "reason": t.reason})
	case t.consent != "":
		return json.Marshal(map[string]any{"consent": t.consent, "method": t.method, "reason": t.reason})
	case t.reason != "":
		return json.Marshal(map[string]any{"reason": t.reason})
	}
	return []byte("null"), nil
}

// tell puts what d did to an entity on the trail.
func (o *OrgLoad) tell(v Visit, d Deed, action, entity, id string, t told) {
	if v.Untold {
		return
	}
	detail, known := o.details[t]
	if !known {
		text, _ := t.text() // texts always become JSON
		detail = string(text)
		o.details[t] = detail
	}
	row := auditRow{newID(), d.At, d.By, action, entity, id, detail}
	o.rows.audit = append(append(o.rows.audit, o.c.org), auditTable.into(&row)...)
}
