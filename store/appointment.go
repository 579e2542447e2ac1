package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

var AppointmentTable = tableOf("pm_appointments", appointmentColumns, "created_at", "booked_by", "once")

func appointmentColumns(a *clinic.Appointment) []column {
	return []column{
		{"id", &a.ID},
		{"patient_id", &a.PatientID},
		{"provider_id", &a.ProviderID},
		{"starts_at", (*instant)(&a.StartsAt)},
		{"ends_at", (*instant)(&a.EndsAt)},
		{"is_telehealth", &a.Telehealth},
		{"modality", &a.Modality},
		{"configuration_id", (*optionalText)(&a.PlatformID)},
		{"status", &a.Status},
		{"override_reason", &a.OverrideReason},
		{"booked_by", (*optionalText)(&a.BookedBy)},
		{"entered_late", &a.EnteredLate},
		{"once", &a.Once},
		{"created_at", (*instant)(&a.CreatedAt)},
		{"version", &a.Version},
	}
}

// An appointment is read with the names of its patient, provider and platform,
// and with its live session.
var appointmentSelect = `SELECT ` + AppointmentTable.selected("a.") + `, p.given_name, p.preferred_name, p.family_name, p.time_zone, u.name,
	COALESCE(s.platform_name, g.name, ''), s.id, s.status` + appointmentTables

const appointmentTables = ` FROM pm_appointments a
	JOIN pm_patients p ON p.org_id = a.org_id AND p.id = a.patient_id
	JOIN pf_users u ON u.id = a.provider_id
	LEFT JOIN pm_telehealth_configuration g ON g.org_id = a.org_id AND g.id = a.configuration_id
	LEFT JOIN pm_telehealth_sessions s ON s.org_id = a.org_id AND s.appointment_id = a.id AND s.deleted_at IS NULL AND s.status <> 'cancelled'`

func scanAppointment(r db.Row) (a clinic.Appointment, err error) {
	var p clinic.Patient
	err = r.Scan(AppointmentTable.into(&a, &p.Given, &p.Preferred, &p.Family, &a.PatientZone, &a.ProviderName,
		&a.PlatformName, (*optionalText)(&a.SessionID), (*optionalText)(&a.SessionAt))...)
	a.PatientName = p.Name()
	return a, err
}

func (c scope) appointment(ctx context.Context, id clinic.AppointmentID) (clinic.Appointment, error) {
	return one(ctx, c, scanAppointment, appointmentSelect+` WHERE a.org_id = $1 AND a.id = $2`, id)
}

// Appointment returns one appointment, and NotFound when the org has none of
// that id.
func (o *Org) Appointment(ctx context.Context, id clinic.AppointmentID) (a clinic.Appointment, err error) {
	err = o.read(ctx, clinic.ViewAppointments, func(c scope) error {
		a, err = c.appointment(ctx, id)
		return err
	})
	return a, err
}

// Appointments returns those that start in [from, to), the earliest first, the
// cancelled ones too.
func (o *Org) Appointments(ctx context.Context, from, to time.Time) (all []clinic.Appointment, err error) {
	err = o.read(ctx, clinic.ViewAppointments, func(c scope) error {
		all, err = list(ctx, c, scanAppointment, appointmentSelect+`
			WHERE a.org_id = $1 AND a.starts_at >= $2 AND a.starts_at < $3 ORDER BY a.starts_at, a.id`, from.UnixMilli(), to.UnixMilli())
		return err
	})
	return all, err
}

// BookAppointment saves a new appointment and, when it is a telehealth one,
// its session with it. It returns Invalid when b breaks a rule, an overlap
// included; then nothing is saved. A new patient is put on file with it; it returns a
// *SamePersonError when they may be on file already. A second send of b.Once saves nothing either and
// returns what the first made.
func (o *Org) BookAppointment(ctx context.Context, b clinic.Booking) (saved clinic.Appointment, err error) {
	id := clinic.AppointmentID(NewID())
	what := &change{action: "appointment.book", entity: "appointment", id: string(id)}
	err = o.write(ctx, clinic.CreateAppointments, what, func(c scope) error {
		if saved, err = c.madeBy(ctx, b.Once); err == nil {
			return errMade
		} else if clinic.KindOf(err) != clinic.NotFound {
			return err
		}
		if b, err = o.withNewPatient(ctx, c, what, b); err != nil {
			return err
		}
		b, platform, err := o.checkBooking(ctx, c, b, clinic.Appointment{})
		if err != nil {
			return err
		}
		what.detail = overrideDetail(b)
		booked := clinic.Appointment{ID: id, Status: clinic.Booked, BookedBy: o.a.user, EnteredLate: b.InPast(c.now), Once: b.Once,
			CreatedAt: c.now, Version: 1}.With(b)
		if err = insertRow(ctx, c, AppointmentTable, &booked); err != nil {
			return err
		}
		if b.Telehealth {
			if err = c.makeSession(ctx, what, id, b, platform, o.a.user); err != nil {
				return err
			}
		}
		saved, err = c.appointment(ctx, id)
		return err
	})
	return saved, unlessMade(err)
}

