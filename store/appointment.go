package store

import (
	"context"
	"errors"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

var AppointmentTable = tableOf("pm_appointments", appointmentColumns, "created_at", "booked_by", "once", "series_id")

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
		{"series_id", (*optionalText)(&a.SeriesID)},
		{"created_at", (*instant)(&a.CreatedAt)},
		{"version", &a.Version},
	}
}

// An appointment is read with the names of its patient, provider and platform,
// with its live session, and with its place among the booked ones of its series.
var appointmentSelect = `SELECT ` + AppointmentTable.selected("a.") + `, p.given_name, p.preferred_name, p.family_name, p.time_zone, u.name,
	COALESCE(s.platform_name, g.name, ''), s.id, s.status, (` + bookedOfSeries + ` AND n.starts_at <= a.starts_at), (` +
	bookedOfSeries + `)` + appointmentTables

const bookedOfSeries = `SELECT count(*) FROM pm_appointments n
	WHERE n.org_id = a.org_id AND n.series_id = a.series_id AND n.status = 'booked'`

const appointmentTables = ` FROM pm_appointments a
	JOIN pm_patients p ON p.org_id = a.org_id AND p.id = a.patient_id
	JOIN pf_users u ON u.id = a.provider_id
	LEFT JOIN pm_telehealth_configuration g ON g.org_id = a.org_id AND g.id = a.configuration_id
	LEFT JOIN pm_telehealth_sessions s ON s.org_id = a.org_id AND s.appointment_id = a.id AND s.deleted_at IS NULL AND s.status <> 'cancelled'`

func scanAppointment(r db.Row) (a clinic.Appointment, err error) {
	var p clinic.Patient
	err = r.Scan(AppointmentTable.into(&a, &p.Given, &p.Preferred, &p.Family, &a.PatientZone, &a.ProviderName,
		&a.PlatformName, (*optionalText)(&a.SessionID), (*optionalText)(&a.SessionAt), &a.SeriesAt, &a.SeriesOf)...)
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
// *SamePersonError when they may be on file already. A second send of b.Once saves
// nothing either and returns what the first made.
func (o *Org) BookAppointment(ctx context.Context, b clinic.Booking) (clinic.Appointment, error) {
	made, err := o.BookSeries(ctx, b, clinic.Series{})
	if err != nil {
		return clinic.Appointment{}, err
	}
	return made[0], nil
}

// saveNew saves an appointment that was checked, and its session with it. log is what
// the audit trail has of it, which is of what.
func (o *Org) saveNew(ctx context.Context, c scope, what, log *change, b clinic.Booking, platform clinic.Platform,
	series clinic.SeriesID) error {
	id := clinic.AppointmentID(log.id)
	log.detail = overrideDetail(b)
	booked := clinic.Appointment{ID: id, Status: clinic.Booked, BookedBy: o.a.user, EnteredLate: b.InPast(c.now), Once: b.Once,
		SeriesID: series, CreatedAt: c.now, Version: 1}.With(b)
	if err := insertRow(ctx, c, AppointmentTable, &booked); err != nil || !b.Telehealth {
		return err
	}
	return c.makeSession(ctx, what, id, b, platform, o.a.user)
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
func (o *Org) ChangeAppointment(ctx context.Context, id clinic.AppointmentID, version int64, b clinic.Booking) (clinic.Appointment,
	error) {
	done, err := o.changeFrom(ctx, id, version, b, nil, false)
	return done.Appointment, err
}

// saveChanged makes old what b says, which was checked, and its session with it. log is
// what the audit trail has of it, which is of what.
func (o *Org) saveChanged(ctx context.Context, c scope, what, log *change, old clinic.Appointment, b clinic.Booking,
	platform clinic.Platform) error {
	log.detail = overrideDetail(b)
	changed := old.With(b)
	if !b.SameTime(old) {
		changed.EnteredLate = b.InPast(c.now)
	}
	if err := updateRow(ctx, c, AppointmentTable, &changed, old.ID, old.Version); err != nil {
		return err
	}
	return o.sessionFollows(ctx, c, what, old, b, platform)
}

// CancelAppointment calls an appointment, seen at version, off, and its
// session with it. It returns Invalid without a reason or once the session has
// begun or ended.
func (o *Org) CancelAppointment(ctx context.Context, id clinic.AppointmentID, version int64, reason string) (clinic.Appointment,
	error) {
	done, err := o.cancelFrom(ctx, id, version, reason, false)
	return done.Appointment, err
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
