package appointments

import (
	"net/http"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
)

// GET /pm/appointments/new?day=…&patient_id=…&telehealth=1
func newAppointment(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return showBooking(w, r, org, booking{form: freshForm(r, org)}, nil)
}

// POST /pm/appointments/new books an appointment, or looks for its patient.
func bookAppointment(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	f := readBooking(r)
	if f.finding(r) {
		return showBooking(w, r, org, booking{form: f}, nil)
	}
	var saved clinic.Appointment
	b, err := f.booking(org.Settings().Zone())
	if err == nil {
		saved, err = org.BookAppointment(r.Context(), b)
	}
	if err != nil {
		return showBooking(w, r, org, booking{form: f}, err)
	}
	toDay(w, r, org, saved)
	return nil
}

// GET /pm/appointments/{id}/edit
func editAppointment(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	a, err := changeable(r, org)
	if err != nil {
		return err
	}
	return showBooking(w, r, org, booking{a.ID, formOf(a, org.Settings().Zone())}, nil)
}

// POST /pm/appointments/{id}/edit saves what was typed, or looks for the
// patient.
func changeAppointment(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	a, err := changeable(r, org)
	if err != nil && !web.IsForm(err) {
		return err
	}
	v := booking{appointmentID(r), readBooking(r)}
	if v.form.finding(r) {
		return showBooking(w, r, org, v, nil)
	}
	b, err := v.form.booking(org.Settings().Zone())
	if err == nil {
		keepHours(&b, a)
		a, err = org.ChangeAppointment(r.Context(), v.id, v.form.Version, b)
	}
	if err != nil {
		return showBooking(w, r, org, v, err)
	}
	toDay(w, r, org, a)
	return nil
}

// changeable returns the appointment that r names, and an error unless the
// actor may change it.
func changeable(r *web.Request, org *store.Org) (clinic.Appointment, error) {
	a, err := org.Appointment(r.Context(), appointmentID(r))
	if err != nil {
		return a, err
	}
	return a, a.Changeable(org.Rights(), a.ProviderID == org.User())
}
