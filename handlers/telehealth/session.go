package telehealth

import (
	"net/http"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// sessionView is the page of one session.
type sessionView struct {
	Card          Card
	Person        personView
	Notices       []ui.Notice
	Moved         *Moved
	Errors        ui.Summary
	Buttons, Menu []Action
	Cancel        string // where its appointment is cancelled by who may not cancel the session, "" for none

	Facts    []ui.Fact
	Times    string // where they are corrected, "" for a reader who may not
	Consent  consentView
	Location locationView
	Audio    *audioView
	Billing  billingView
	Timeline []entryView

	WhoSaw, Trail string // where it stands who looked at it, and all that is on record; "" for those who may not know
}

var (
	sessionPage = ui.NewPage[sessionView]("telehealth/session-page")
	sessionPart = ui.NewPart[sessionView]("telehealth/session")
)

// GET /pm/telehealth/sessions/{id}
func session(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	s, err := org.Session(r.Context(), sessionID(r))
	if err != nil {
		return err
	}
	return showSession(w, r, org, s, http.StatusOK, nil)
}

// showSession answers with the page of s. cause is why something was not done.
func showSession(w http.ResponseWriter, r *web.Request, org *store.Org, s clinic.Session, code int, cause error) error {
	view, err := viewOfSession(r, org, s)
	if err != nil {
		return err
	}
	view.Errors, view.Moved = r.SummaryOf(cause), MovedOf(r, org)
	if r.FormValue("saved") != "" && cause == nil {
		view.Notices = append(view.Notices, ui.Notice{Kind: "success", Text: r.T("Saved.")})
	}
	return sessionPage.Render(w, r.Views, code, r.Frame(r.T("Telehealth session"), label.Sessions), view)
}

// viewOfSession returns s as its page shows it.
func viewOfSession(r *web.Request, org *store.Org, s clinic.Session) (v sessionView, err error) {
	history, err := org.SessionHistory(r.Context(), s.ID)
	if err != nil {
		return v, err
	}
	org.NoteRead(r.Context(), "session", string(s.ID))
	v = sessionView{Card: CardOf(r, s, org), Facts: facts(r, s, org), Consent: viewOfConsent(r, s, org), Location: viewOfLocation(r, s, org),
		Audio: viewOfAudio(r, s, org), Times: timesURL(r, org, s)}
	v.WhoSaw, v.Trail = label.WhoSaw(r, org, "session", string(s.ID))
	v.Buttons, v.Menu = onPage(v.Card.Main, v.Card.More)
	for _, e := range history {
		v.Timeline = append(v.Timeline, entry(r, s, e, org.Settings().Zone()))
	}
	var patient *clinic.Patient
	if org.Rights().May(clinic.ViewPatients) {
		p, err := org.Patient(r.Context(), s.PatientID)
		if err != nil {
			return v, err
		}
		patient = &p
	}
	v.Person = viewOfPerson(r, org, s, patient)
	if v.Cancel, err = cancelURL(r, org, s); err != nil {
		return v, err
	}
	v.Billing, err = viewOfBilling(r, org, s, patient)
	return v, err
}

// cancelURL returns where the appointment of s is cancelled by a reader who may do
// that, but not cancel the session itself, which goes with it. It is "" for others.
func cancelURL(r *web.Request, org *store.Org, s clinic.Session) (string, error) {
	may := org.Rights().May(clinic.ViewAppointments)
	if t, ok := s.Transition(clinic.Cancelled, org.Mover(s.ProviderID)); s.Status != clinic.Scheduled || !may || ok && t.Open(r.Now()) {
		return "", nil
	}
	a, err := org.Appointment(r.Context(), s.AppointmentID)
	if err != nil || a.Cancellable(org.Rights(), org.User(), r.Now()) != nil {
		return "", err
	}
	return r.Path(label.Appointments + "/" + string(a.ID) + "/cancel"), nil
}

// facts are what is on record about s, as far as there is something.
func facts(r *web.Request, s clinic.Session, org *store.Org) []ui.Fact {
	zone := org.Settings().Zone()
	full := func(t time.Time) string { return r.Date(t.In(zone), "2 Jan 2006, 15:04 MST") }
	day := ""
	if org.Rights().May(clinic.ViewAppointments) {
		day = r.Path("/pm/appointments?day=" + string(clinic.DayIn(s.StartsAt, zone)) + "#appointment-" + string(s.AppointmentID))
	}
	all := []ui.Fact{{Name: r.T("Planned"), URL: day,
		Value: label.LocalTime(r, s.StartsAt, zone, "Mon 2 Jan 2006, 15:04") + "–" + label.EndInZone(r, s.Span(), zone)}}
	if there := label.PatientTime(r, s.StartsAt, s.PatientZone, zone); there != "" {
		all = append(all, ui.Fact{Name: r.T("For the patient"), Value: there})
	}
	all = append(all, ui.Fact{Name: r.T("Provider"), Value: s.ProviderName}, ui.Fact{Name: r.T("Platform"), Value: s.PlatformName},
		ui.Fact{Name: r.T("Modality"), Value: r.Modality(s.Modality)})
	if !s.StartedAt.IsZero() {
		all = append(all, ui.Fact{Name: r.T("Started"), Value: full(s.StartedAt)})
	}
	if !s.EndedAt.IsZero() {
		all = append(all, ui.Fact{Name: r.T("Ended"), Value: full(s.EndedAt)})
	}
	switch {
	case s.Minutes != nil:
		all = append(all, ui.Fact{Name: r.T("Duration"), Value: r.T("%d min", *s.Minutes)})
	case s.Status == clinic.Active:
		all = append(all, ui.Fact{Name: r.T("Duration"), Value: lasted(r, org, s)})
	}
	return append(all, ui.Fact{Name: r.T("Created"), Value: full(s.CreatedAt)})
}