// errMade undoes a change that was made before, by the same form.
var errMade = errors.New("made before")

// unlessMade returns err, and nil for errMade: that is no fault.
func unlessMade(err error) error {
	if errors.Is(err, errMade) {
		return nil
	}
	return err
}

// madeBy returns what a form made, by its one-time key, and NotFound when it made
// nothing yet.
func (c scope) madeBy(ctx context.Context, once string) (clinic.Appointment, error) {
	return one(ctx, c, scanAppointment, appointmentSelect+` WHERE a.org_id = $1 AND a.once = $2 AND a.once <> ''`, once)
}

// ChangeAppointment makes an appointment, seen at version, what b says. Its
// scheduled session moves with it; switching telehealth on makes one, switching
// it off cancels it. It returns Forbidden for another provider's, Conflict when
// another hand was faster, and Invalid when b breaks a rule or the session has
// begun or ended.
func (o *Org) ChangeAppointment(ctx context.Context, id clinic.AppointmentID, version int64, b clinic.Booking) (saved clinic.Appointment,
	err error) {
	what := &change{action: "appointment.change", entity: "appointment", id: string(id)}
	err = o.write(ctx, clinic.EditAppointments, what, func(c scope) error {
		old, err := c.seen(ctx, id, version, func(a clinic.Appointment) error {
			return a.Changeable(o.a.rights, a.ProviderID == o.a.user)
		})
		if err != nil {
			return err
		}
		b, platform, err := o.checkBooking(ctx, c, b, old)
		if err != nil {
			return err
		}
		what.detail = overrideDetail(b)
		changed := old.With(b)
		if !b.SameTime(old) {
			changed.EnteredLate = b.InPast(c.now)
		}
		if err = updateRow(ctx, c, AppointmentTable, &changed, id, version); err != nil {
			return err
		}
		if err = o.sessionFollows(ctx, c, what, old, b, platform); err != nil {
			return err
		}
		saved, err = c.appointment(ctx, id)
		return err
	})
	return saved, err
}

// CancelAppointment calls an appointment, seen at version, off, and its
// session with it. It returns Invalid without a reason or once the session has
// begun or ended.
func (o *Org) CancelAppointment(ctx context.Context, id clinic.AppointmentID, version int64, reason string) (saved clinic.Appointment,
	err error) {
	reason = strings.TrimSpace(reason)
	what := &change{action: "appointment.cancel", entity: "appointment", id: string(id), detail: map[string]any{"reason": reason}}
	err = o.write(ctx, clinic.EditAppointments, what, func(c scope) error {
		old, err := c.seen(ctx, id, version, func(a clinic.Appointment) error { return a.Cancellable(o.a.rights, o.a.user, c.now) })
		if err != nil {
			return err
		}
		if err = clinic.CheckReason("reason", reason); err != nil {
			return err
		}
		if err = c.setAppointment(ctx, id, clinic.CalledOff); err != nil {
			return err
		}
		if err = o.cancelSession(ctx, c, what, old.SessionID, reason); err != nil {
			return err
		}
		saved, err = c.appointment(ctx, id)
		return err
	})
	return saved, err
}

// seen returns an appointment, seen at version, that may still be changed.
func (c scope) seen(ctx context.Context, id clinic.AppointmentID, version int64,
	may func(clinic.Appointment) error) (clinic.Appointment, error) {
	a, err := c.appointment(ctx, id)
	if err != nil {
		return a, err
	}
	err = may(a)
	if a.Version != version && clinic.KindOf(err) != clinic.Forbidden {
		return a, errFaster
	}
	return a, err
}

func (c scope) setAppointment(ctx context.Context, id clinic.AppointmentID, status string) error {
	_, err := c.exec(ctx, `UPDATE pm_appointments SET status = $3, version = version + 1 WHERE org_id = $1 AND id = $2`, id, status)
	return err
}
