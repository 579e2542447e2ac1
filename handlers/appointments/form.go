package appointments

import (
	"strconv"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
)

// A bookingForm is what somebody typed into the form of an appointment, before
// anybody judged it.
type bookingForm struct {
	Patient, Provider  string
	Day, Starts, Ends  string
	Hours              string // which of those that the times can mean, "" when not chosen
	Telehealth         bool
	Modality, Platform string
	Override           string
	Shared             bool   // a shared room is known
	Afterwards         bool   // it is entered after it began
	Once               string // one-time key of the form of a new one
	Series             seriesForm
	Find, Searched     string // what patient is looked for, and was already
	Auto               string // who was chosen because nobody else was found
	New                newPatient
	Same               string // who on file the new patient is, "no" for nobody
	Version            int64  // of the appointment as it was seen; 0 for a new one
}

// readBooking reads the form that was sent.
func readBooking(r *web.Request) bookingForm {
	text := func(field string) string { return strings.TrimSpace(r.PostFormValue(field)) }
	version, err := strconv.ParseInt(text("version"), 10, 64)
	if err != nil {
		version = 0 // no version of anything: whatever there is, is newer
	}
	return bookingForm{Patient: text("patient_id"), Provider: text("provider_id"),
		Day: text("day"), Starts: text("starts"), Ends: text("ends"), Hours: text("hours"),
		Telehealth: text("telehealth") != "", Modality: text("modality"), Platform: text("platform_id"),
		Override: r.PostFormValue("override_reason"), Shared: text("shared") == "yes",
		Afterwards: text("afterwards") == "yes", Once: text(web.OnceField), Series: readSeries(r),
		Find: text("find"), Searched: text("found"), Auto: text("auto"), New: readNewPatient(text), Same: text("same"), Version: version}
}

// finding reports whether r asks for patients rather than to save. Text in the
// search box that was not searched for yet does so too: who presses Enter there
// has not seen the patients, let alone chosen one.
func (f bookingForm) finding(r *web.Request) bool {
	return r.PostFormValue("do") == "find" || f.Find != f.Searched && f.newIsGuess()
}

// booking returns what f wants, and Invalid naming each field that cannot be
// read or saved.
func (f bookingForm) booking(zone *time.Location, today clinic.Day) (clinic.Booking, error) {
	b := clinic.Booking{PatientID: clinic.PatientID(f.Patient), ProviderID: clinic.UserID(f.Provider), Telehealth: f.Telehealth,
		Modality: clinic.Modality(f.Modality), PlatformID: clinic.PlatformID(f.Platform), OverrideReason: f.Override, SharesRoom: f.Shared,
		Afterwards: f.Afterwards, Once: f.once()}
	var p clinic.Problems
	f.patient(&b, &p, today)
	span, err := f.span(zone)
	p.AddErrors(clinic.FieldsOf(err)...)
	b.StartsAt, b.EndsAt = span.Start, span.End
	for _, e := range clinic.FieldsOf(b.Check()) {
		unread := e.Field == "starts" && b.StartsAt.IsZero() || e.Field == "ends" && b.EndsAt.IsZero() // said above
		if !unread {
			p.AddErrors(e)
		}
	}
	return b, p.Err()
}

// patient puts into b for whom it is: somebody on file, or a caller who is put there.
// What is wrong with a caller is noted in p.
func (f bookingForm) patient(b *clinic.Booking, p *clinic.Problems, today clinic.Day) {
	b.New = f.New.wish(f.Same != "no")
	switch {
	case b.New == nil:
	case f.Same != "" && f.Same != "no":
		b.PatientID, b.New = clinic.PatientID(f.Same), nil
	case f.Patient != "" && f.Patient != f.Auto:
		b.New = nil
		p.Add("patient_id", "Choose a patient on file, or type a new one: not both.")
	default:
		b.PatientID = ""
		p.AddErrors(clinic.FieldsOf(check(b.New, today))...)
	}
}

// once returns the one-time key of what f wants.
func (f bookingForm) once() string {
	f.Find, f.Searched, f.Auto = "", "", ""
	return web.Once(f.Once, f)
}

// formOf returns a as the form shows it.
func formOf(a clinic.Appointment, zone *time.Location) bookingForm {
	f := bookingForm{Patient: string(a.PatientID), Provider: string(a.ProviderID),
		Telehealth: a.Telehealth, Modality: string(a.Modality), Platform: string(a.PlatformID),
		Override: a.OverrideReason, Version: a.Version}
	f.setHours(clinic.Span{Start: a.StartsAt, End: a.EndsAt}, zone)
	return f
}

// freshForm returns the form of a new appointment: by telehealth unless the address says
// otherwise, at the next half hour, for the one who asks when they see patients.
func freshForm(r *web.Request, org *store.Org) (bookingForm, error) {
	f := bookingForm{Once: store.NewID(), Patient: r.FormValue("patient_id")}
	f.setHours(nextSlot(r.Now()), org.Settings().Zone())
	if asked, err := clinic.ParseDay(r.FormValue("day")); err == nil {
		f.Day = string(asked)
	}
	f.Telehealth = r.FormValue("telehealth") != "0"
	return f, f.asLast(r, org)
}

// asLast puts the provider into f, who asks or for whom they booked last, and how that
// one saw a patient last: on which platform, and for how long.
func (f *bookingForm) asLast(r *web.Request, org *store.Org) error {
	provider := org.User()
	if !org.Rights().MayFor(clinic.HostSessions, true) {
		var err error
		if provider, err = org.LastBookedBy(r.Context()); err != nil {
			return err
		}
	}
	f.Provider = string(provider)
	last, err := org.LastBooked(r.Context(), provider)
	if clinic.KindOf(err) == clinic.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	zone := org.Settings().Zone()
	span, err := f.span(zone)
	if err == nil {
		f.setHours(clinic.Span{Start: span.Start, End: span.Start.Add(last.Span().Length())}, zone)
	}
	f.Platform, f.Modality = string(last.PlatformID), string(last.Modality)
	return nil
}
