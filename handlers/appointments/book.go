package appointments

import (
	"net/http"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
)

// GET /pm/appointments/new?day=…&patient_id=…&telehealth=1
func newAppointment(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	f, err := freshForm(r, org)
	if err != nil {
		return err
	}
	return showBooking(w, r, org, booking{form: f}, nil)
}

// POST /pm/appointments/new books an appointment, for a new patient too, or looks for
// its patient, or takes a free time into the form.
func bookAppointment(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	f := readBooking(r)
	if f.asks(r, org) {
		return showBooking(w, r, org, booking{form: f}, nil)
	}
	made, err := f.book(r, org)
	switch {
	case err != nil:
		return showBooking(w, r, org, booking{form: f}, err)
	case f.Series.Every == "":
		toDay(w, r, org, made[0], "booked")
	default:
		seriesBooked(w, r, org, made, f.skipped())
	}
	return nil
}

// book books what f wants, the later ones of its series included, and returns them.
func (f bookingForm) book(r *web.Request, org *store.Org) ([]clinic.Appointment, error) {
	b, err := f.booking(org.Settings().Zone(), label.Today(r, org))
	s := f.Series.wish()
	if err == nil {
		return org.BookSeries(r.Context(), b, s)
	}
	p := clinic.Problems(clinic.FieldsOf(err))
	p.AddErrors(clinic.FieldsOf(s.Check(clinic.Day(f.Day)))...)
	return nil, p.Err()
}

// GET /pm/appointments/{id}/edit
func editAppointment(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	a, err := changeable(r, org)
	if err != nil {
		return err
	}
	org.NoteRead(r.Context(), "appointment", string(a.ID))
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
	if v.form.asks(r, org) {
		return showBooking(w, r, org, v, nil)
	}
	b, err := v.form.booking(org.Settings().Zone(), label.Today(r, org))
	if err != nil {
		return showBooking(w, r, org, v, err)
	}
	keepHours(&b, a)
	if v.form.Series.Later {
		done, err := org.ChangeSeries(r.Context(), v.id, v.form.Version, b, v.form.Series.wish().Exceptions)
		if err != nil {
			return showBooking(w, r, org, v, err)
		}
		toChanged(w, r, org, done, "changed")
		return nil
	}
	if a, err = org.ChangeAppointment(r.Context(), v.id, v.form.Version, b); err != nil {
		return showBooking(w, r, org, v, err)
	}
	toDay(w, r, org, a, "changed")
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

// asks reports whether r asks for something rather than to save: for patients, or for a
// free time, which is put into f.
func (f *bookingForm) asks(r *web.Request, org *store.Org) bool {
	if slot := r.PostFormValue("slot"); slot != "" {
		f.takeSlot(slot, org.Settings().Zone())
		return true
	}
	return f.finding(r)
}
