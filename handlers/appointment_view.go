package handlers

import (
	"net/http"

	"televisit/clinic"
	"televisit/store"
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
		Zone               string
		Summary            summary
		Notice             *notice
		Find               string
		NewPatient         bool
		Patients           patientPick
		Provider           choice
		Day, Starts, Ends  field
		Telehealth         check
		Modality, Platform choice
		Override           *field // nil unless there is something to override
		Version            int64
		Org                clinic.OrgID // that the form is of
	}
)

var bookingPage = page[bookingView]{"appointments/form-page"}

// showBooking answers with the form of v. err, when not nil, is what came of
// it: a form keeps what was typed and says what is wrong, anything else is
// returned.
func (p *pages) showBooking(w http.ResponseWriter, r *http.Request, org *store.Org, v booking, err error) error {
	if err != nil && !isForm(err) {
		return err
	}
	view := p.bookingView(org, v, err)
	code := http.StatusOK
	if err != nil {
		code = codes[clinic.KindOf(err)]
	}
	if code == http.StatusConflict {
		a, failed := org.Appointment(r.Context(), v.id)
		if failed != nil {
			return failed
		}
		view.Version, view.Notice = a.Version, p.nowBooked(a, org)
	}
	if err := p.offer(&view, r, org, v.form, err); err != nil {
		return err
	}
	return bookingPage.render(w, p.views, code, p.frame(org, view.Heading, appointmentsPath), view)
}

// bookingView returns what the page of v shows but for the lists to choose
// from.
func (p *pages) bookingView(org *store.Org, v booking, err error) bookingView {
	f := v.form
	view := bookingView{Org: org.ID(), Heading: p.t("New appointment"), Submit: p.t("Book appointment"), Action: p.appointmentURL("new"), Back: p.views.links.path(appointmentsPath),
		Zone: zoneText(org), Summary: p.summaryOf(err), Find: f.Find, NewPatient: org.Rights().May(clinic.CreatePatients), Version: f.Version,
		Day:        field{Name: "day", Label: p.t("Day"), Type: "date", Value: f.Day, Error: p.messageFor(err, "day"), Required: true},
		Starts:     field{Name: "starts", Label: p.t("Starts"), Type: "time", Value: f.Starts, Error: p.messageFor(err, "starts"), Required: true},
		Ends:       field{Name: "ends", Label: p.t("Ends"), Type: "time", Value: f.Ends, Error: p.messageFor(err, "ends"), Required: true},
		Telehealth: check{Name: "telehealth", Label: p.t("Telehealth visit"), Hint: p.t("Saving it creates its session."), Value: "on", Checked: f.Telehealth},
	}
	if v.id != "" {
		view.Heading, view.Submit, view.Action = p.t("Edit appointment"), p.t("Save changes"), p.appointmentURL(v.id, "edit")
		view.Telehealth.Hint = p.t("The session moves with the appointment. Switched off, it is cancelled; switched on, it is created.")
	}
	if day, failed := clinic.ParseDay(f.Day); failed == nil {
		view.Back = p.dayURL(day)
	}
	why := p.messageFor(err, "override_reason")
	if may := org.Rights().May(clinic.OverrideOverlap); why != "" || may && f.Override != "" {
		view.Override = &field{Name: "override_reason", Label: p.t("Why book over another appointment"), Value: f.Override, Error: why, Required: why != ""}
	}
	return view
}

// nowBooked says how a stands now that another hand was faster.
func (p *pages) nowBooked(a clinic.Appointment, org *store.Org) *notice {
	text := "Now it is on %s, %s: %s with %s, in person. What you typed is still here: save again to replace that."
	switch {
	case a.Status != clinic.Booked:
		text = "Now it is on %s, %s: %s with %s, and it is cancelled. What you typed is still here: save again to replace that."
	case a.Telehealth:
		text = "Now it is on %s, %s: %s with %s, by telehealth. What you typed is still here: save again to replace that."
	}
	day := p.day(clinic.DayIn(a.StartsAt, org.Settings().Zone()), fullDay)
	return &notice{"warn", p.t(text, day, span(a, org), a.PatientName, a.ProviderName)}
}

// offer fills the lists to choose from.
func (p *pages) offer(v *bookingView, r *http.Request, org *store.Org, f bookingForm, err error) (failed error) {
	if v.Patients, failed = p.patientsToChoose(r.Context(), org, f); failed != nil {
		return failed
	}
	v.Patients.Choice.Error = p.messageFor(err, "patient_id")
	providers, failed := org.Providers(r.Context())
	if failed != nil {
		return failed
	}
	v.Provider = choice{Name: "provider_id", Label: p.t("Provider"), Error: p.messageFor(err, "provider_id"), Required: true}
	for _, m := range providers {
		v.Provider.Options = append(v.Provider.Options, option{Value: string(m.ID), Text: m.Name})
	}
	v.Provider.choose(f.Provider, p.t("Choose a provider"))
	platforms, failed := org.Platforms(r.Context())
	if failed != nil {
		return failed
	}
	v.Platform = choice{Name: "platform_id", Label: p.t("Platform"), Error: p.messageFor(err, "platform_id"), Required: true}
	for _, pl := range platforms {
		if pl.Active {
			v.Platform.Options = append(v.Platform.Options, option{Value: string(pl.ID), Text: pl.Name})
		}
	}
	if f.Platform == "" {
		f.Platform = string(org.Settings().DefaultPlatform)
	}
	v.Platform.choose(f.Platform, p.t("Choose a platform"))
	v.Modality = choice{Name: "modality", Label: p.t("Modality"), Error: p.messageFor(err, "modality"), Required: true, Options: []option{{Text: p.t("The platform’s default")}}}
	for _, m := range clinic.Modalities {
		v.Modality.Options = append(v.Modality.Options, option{Value: string(m), Text: p.modality(m)})
	}
	v.Modality.choose(f.Modality, p.t("Choose a modality"))
	return nil
}

// choose selects the option of that value. When there is none, a first option
// asks to choose.
func (c *choice) choose(value, ask string) {
	for i := range c.Options {
		if c.Options[i].Value == value {
			c.Options[i].Selected = true
			return
		}
	}
	c.Options = append([]option{{Text: ask, Selected: true}}, c.Options...)
}
