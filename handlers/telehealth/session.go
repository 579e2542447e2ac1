package telehealth

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/i18n"
	"televisit/web/ui"
)

// sessionView is the page of one session.
type sessionView struct {
	Card    Card
	Notices []ui.Notice
	Moved   *Moved
	Errors  ui.Summary
	Version string

	Facts    []ui.Fact
	Consent  consentView
	Location locationView
	Times    *timesView // nil when the reader may not correct them
	Billing  *clinic.BillingHint
	Timeline []entryView
}

type consentView struct {
	Text string
	Form *consentForm // nil when the reader may not record
	URL  string
}

type locationView struct {
	Patient, Provider string
	Missing           bool
	Form              []ui.Choice // empty when the reader may not record
	Faulty            bool        // it was not saved
	URL               string
}

type entryView struct {
	When   ui.Moment
	By     string
	What   string
	Reason string
}

var sessionPage = ui.NewPage[sessionView]("telehealth/session-page")

// GET /pm/telehealth/sessions/{id}
func session(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	s, err := org.Session(r.Context(), sessionID(r))
	if err != nil {
		return err
	}
	return showSession(w, r, org, s, http.StatusOK, nil)
}

// showSession answers with the page of s. cause is why a form of it was not
// saved.
func showSession(w http.ResponseWriter, r *web.Request, org *store.Org, s clinic.Session, code int, cause error) error {
	history, err := org.SessionHistory(r.Context(), s.ID)
	if err != nil {
		return err
	}
	visit, err := visitFacts(r, org, s.PatientID)
	if err != nil {
		return err
	}
	zone := org.Settings().Zone()
	view := sessionView{Card: CardOf(r, s, org), Errors: r.SummaryOf(cause), Version: strconv.FormatInt(s.Version, 10),
		Facts: append(facts(r, s, org), visit...), Consent: viewOfConsent(s, org, r, cause), Location: viewOfLocation(s, org, r, cause),
		Times: viewOfTimes(s, org, r, cause), Billing: s.Billing, Moved: MovedOf(r, org)}
	view.Card.Main, view.Card.More = onPage(view.Card.Main), onPage(view.Card.More)
	if r.FormValue("saved") != "" && cause == nil {
		view.Notices = append(view.Notices, ui.Notice{Kind: "success", Text: r.T("Saved.")})
	}
	for _, e := range history {
		view.Timeline = append(view.Timeline, entry(r, e, zone))
	}
	return sessionPage.Render(w, r.Views, code, r.Frame(r.T("Telehealth session"), label.Sessions), view)
}

// facts are what is on record about s, as far as there is something.
func facts(r *web.Request, s clinic.Session, org *store.Org) []ui.Fact {
	zone := org.Settings().Zone()
	full := func(t time.Time) string { return r.Date(t.In(zone), "2 Jan 2006, 15:04 MST") }
	link := func(need clinic.Permission, path string) string {
		if !org.Rights().May(need) {
			return ""
		}
		return r.Path(path)
	}
	all := []ui.Fact{{Name: r.T("Patient"), Value: s.PatientName, URL: link(clinic.ViewPatients, "/pm/patients/"+string(s.PatientID))},
		{Name: r.T("Provider"), Value: s.ProviderName},
		{Name: r.T("Planned"), Value: label.When(r, s.StartsAt, zone, "Mon 2 Jan 2006, 15:04") + "–" + label.EndInZone(r, s.Span(), zone),
			URL: link(clinic.ViewAppointments,
				"/pm/appointments?day="+string(clinic.DayIn(s.StartsAt, zone))+"#appointment-"+string(s.AppointmentID))}}
	if there := label.PatientTime(r, s.StartsAt, s.PatientZone, zone); there != "" {
		all = append(all, ui.Fact{Name: r.T("For the patient"), Value: there})
	}
	if !s.StartedAt.IsZero() {
		all = append(all, ui.Fact{Name: r.T("Started"), Value: full(s.StartedAt)})
	}
	if !s.EndedAt.IsZero() {
		all = append(all, ui.Fact{Name: r.T("Ended"), Value: full(s.EndedAt)})
	}
	if s.Minutes != nil {
		all = append(all, ui.Fact{Name: r.T("Duration"), Value: r.T("%d min", *s.Minutes)})
	}
	return append(all, ui.Fact{Name: r.T("Created"), Value: full(s.CreatedAt)})
}

