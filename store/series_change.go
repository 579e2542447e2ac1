package store

import (
	"context"
	"slices"
	"strings"

	"televisit/clinic"
)

// A SeriesChange is what became of an appointment and of the later ones of its series.
type SeriesChange struct {
	clinic.Appointment
	Done int // how many were changed or cancelled, with that one
	Left int // how many later ones stay as they are
}

// ChangeSeries makes an appointment, seen at version, what b says, and changes of the
// later ones of its series what was changed of that one; or it changes nothing at all.
// What the actor may not change, and what an exception leaves out, stays as it is. It
// returns errors as ChangeAppointment does; what is wrong with a later one is said at its
// Exception.Field, for each of them at once.
func (o *Org) ChangeSeries(ctx context.Context, id clinic.AppointmentID, version int64, b clinic.Booking,
	exceptions []clinic.Exception) (SeriesChange, error) {
	return o.changeFrom(ctx, id, version, b, exceptions, true)
}

// CancelSeries calls an appointment, seen at version, and the later ones of its series
// off, and their sessions with them. What the actor may not cancel stays as it is. It
// returns errors as CancelAppointment does.
func (o *Org) CancelSeries(ctx context.Context, id clinic.AppointmentID, version int64, reason string) (SeriesChange, error) {
	return o.cancelFrom(ctx, id, version, reason, true)
}

// LaterInSeries returns the booked appointments of the series of one that start after it,
// in order, and NotFound when the org has none of that id.
func (o *Org) LaterInSeries(ctx context.Context, id clinic.AppointmentID) (later []clinic.Appointment, err error) {
	err = o.read(ctx, clinic.ViewAppointments, func(c scope) error {
		a, err := c.appointment(ctx, id)
		if err == nil {
			later, err = c.laterThan(ctx, a)
		}
		return err
	})
	return later, err
}

func (c scope) laterThan(ctx context.Context, a clinic.Appointment) ([]clinic.Appointment, error) {
	if a.SeriesID == "" {
		return nil, nil
	}
	return list(ctx, c, scanAppointment, appointmentSelect+` WHERE a.org_id = $1 AND a.series_id = $2 AND a.starts_at > $3
		AND a.status = 'booked' ORDER BY a.starts_at, a.id`, a.SeriesID, a.StartsAt.UnixMilli())
}

// laterIf returns the later ones of the series of a that may, and how many may not.
func (c scope) laterIf(ctx context.Context, a clinic.Appointment, may func(clinic.Appointment) bool) ([]clinic.Appointment, int, error) {
	all, err := c.laterThan(ctx, a)
	those := slices.DeleteFunc(slices.Clone(all), func(a clinic.Appointment) bool { return !may(a) })
	return those, len(all) - len(those), err
}

// changeFrom changes an appointment, and with it the later ones of its series if later.
func (o *Org) changeFrom(ctx context.Context, id clinic.AppointmentID, version int64, b clinic.Booking, exceptions []clinic.Exception,
	later bool) (done SeriesChange, err error) {
	what := &change{action: "appointment.change", entity: "appointment", id: string(id)}
	may := func(a clinic.Appointment) error { return a.Changeable(o.a.rights, a.ProviderID == o.a.user) }
	err = o.write(ctx, clinic.EditAppointments, what, func(c scope) error {
		old, err := c.seen(ctx, id, version, may)
		if err != nil {
			return err
		}
		var following []clinic.Appointment
		done.Done, done.Left = 1, 0
		if later {
			following, done.Left, err = c.laterIf(ctx, old, func(a clinic.Appointment) bool {
				return may(a) == nil && !clinic.ExceptionOf(exceptions, string(a.ID)).Skip
			})
			if err != nil {
				return err
			}
			done.Done += len(following)
		}
		if err = o.changeAll(ctx, c, what, old, b, following, exceptions); err != nil {
			return err
		}
		done.Appointment, err = c.appointment(ctx, id)
		return err
	})
	return done, err
}

