package appointments

import (
	"errors"
	"net/http"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// booking is a form and which appointment it changes, "" for a new one.
	booking struct {
		id   clinic.AppointmentID
		form bookingForm
	}
	// bookingView is the form of an appointment as a page.
	bookingView struct {
		Heading, Submit    string
		Action, Back       string
		ToPatient          bool // saved, it leads to the page of the patient
		Zone               string
		Summary            ui.Summary
		Notice             *ui.Notice
		Find               string
		Patients           patientPick
		Same               *ui.Choice // nil unless the new patient may be on file
		Free               freeView
		Lengths            []int // of visits, in minutes, to choose from
		Fresh              bool  // nothing was typed yet
		Provider           ui.Choice
		Day, Starts, Ends  ui.Field
		Hours              *ui.Choice // nil unless the times can mean more than one
		Telehealth         ui.Check
		Modality, Platform ui.Choice
		Override           *ui.Field // nil unless there is something to override
		Shared             *ui.Check // nil unless another patient is in the room
		Afterwards         *ui.Check // nil unless it is in the past
		Series             seriesView
		Version            int64
		Once               string
		Org                clinic.OrgID // that the form is of
	}
)

var bookingPage = ui.NewPage[bookingView]("appointments/form-page")

// showBooking answers with the form of v. err, when not nil, is what came of
// it: a form keeps what was typed and says what is wrong, anything else is
// returned.
func showBooking(w http.ResponseWriter, r *web.Request, org *store.Org, v booking, err error) error {
	if err != nil && !web.IsForm(err) {
		return err
	}
	view := viewOfBooking(r, org, v, err)
	code := http.StatusOK
	if err != nil {
		code = web.StatusOf(err)
	}
	if code == http.StatusConflict && v.id != "" {
		a, failed := org.Appointment(r.Context(), v.id)
		if failed != nil {
			return failed
		}
		view.Version, view.Notice = a.Version, nowBooked(r, a, org)
	}
	if err := offer(&view, r, org, v, err); err != nil {
		return err
	}
	if err := offerSeries(&view, r, org, v, err); err != nil {
		return err
	}
	return bookingPage.Render(w, r.Views, code, r.Frame(view.Heading, label.Appointments), view)
}

// bookingView returns what the page of v shows but for the lists to choose
// from.
func viewOfBooking(r *web.Request, org *store.Org, v booking, err error) bookingView {
	f := v.form
	view := bookingView{Org: org.ID(), Heading: r.T("New appointment"), Submit: r.T("Book appointment"), Action: appointmentURL(r, "new"),
		Back: r.Path(label.Appointments), ToPatient: toPatient(r),
		Zone: label.ZoneOf(r, org), Summary: r.SummaryOf(err), Find: f.Find,
		Lengths: []int{15, 30, 45, 60}, Fresh: v.id == "" && err == nil && f.Patient == "" && r.Method == http.MethodGet,
		Version: f.Version, Once: f.Once,
		Day: ui.Field{Name: "day", Label: r.T("Day"), Type: "date", Value: f.Day, Error: r.MessageFor(err, "day"), Required: true},
		Starts: ui.Field{Name: "starts", Label: r.T("Starts"), Type: "time", Value: f.Starts, Error: r.MessageFor(err, "starts"),
			Required: true},
		Ends: ui.Field{Name: "ends", Label: r.T("Ends"), Type: "time", Value: f.Ends, Error: r.MessageFor(err, "ends"),
			Hint: r.T("An earlier time means the next day."), Required: true},
		Hours: hoursToChoose(r, f, org.Settings().Zone(), err),
		Telehealth: ui.Check{Name: "telehealth", Label: r.T("Telehealth visit"), Hint: r.T("Saving it creates its session."), Value: "on",
			Checked: f.Telehealth},
	}
	if v.id != "" {
		view.Heading, view.Submit, view.Action = r.T("Edit appointment"), r.T("Save changes"), appointmentURL(r, v.id, "edit")
		view.Telehealth.Hint = r.T("The session moves with the appointment. Switched off, it is cancelled; switched on, it is created.")
	}
	if day, failed := clinic.ParseDay(f.Day); failed == nil {
		view.Back = backURL(r, clinic.PatientID(f.Patient), day)
	}
	why := r.MessageFor(err, "override_reason")
	if may := org.Rights().May(clinic.OverrideOverlap); why != "" || may && f.Override != "" {
		view.Override = &ui.Field{Name: "override_reason", Label: r.T("Why book over another appointment"), Value: f.Override, Error: why,
			Required: why != ""}
	}
	if asked := r.MessageFor(err, "afterwards"); asked != "" || f.Afterwards {
		view.Afterwards = &ui.Check{Name: "afterwards", Label: r.T("Yes, enter it afterwards"), Value: "yes", Checked: f.Afterwards,
			Error: asked}
	}
	if unknown := r.MessageFor(err, "shared"); unknown != "" || f.Shared {
		view.Shared = &ui.Check{Name: "shared", Label: r.T("Book into the same room all the same"), Value: "yes", Checked: f.Shared,
			Error: unknown}
	}
	return view
}

