package store

import (
	"cmp"
	"context"
	"strings"

	"televisit/clinic"
	"televisit/store/db"
)

// makeSession gives an appointment its session. by is who books the appointment
// with it, "" when it was booked before. It returns Conflict when it has a live one.
func (c scope) makeSession(ctx context.Context, what *change, appointment clinic.AppointmentID, b clinic.Booking,
	platform clinic.Platform, by clinic.UserID) error {
	id := NewID()
	v := b.Session(clinic.SessionID(id), appointment, platform, RoomFor(platform, id), c.now)
	v.BookedBy = by
	err := insertRow(ctx, c, SessionTable, &v)
	if db.IsTaken(err) {
		return clinic.Causef(clinic.Conflict, err, "This appointment has a session already.")
	}
	what.followUps = append(what.followUps, &change{action: "session.create", entity: "session", id: string(v.ID),
		events: []event{{clinic.EventScheduled, clinic.EventOf(v)}}})
	return err
}

// CreateSession gives a telehealth appointment that has no live session one.
// It returns Invalid for an appointment that is cancelled or not telehealth,
// and Conflict when it has one.
func (o *Org) CreateSession(ctx context.Context, id clinic.AppointmentID) (saved clinic.Appointment, err error) {
	what := &change{action: "appointment.session", entity: "appointment", id: string(id)}
	err = o.write(ctx, clinic.CreateSessions, what, func(c scope) error {
		old, err := c.appointment(ctx, id)
		switch {
		case err != nil:
			return err
		case old.Status != clinic.Booked || !old.Telehealth:
			return clinic.Errorf(clinic.Invalid, "Only a booked telehealth appointment can have a session.")
		case old.SessionID != "":
			return clinic.Errorf(clinic.Conflict, "This appointment has a session already.")
		}
		platform, err := c.platformFor(ctx, old.PlatformID, old.ProviderID)
		if err != nil {
			return err
		}
		if err = c.makeSession(ctx, what, id, old.Booking(), platform, ""); err != nil {
			return err
		}
		saved, err = c.appointment(ctx, id)
		return err
	})
	return saved, err
}

// sessionFollows brings the session of an appointment in line with b.
func (o *Org) sessionFollows(ctx context.Context, c scope, what *change, old clinic.Appointment, b clinic.Booking,
	platform clinic.Platform) error {
	switch {
	case b.Telehealth && old.SessionID == "":
		return c.makeSession(ctx, what, old.ID, b, platform, "")
	case !b.Telehealth:
		return o.cancelSession(ctx, c, what, old.SessionID, "The appointment is no longer a telehealth visit.")
	}
	v, err := c.session(ctx, old.SessionID, false)
	if err != nil {
		return err
	}
	if v.PatientID != b.PatientID { // another person has not consented, and must not share the link
		err := o.cancelSession(ctx, c, what, v.ID, "The appointment is now another patient's.")
		if err != nil {
			return err
		}
		return c.makeSession(ctx, what, old.ID, b, platform, "")
	}
	moved := &change{action: "session.reschedule", entity: "session", id: string(v.ID)}
	switch {
	case old.PlatformID != b.PlatformID:
		v.PlatformID, v.PlatformName, v.URL = platform.ID, platform.Name, platform.Link(RoomFor(platform, string(v.ID)))
	case v.ProviderID != b.ProviderID:
		if v, err = c.otherRoom(ctx, moved, v, b.ProviderID); err != nil {
			return err
		}
	}
	v.ProviderID, v.Modality, v.StartsAt, v.EndsAt = b.ProviderID, b.Modality, b.StartsAt, b.EndsAt
	what.followUps = append(what.followUps, moved)
	return c.saveSession(ctx, v, v.Version)
}

// otherRoom gives v, which another provider takes over, the link to their room when
// either of the two has one of their own.
func (c scope) otherRoom(ctx context.Context, what *change, v clinic.Session, to clinic.UserID) (clinic.Session, error) {
	p, err := c.onFile(ctx, v.PlatformID)
	if clinic.KindOf(err) == clinic.NotFound {
		return v, nil
	}
	if err != nil {
		return v, err
	}
	theirs := p
	if p.Endpoint, err = c.endpointFor(ctx, p, v.ProviderID); err != nil {
		return v, err
	}
	if theirs.Endpoint, err = c.endpointFor(ctx, theirs, to); err == nil && theirs.Endpoint != p.Endpoint {
		v.URL, what.detail = theirs.Link(RoomFor(theirs, string(v.ID))), map[string]any{"link": "made"}
	}
	return v, err
}

