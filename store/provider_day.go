package store

import (
	"context"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// LastBooked returns the appointment that a provider has latest, cancelled or not; it
// says how they usually see patients. It returns NotFound when there is none.
func (o *Org) LastBooked(ctx context.Context, provider clinic.UserID) (a clinic.Appointment, err error) {
	err = o.read(ctx, clinic.ViewAppointments, func(c scope) error {
		a, err = one(ctx, c, scanAppointment, appointmentSelect+`
			WHERE a.org_id = $1 AND a.provider_id = $2 AND a.is_telehealth ORDER BY a.starts_at DESC LIMIT 1`, provider)
		return err
	})
	return a, err
}

// LastBookedBy returns the provider for whom the actor booked last, "" for none.
func (o *Org) LastBookedBy(ctx context.Context) (provider clinic.UserID, err error) {
	err = o.read(ctx, clinic.ViewAppointments, func(c scope) error {
		last, err := list(ctx, c, db.Text, `SELECT provider_id FROM pm_appointments WHERE org_id = $1 AND booked_by = $2
			ORDER BY created_at DESC LIMIT 1`, o.a.user)
		if len(last) > 0 {
			provider = clinic.UserID(last[0])
		}
		return err
	})
	return provider, err
}

// AppointmentsOf returns what a provider has booked that takes place in [from, to),
// the earliest first.
func (o *Org) AppointmentsOf(ctx context.Context, provider clinic.UserID, from, to time.Time) (all []clinic.Appointment, err error) {
	err = o.read(ctx, clinic.ViewAppointments, func(c scope) error {
		all, err = list(ctx, c, scanAppointment, appointmentSelect+`
			WHERE a.org_id = $1 AND a.provider_id = $2 AND a.status = 'booked' AND a.starts_at > $3 AND a.starts_at < $4 AND a.ends_at > $5
			ORDER BY a.starts_at, a.id`,
			provider, from.Add(-clinic.LongestVisit-time.Minute).UnixMilli(), to.UnixMilli(), from.UnixMilli())
		return err
	})
	return all, err
}
