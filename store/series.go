package store

import (
	"context"
	"slices"

	"televisit/clinic"
)

// BookSeries saves a new appointment and those of s after it, each with its session
// when they are telehealth ones, or nothing at all. It returns them, the first one
// first, and Invalid naming each field that is wrong; what is wrong with one of the
// later ones is said at its Exception.Field, for each of them at once. Otherwise it is as
// BookAppointment, for a new patient and a second send of b.Once too.
func (o *Org) BookSeries(ctx context.Context, b clinic.Booking, s clinic.Series) (made []clinic.Appointment, err error) {
	what := &change{action: "appointment.book", entity: "appointment", id: NewID()}
	err = o.write(ctx, clinic.CreateAppointments, what, func(c scope) error {
		first, err := c.madeBy(ctx, b.Once)
		if err == nil {
			if made, err = c.withSeries(ctx, first); err == nil {
				err = errMade
			}
			return err
		} else if clinic.KindOf(err) != clinic.NotFound {
			return err
		}
		b, err := o.withNewPatient(ctx, c, what, b) // not that of a try that was broken off
		if err != nil {
			return err
		}
		if err = o.bookAll(ctx, c, what, b, s); err != nil {
			return err
		}
		if first, err = c.appointment(ctx, clinic.AppointmentID(what.id)); err == nil {
			made, err = c.withSeries(ctx, first)
		}
		return err
	})
	return made, unlessMade(err)
}

// bookAll saves b and the appointments of s after it.
func (o *Org) bookAll(ctx context.Context, c scope, what *change, b clinic.Booking, s clinic.Series) error {
	b, platform, failed := o.checkBooking(ctx, c, b, clinic.Appointment{})
	p, rest, series := clinic.Problems{}, []clinic.Planned(nil), clinic.SeriesID("")
	if err := p.Note(failed); err != nil {
		return err
	}
	first := clinic.OccurrenceOf(b.Span(), o.a.settings.Zone())
	if wrong := s.Check(first.Day); wrong == nil {
		rest = s.Plan(first)
	} else if err := p.Note(wrong); err != nil {
		return err
	}
	if len(rest) > 0 {
		series = clinic.SeriesID(NewID())
	}
	if failed == nil {
		if err := o.saveNew(ctx, c, what, what, b, platform, series); err != nil {
			return err
		}
	}
	for _, next := range rest {
		// Also when another one is wrong: all that clash are to be seen at once.
		w, wrong := o.checkNext(ctx, c, b, platform, next.At)
		if err := noteEach(&p, next.Chosen, next.At.Day, wrong); err != nil {
			return err
		}
		if failed != nil || wrong != nil {
			continue
		}
		log := &change{action: what.action, entity: what.entity, id: NewID()}
		what.followUps = append(what.followUps, log)
		if err := o.saveNew(ctx, c, what, log, w, platform, series); err != nil {
			return err
		}
	}
	return p.Err()
}

// checkNext returns b as it may be saved at another time of its series.
func (o *Org) checkNext(ctx context.Context, c scope, b clinic.Booking, platform clinic.Platform,
	at clinic.Occurrence) (clinic.Booking, error) {
	asked := b.InPast(c.now) // of the first: once is enough
	span, err := at.Span(o.a.settings.Zone())
	if err != nil {
		return b, err
	}
	b.StartsAt, b.EndsAt, b.OverrideReason, b.Once = span.Start, span.End, "", ""
	b.Afterwards = b.Afterwards || asked
	return o.checkTime(ctx, c, b, platform, clinic.Appointment{}, nil)
}

// noteEach notes what is wrong with one appointment of a series, in a word, at the field
// that is its own, and with the day that it is about. What is said to one is not asked of
// each again: an overlap cannot be allowed for a whole series, and that a room is shared
// is known of all or of none.
func noteEach(p *clinic.Problems, e clinic.Exception, day clinic.Day, wrong error) error {
	if clinic.KindOf(wrong) != clinic.Invalid {
		return wrong
	}
	var own, asked clinic.Problems
	for _, f := range clinic.FieldsOf(wrong) {
		switch f.Field {
		case "override_reason":
		case "shared":
			asked.AddErrors(f)
		case "afterwards":
			own.Add(f.Field, "This is in the past.")
		default:
			own.AddErrors(f)
		}
	}
	if len(own) == 0 {
		own.Add("", "%s", clinic.MessageOf(wrong))
	}
	p.Add(e.Field(), "%s: %s", day, clinic.MessageOf(own.Err()))
	p.AddErrors(asked...)
	return nil
}

// withSeries returns a, and after it the others of its series by when they are.
func (c scope) withSeries(ctx context.Context, a clinic.Appointment) ([]clinic.Appointment, error) {
	if a.SeriesID == "" {
		return []clinic.Appointment{a}, nil
	}
	all, err := list(ctx, c, scanAppointment, appointmentSelect+` WHERE a.org_id = $1 AND a.series_id = $2 ORDER BY a.starts_at, a.id`,
		a.SeriesID)
	all = slices.DeleteFunc(all, func(other clinic.Appointment) bool { return other.ID == a.ID })
	return slices.Insert(all, 0, a), err
}