func viewOfConsent(s clinic.Session, org *store.Org, r *web.Request, cause error) consentView {
	v := consentView{Text: r.T(consentTexts[s.Consent.State]), URL: label.SessionPath(r, s.ID, "/consent")}
	if v.Text == "" {
		v.Text = string(s.Consent.State)
	}
	if m, ok := methodTexts[s.Consent.Method]; ok {
		v.Text += " · " + r.T(m)
	}
	if s.Consent.Reason != "" {
		v.Text += " · " + i18n.Isolated(s.Consent.Reason)
	}
	if !s.Consent.RecordedAt.IsZero() {
		v.Text += " · " + i18n.Isolated(s.Consent.ByName) + ", " + r.Date(s.Consent.RecordedAt.In(org.Settings().Zone()), "2 Jan 15:04")
	}
	if org.Mover(s.ProviderID).MayRecord() {
		known := s.Consent
		if c := consentOf(r); c != nil && cause != nil {
			known = *c
		}
		v.Form = newConsentForm(r, known, cause, clinic.ConsentStates...)
	}
	return v
}

func viewOfLocation(s clinic.Session, org *store.Org, r *web.Request, cause error) locationView {
	at := s.Location
	v := locationView{Patient: place(r, at.Patient, at.PatientState), Provider: place(r, at.Provider, at.ProviderState),
		Missing: at.Missing() && org.Settings().RequireLocation != "off" &&
			s.Status != clinic.Cancelled, URL: label.SessionPath(r, s.ID, "/location")}
	if !org.Mover(s.ProviderID).MayRecord() {
		return v
	}
	if cause != nil && r.PostForm.Has("patient_place") {
		v.Faulty = true
		at = clinic.Location{Patient: r.PostFormValue("patient_place"), PatientState: r.PostFormValue("patient_state"),
			Provider: r.PostFormValue("provider_place"), ProviderState: r.PostFormValue("provider_state")}
	}
	pick := func(name, label, value string, values []string) ui.Choice {
		c := ui.Choice{Name: name, Label: label, Required: true, Error: r.MessageFor(cause, name),
			Options: []ui.Option{{Text: r.T("not recorded"), Selected: value == ""}}}
		for _, o := range values {
			text := o
			if strings.HasSuffix(name, "_place") {
				text = place(r, o, "")
			}
			c.Options = append(c.Options, ui.Option{Value: o, Text: text, Selected: o == value})
		}
		return c
	}
	v.Form = []ui.Choice{pick("patient_place", r.T("Patient is at"), at.Patient, clinic.Places),
		pick("patient_state", r.T("State"), at.PatientState, clinic.USStates),
		pick("provider_place", r.T("Provider is at"), at.Provider, clinic.Places), pick("provider_state", r.T("State"), at.ProviderState,
			clinic.USStates)}
	return v
}

// place names where somebody is.
func place(r *web.Request, place, state string) string {
	switch {
	case place == "":
		return r.T("not recorded")
	case state == "":
		return r.T(place + "|place")
	}
	return r.T(place+"|place") + ", " + state
}

// auditedActions are what an audit row is called in the timeline.
var auditedActions = map[string]string{"session.create": "scheduled the session", "session.reschedule": "changed the appointment",
	"session.location": "recorded the location", "session.delete": "deleted the session", "session.restore": "restored the session"}

// ownReasons are the reasons that the program gives itself.
var ownReasons = []string{undo, "The appointment is no longer a telehealth visit.", "The appointment is now another patient's."}

func entry(r *web.Request, e store.Entry, zone *time.Location) entryView {
	v := entryView{When: r.MomentOf(e.At, r.Now(), zone), By: e.By, What: e.Action, Reason: e.Detail["reason"]}
	from, to, consent := clinic.Status(e.Detail["from"]), clinic.Status(e.Detail["to"]), clinic.Translatable(e.Detail["consent"])
	switch {
	case e.Action == "session.move" && consent != "":
		v.What = r.T("moved it from %s to %s and recorded consent as %s", from, to, consent)
	case e.Action == "session.move":
		v.What = r.T("moved it from %s to %s", from, to)
	case e.Action == "session.consent":
		v.What = r.T("recorded consent as %s", consent)
	case e.Action == "session.correct":
		v.What = correction(r, e.Detail, zone)
	case auditedActions[e.Action] != "":
		v.What = r.T(auditedActions[e.Action])
	}
	if at := e.Detail["ended"]; e.Action == "session.move" && at != "" {
		v.What = r.T("%s; it ended at %s", v.What, recordedTime(r, at, zone))
	}
	switch e.Detail["link"] {
	case "withdrawn":
		v.What = r.T("%s; its link was withdrawn", v.What)
	case "made":
		v.What = r.T("%s; it has a fresh link", v.What)
	}
	if slices.Contains(ownReasons, v.Reason) {
		v.Reason = r.T(v.Reason)
	}
	if v.By == "" {
		v.By = "Televisit"
	}
	return v
}