// cancelSession cancels the scheduled session of an appointment; "" is none.
// The right to change the appointment is enough.
func (o *Org) cancelSession(ctx context.Context, c scope, what *change, id clinic.SessionID, reason string) error {
	if id == "" {
		return nil
	}
	v, err := c.session(ctx, id, false)
	if err != nil {
		return err
	}
	old := v
	everything := clinic.Mover{Rights: clinic.Rights{clinic.EditSessions: clinic.All}, Settings: o.a.settings}
	if v, err = v.Move(clinic.Move{To: clinic.Cancelled, Reason: reason}, everything, c.now); err != nil {
		return err
	}
	moved := &change{action: "session.move", entity: "session", id: string(id), events: moveEvents(old.Status, v),
		detail: map[string]any{"from": old.Status, "to": v.Status, "reason": reason}}
	what.followUps = append(what.followUps, moved)
	if v, err = c.relink(ctx, moved, old, v); err != nil {
		return err
	}
	return c.saveSession(ctx, v, v.Version)
}

// relink gives v, which was old, a fresh link when it lost its own, and puts on
// record that a link was made or withdrawn. A platform that is out of use makes none.
func (c scope) relink(ctx context.Context, what *change, old, v clinic.Session) (clinic.Session, error) {
	if v.LostLink(old) {
		p, err := c.platformFor(ctx, v.PlatformID, v.ProviderID)
		if err != nil && clinic.KindOf(err) != clinic.Invalid {
			return v, err
		}
		v.URL = p.Link(RoomFor(p, NewID()))
	}
	switch {
	case old.URL != "" && v.URL == "":
		what.detail["link"] = "withdrawn"
	case old.URL == "" && v.URL != "":
		what.detail["link"] = "made"
	}
	return v, nil
}

// appointmentFollows brings the appointment of a session in line with its
// move: a cancelled session calls it off, one that is back books it again if
// the provider is still free or m says why it may overlap. It returns Invalid for a session that is no
// longer what the appointment wants.
func (o *Org) appointmentFollows(ctx context.Context, c scope, what *change, from clinic.Status, v clinic.Session, m clinic.Move) error {
	status := clinic.Booked
	switch {
	case v.Status == clinic.Cancelled:
		status = clinic.CalledOff
	case from == clinic.Cancelled:
		appointment, err := c.appointment(ctx, v.AppointmentID)
		if err != nil {
			return err
		}
		if !plannedFor(v, appointment) {
			return errReplanned
		}
		b := appointment.Booking()
		b.OverrideReason = cmp.Or(strings.TrimSpace(m.OverrideReason), b.OverrideReason)
		if b.OverrideReason, err = o.overlap(ctx, c, b, appointment); err != nil {
			return err
		}
		if _, err = c.exec(ctx, `UPDATE pm_appointments SET override_reason = $3 WHERE org_id = $1 AND id = $2`, v.AppointmentID,
			b.OverrideReason); err != nil {
			return err
		}
	default:
		return nil
	}
	what.followUps = append(what.followUps, &change{action: "appointment." + status, entity: "appointment", id: string(v.AppointmentID)})
	return c.setAppointment(ctx, v.AppointmentID, status)
}

// takenUpAgain does what follows from a move of old that made it v. It returns
// Invalid, naming each field, when the appointment of v overlaps another or its room
// is taken, unless m says that this is known.
func (o *Org) takenUpAgain(ctx context.Context, c scope, what *change, old, v clinic.Session, m clinic.Move) error {
	var p clinic.Problems
	for _, err := range []error{o.appointmentFollows(ctx, c, what, old.Status, v, m), o.askRoom(ctx, c, what, old, v, m.SharesRoom)} {
		if err != nil && len(clinic.FieldsOf(err)) == 0 {
			return err
		}
		p.AddErrors(clinic.FieldsOf(err)...)
	}
	return p.Err()
}

// askRoom is checkRoom for v, which gets a link again. One that is late is in its
// room from now on.
func (o *Org) askRoom(ctx context.Context, c scope, what *change, old, v clinic.Session, known bool) error {
	if !v.LostLink(old) {
		return nil
	}
	on, err := c.platformFor(ctx, v.PlatformID, v.ProviderID)
	if err != nil {
		if clinic.KindOf(err) == clinic.Invalid { // out of use, so there is no link
			return nil
		}
		return err
	}
	late := max(0, c.now.Sub(v.StartsAt))
	b := clinic.Booking{PatientID: v.PatientID, ProviderID: v.ProviderID, PlatformID: v.PlatformID, Telehealth: true,
		StartsAt: v.StartsAt.Add(late), EndsAt: v.EndsAt.Add(late), SharesRoom: known}
	if err := o.checkRoom(ctx, c, &b, on, clinic.Appointment{ID: v.AppointmentID}); err != nil {
		return err
	}
	if b.SharesRoom {
		what.detail["shared_room"] = "known"
	}
	return nil
}

var errReplanned = clinic.Errorf(clinic.Invalid,
	"The appointment of this session has changed since. Make a new session from the appointment.")

// plannedFor reports whether v is a session as a wants it.
func plannedFor(v clinic.Session, a clinic.Appointment) bool {
	return a.Telehealth && v.PatientID == a.PatientID && v.ProviderID == a.ProviderID &&
		v.StartsAt.Equal(a.StartsAt) && v.EndsAt.Equal(a.EndsAt)
}