// changeAll makes old what b says, and has the others follow.
func (o *Org) changeAll(ctx context.Context, c scope, what *change, old clinic.Appointment, b clinic.Booking,
	following []clinic.Appointment, exceptions []clinic.Exception) error {
	if len(following) > 0 {
		if err := c.vacate(ctx, append(following[:len(following):len(following)], old)); err != nil {
			return err
		}
	}
	var p clinic.Problems
	b, platform, failed := o.checkBooking(ctx, c, b, old)
	if err := p.Note(failed); err != nil {
		return err
	}
	if failed == nil {
		if err := o.saveChanged(ctx, c, what, what, old, b, platform); err != nil {
			return err
		}
	}
	for _, a := range movedLast(following, exceptions) {
		e := clinic.ExceptionOf(exceptions, string(a.ID))
		w, platform, wrong := o.checkFollowing(ctx, c, a, old, b, e)
		if err := noteEach(&p, e, clinic.DayIn(w.StartsAt, o.a.settings.Zone()), wrong); err != nil {
			return err
		}
		if failed != nil || wrong != nil {
			continue
		}
		log := &change{action: what.action, entity: what.entity, id: string(a.ID)}
		what.followUps = append(what.followUps, log)
		if err := o.saveChanged(ctx, c, what, log, a, w, platform); err != nil {
			return err
		}
	}
	return p.Err()
}

// vacate takes appointments that are about to change from the time that they have, so
// that none is in the way of another one. Saving them books them again.
func (c scope) vacate(ctx context.Context, all []clinic.Appointment) error {
	for _, a := range all {
		_, err := c.exec(ctx, `UPDATE pm_appointments SET status = 'cancelled' WHERE org_id = $1 AND id = $2`, a.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

// movedLast returns all with those that are moved at the end: where one of them clashes
// with another one of the series, it is the one to be moved again.
func movedLast(all []clinic.Appointment, exceptions []clinic.Exception) []clinic.Appointment {
	moved := func(a clinic.Appointment) bool { return clinic.ExceptionOf(exceptions, string(a.ID)).Move }
	stay := slices.DeleteFunc(slices.Clone(all), moved)
	return append(stay, slices.DeleteFunc(slices.Clone(all), func(a clinic.Appointment) bool { return !moved(a) })...)
}

// checkFollowing returns a as it may be saved after old became b.
func (o *Org) checkFollowing(ctx context.Context, c scope, a, old clinic.Appointment, b clinic.Booking,
	e clinic.Exception) (clinic.Booking, clinic.Platform, error) {
	w, err := a.Follow(old, b, e, o.a.settings.Zone())
	if err != nil {
		return w, clinic.Platform{}, err
	}
	w.Afterwards = w.Afterwards || b.InPast(c.now) // asked of the first: once is enough
	return o.checkBooking(ctx, c, w, a)
}

// cancelFrom calls an appointment off, and with it the later ones of its series if later.
func (o *Org) cancelFrom(ctx context.Context, id clinic.AppointmentID, version int64, reason string, later bool) (done SeriesChange,
	err error) {
	reason = strings.TrimSpace(reason)
	what := &change{action: "appointment.cancel", entity: "appointment", id: string(id), detail: map[string]any{"reason": reason}}
	err = o.write(ctx, clinic.EditAppointments, what, func(c scope) error {
		may := func(a clinic.Appointment) error { return a.Cancellable(o.a.rights, o.a.user, c.now) }
		old, err := c.seen(ctx, id, version, may)
		if err != nil {
			return err
		}
		if err = clinic.CheckReason("reason", reason); err != nil {
			return err
		}
		var following []clinic.Appointment
		done.Done, done.Left = 1, 0
		if later {
			following, done.Left, err = c.laterIf(ctx, old, func(a clinic.Appointment) bool { return may(a) == nil })
			if err != nil {
				return err
			}
			done.Done += len(following)
		}
		if err = o.callOff(ctx, c, what, old, reason); err != nil {
			return err
		}
		for _, a := range following {
			what.followUps = append(what.followUps, &change{action: what.action, entity: what.entity, id: string(a.ID), detail: what.detail})
			if err = o.callOff(ctx, c, what, a, reason); err != nil {
				return err
			}
		}
		done.Appointment, err = c.appointment(ctx, id)
		return err
	})
	return done, err
}

// callOff cancels an appointment and its session.
func (o *Org) callOff(ctx context.Context, c scope, what *change, a clinic.Appointment, reason string) error {
	if err := c.setAppointment(ctx, a.ID, clinic.CalledOff); err != nil {
		return err
	}
	return o.cancelSession(ctx, c, what, a.SessionID, reason)
}