// nowBooked says how a stands now that another hand was faster.
func nowBooked(r *web.Request, a clinic.Appointment, org *store.Org) *ui.Notice {
	text := "Now it is on %s, %s: %s with %s, in person. What you typed is still here: save again to replace that."
	switch {
	case a.Status != clinic.Booked:
		text = "Now it is on %s, %s: %s with %s, and it is cancelled. What you typed is still here: save again to replace that."
	case a.Telehealth:
		text = "Now it is on %s, %s: %s with %s, by telehealth. What you typed is still here: save again to replace that."
	}
	day := r.Day(clinic.DayIn(a.StartsAt, org.Settings().Zone()), label.FullDay)
	return &ui.Notice{Kind: "warn", Text: r.T(text, day, span(r, a, org), a.PatientName, a.ProviderName)}
}

// offer fills the lists to choose from.
func offer(v *bookingView, r *web.Request, org *store.Org, of booking, err error) (failed error) {
	f := of.form
	if v.Patients, failed = patientsToChoose(r, org, f, of.id == "", err); failed != nil {
		return failed
	}
	if v.Free, failed = freeOf(r, org, f, of.id); failed != nil {
		return failed
	}
	if same, ok := errors.AsType[*store.SamePersonError](err); ok {
		v.Same = sameChoice(r, org, same.Same)
	}
	providers, failed := org.Providers(r.Context())
	if failed != nil {
		return failed
	}
	v.Provider = ui.Choice{Name: "provider_id", Label: r.T("Provider"), Error: r.MessageFor(err, "provider_id"), Required: true}
	for _, m := range providers {
		v.Provider.Options = append(v.Provider.Options, ui.Option{Value: string(m.ID), Text: m.Name})
	}
	if len(providers) == 0 {
		v.Provider.Hint = label.NoProvider(r)
	}
	v.Provider.Choose(f.Provider, r.T("Choose a provider"))
	platforms, failed := org.Platforms(r.Context())
	if failed != nil {
		return failed
	}
	v.Platform = ui.Choice{Name: "platform_id", Label: r.T("Platform"), Error: r.MessageFor(err, "platform_id"), Required: true}
	for _, pl := range platforms {
		if pl.Active {
			v.Platform.Options = append(v.Platform.Options, ui.Option{Value: string(pl.ID), Text: platformText(r, pl)})
		}
	}
	if f.Platform == "" {
		f.Platform = string(org.Settings().DefaultPlatform)
	}
	v.Platform.Choose(f.Platform, r.T("Choose a platform"))
	v.Modality = ui.Choice{Name: "modality", Label: r.T("Modality"), Error: r.MessageFor(err, "modality"), Required: true,
		Options: []ui.Option{{Text: r.T("The platform’s default")}}}
	for _, m := range clinic.Modalities {
		v.Modality.Options = append(v.Modality.Options, ui.Option{Value: string(m), Text: r.Modality(m)})
	}
	v.Modality.Choose(f.Modality, r.T("Choose a modality"))
	return nil
}

// platformText returns the name of p, and whether all its patients meet in one
// room.
func platformText(r *web.Request, p clinic.Platform) string {
	if p.OneRoom() != "" {
		return r.T("%s (one room for all)", p.Name)
	}
	return p.Name
}
