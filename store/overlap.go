package store

import (
	"context"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// overlap returns why b, which replaces old, may overlap another appointment of
// its provider or its patient: "" when it overlaps none. It returns Invalid, naming
// each clash, when the actor may not book over it or did not say why, and for a
// booking that there is already. Who leaves the time as it is books nothing over
// anything.
func (o *Org) overlap(ctx context.Context, c scope, b clinic.Booking, old clinic.Appointment) (string, error) {
	stays := old.Status == clinic.Booked && b.SameTime(old)
	if err := c.bookedAlready(ctx, b, old.ID); err != nil {
		return "", err
	}
	busy, hasProvider, err := c.clash(ctx, !stays || b.ProviderID != old.ProviderID, "provider_id", b.ProviderID, b, old.ID)
	if err != nil {
		return "", err
	}
	away, hasPatient, err := c.clash(ctx, !stays || b.PatientID != old.PatientID, "patient_id", b.PatientID, b, old.ID)
	if err != nil {
		return "", err
	}
	may := o.a.rights.MayFor(clinic.OverrideOverlap, b.ProviderID == o.a.user)
	switch {
	case !hasProvider && !hasPatient && stays && (!may || b.OverrideReason == ""):
		return old.OverrideReason, nil
	case !hasProvider && !hasPatient && !stays:
		return "", nil
	case may && b.OverrideReason != "":
		return b.OverrideReason, nil
	}
	var p clinic.Problems
	provider := "%s is booked from %s to %s (%s). Choose another time."
	patient := "%s has an appointment from %s to %s (%s). Choose another time."
	if may {
		provider, patient = "%s is booked from %s to %s (%s).", "%s has an appointment from %s to %s (%s)."
		p.Add("override_reason", "To book it all the same, say why.")
	}
	if hasProvider {
		p.Add("starts", provider, o.clashArgs(busy.ProviderName, busy, busy.PatientName)...)
	}
	if hasPatient && (!hasProvider || away.ID != busy.ID) {
		p.Add("patient_id", patient, o.clashArgs(away.PatientName, away, away.ProviderName)...)
	}
	return "", p.Err()
}

// bookedAlready returns Invalid when there is an appointment, other than except,
// of the same patient, provider and start as b. No reason makes two of them.
func (c scope) bookedAlready(ctx context.Context, b clinic.Booking, except clinic.AppointmentID) error {
	a, err := one(ctx, c, scanAppointment, appointmentSelect+`
		WHERE a.org_id = $1 AND a.patient_id = $2 AND a.provider_id = $3 AND a.starts_at = $4 AND a.status = 'booked' AND a.id <> $5 LIMIT 1`,
		b.PatientID, b.ProviderID, b.StartsAt.UnixMilli(), except)
	switch {
	case err == nil:
		return clinic.FieldErrorf("starts", "%s has this appointment with %s already.", a.PatientName, a.ProviderName)
	case clinic.KindOf(err) == clinic.NotFound:
		return nil
	}
	return err
}

func (o *Org) clashArgs(who string, a clinic.Appointment, with string) []any {
	return []any{who, o.clockTime(a.StartsAt), o.clockTime(a.EndsAt), with}
}

// clockTime returns t on the practice's clock, for a message.
func (o *Org) clockTime(t time.Time) clinic.LocalTime {
	return clinic.LocalTime{At: t.In(o.a.settings.Zone()), Layout: "15:04"}
}

// bounds returns between which instants an appointment starts, and after which it
// ends, if it overlaps b. None is longer than LongestVisit, so an index need not
// look further back.
func bounds(b clinic.Booking) (after, before, ends int64) {
	return b.StartsAt.Add(-clinic.LongestVisit - time.Minute).UnixMilli(), b.EndsAt.UnixMilli(), b.StartsAt.UnixMilli()
}

// clash returns the first booked appointment, other than except, whose column is
// id while b would be. asked=false finds none.
func (c scope) clash(ctx context.Context, asked bool, column string, id any, b clinic.Booking,
	except clinic.AppointmentID) (a clinic.Appointment, found bool, err error) {
	if !asked {
		return a, false, nil
	}
	after, before, ends := bounds(b)
	a, err = one(ctx, c, scanAppointment, appointmentSelect+`
		WHERE a.org_id = $1 AND a.`+column+` = $2 AND a.status = 'booked' AND a.id <> $3
			AND a.starts_at > $4 AND a.starts_at < $5 AND a.ends_at > $6
		ORDER BY a.starts_at LIMIT 1`, id, except, after, before, ends)
	if clinic.KindOf(err) == clinic.NotFound {
		return a, false, nil
	}
	return a, err == nil, err
}

// Overlaps returns the appointments that overlap another in their provider's or
// their patient's time, of those that take place in [from, to).
func (o *Org) Overlaps(ctx context.Context, from, to time.Time) (found map[clinic.AppointmentID]clinic.Overlap, err error) {
	err = o.read(ctx, clinic.ViewAppointments, func(c scope) error {
		// What begins before or after may last into it.
		all, err := list(ctx, c, scanTimeTaken, `SELECT id, patient_id, provider_id, starts_at, ends_at FROM pm_appointments
			WHERE org_id = $1 AND status = 'booked' AND starts_at > $2 AND starts_at < $3`,
			from.Add(-clinic.LongestVisit).UnixMilli(), to.Add(clinic.LongestVisit).UnixMilli())
		found = clinic.Overlaps(all)
		return err
	})
	return found, err
}

func scanTimeTaken(r db.Row) (t clinic.TimeTaken, err error) {
	return t, r.Scan(&t.Appointment, &t.Patient, &t.Provider, (*instant)(&t.StartsAt), (*instant)(&t.EndsAt))
}
