package handlers

import (
	"net/http"
	"strconv"
	"time"

	"televisit/clinic"
	"televisit/store"
)

// sessionView is the page of one session.
type sessionView struct {
	Card    cardView
	Notices []notice
	Moved   *movedView
	Errors  summary
	Version string

	Facts    []fact
	Consent  consentView
	Location locationView
	Billing  *clinic.BillingHint
	Timeline []entryView
}

type fact struct{ Name, Value, URL string }

type consentView struct {
	Text string
	Form *consentForm // nil when the reader may not record
	URL  string
}

type locationView struct {
	Patient, Provider string
	Missing           bool
	Form              []choice // empty when the reader may not record
	Faulty            bool     // it was not saved
	URL               string
}

type entryView struct {
	When   moment
	By     string
	What   string
	Reason string
}

var sessionPage = page[sessionView]{"telehealth/session-page"}

// GET /pm/telehealth/sessions/{id}
func (p *pages) session(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	s, err := org.Session(r.Context(), sessionID(r))
	if err != nil {
		return err
	}
	return p.showSession(w, r, org, s, http.StatusOK, nil)
}

// showSession answers with the page of s. cause is why a form of it was not
// saved.
func (p *pages) showSession(w http.ResponseWriter, r *http.Request, org *store.Org, s clinic.Session, code int, cause error) error {
	history, err := org.SessionHistory(r.Context(), s.ID)
	if err != nil {
		return err
	}
	zone := org.Settings().Zone()
	view := sessionView{Card: p.card(s, org), Errors: summaryOf(cause), Version: strconv.FormatInt(s.Version, 10),
		Facts: p.facts(s, org), Consent: p.consentView(s, org, r, cause), Location: p.locationView(s, org, r, cause), Billing: s.Billing,
		Moved: p.movedOf(r, org)}
	if r.FormValue("saved") != "" && cause == nil {
		view.Notices = append(view.Notices, notice{"success", "Saved."})
	}
	for _, e := range history {
		view.Timeline = append(view.Timeline, p.entry(e, zone))
	}
	return sessionPage.render(w, p.views, code, p.frame(org, "Telehealth session", "/pm/telehealth"), view)
}

// facts are what is on record about s, as far as there is something.
func (p *pages) facts(s clinic.Session, org *store.Org) []fact {
	zone := org.Settings().Zone()
	full := func(t time.Time) string { return t.In(zone).Format("2 Jan 2006, 15:04 MST") }
	link := func(need clinic.Permission, path string) string {
		if !org.Rights().May(need) {
			return ""
		}
		return p.views.links.path(path)
	}
	all := []fact{{"Patient", s.PatientName, link(clinic.ViewPatients, "/pm/patients/"+string(s.PatientID))}, {"Provider", s.ProviderName, ""},
		{"Planned", s.StartsAt.In(zone).Format("Mon 2 Jan 2006, 15:04") + "–" + s.EndsAt.In(zone).Format("15:04 MST"),
			link(clinic.ViewAppointments, "/pm/appointments?day="+string(clinic.DayIn(s.StartsAt, zone))+"#appointment-"+string(s.AppointmentID))}}
	if !s.StartedAt.IsZero() {
		all = append(all, fact{"Started", full(s.StartedAt), ""})
	}
	if !s.EndedAt.IsZero() {
		all = append(all, fact{"Ended", full(s.EndedAt), ""})
	}
	if s.Minutes != nil {
		all = append(all, fact{"Duration", strconv.Itoa(*s.Minutes) + " min", ""})
	}
	return append(all, fact{"Created", full(s.CreatedAt), ""})
}

func (p *pages) consentView(s clinic.Session, org *store.Org, r *http.Request, cause error) consentView {
	v := consentView{Text: consentTexts[s.Consent.State], URL: p.sessionPath(s.ID, "/consent")}
	if v.Text == "" {
		v.Text = string(s.Consent.State)
	}
	if m, ok := methodTexts[s.Consent.Method]; ok {
		v.Text += " · " + m
	}
	if s.Consent.Reason != "" {
		v.Text += " · " + s.Consent.Reason
	}
	if !s.Consent.RecordedAt.IsZero() {
		v.Text += " · " + s.Consent.ByName + ", " + s.Consent.RecordedAt.In(org.Settings().Zone()).Format("2 Jan 15:04")
	}
	if org.MayRecord(s) {
		held := s.Consent
		if c := consentOf(r); c != nil && cause != nil {
			held = *c
		}
		v.Form = newConsentForm(held, cause, clinic.ConsentStates...)
	}
	return v
}

func (p *pages) locationView(s clinic.Session, org *store.Org, r *http.Request, cause error) locationView {
	at := s.Location
	v := locationView{Patient: placeText(at.Patient, at.PatientState), Provider: placeText(at.Provider, at.ProviderState),
		Missing: at.Missing() && org.Settings().RequireLocation != "off" && s.Status != clinic.Cancelled, URL: p.sessionPath(s.ID, "/location")}
	if !org.MayRecord(s) {
		return v
	}
	if cause != nil && r.PostForm.Has("patient_place") {
		v.Faulty = true
		at = clinic.Location{Patient: r.PostFormValue("patient_place"), PatientState: r.PostFormValue("patient_state"),
			Provider: r.PostFormValue("provider_place"), ProviderState: r.PostFormValue("provider_state")}
	}
	pick := func(name, label, value, none string, values []string) choice {
		c := choice{Name: name, Label: label, Required: true, Error: messageFor(cause, name), Options: []option{{"", none, value == ""}}}
		for _, o := range values {
			c.Options = append(c.Options, option{o, o, o == value})
		}
		return c
	}
	v.Form = []choice{pick("patient_place", "Patient is at", at.Patient, "not recorded", clinic.Places), pick("patient_state", "State", at.PatientState, "not recorded", clinic.USStates),
		pick("provider_place", "Provider is at", at.Provider, "not recorded", clinic.Places), pick("provider_state", "State", at.ProviderState, "not recorded", clinic.USStates)}
	return v
}

func placeText(place, state string) string {
	switch {
	case place == "":
		return "not recorded"
	case state == "":
		return place
	}
	return place + ", " + state
}

// deeds are what an audit row is called in the timeline.
var deeds = map[string]string{"session.create": "scheduled the session", "session.reschedule": "changed the appointment", "session.consent": "recorded consent",
	"session.location": "recorded the location", "session.delete": "deleted the session", "session.restore": "restored the session"}

func (p *pages) entry(e store.Entry, zone *time.Location) entryView {
	v := entryView{When: momentOf(e.At, p.now(), zone), By: e.By, What: deeds[e.Action], Reason: e.Detail["reason"]}
	switch {
	case e.Action == "session.move":
		v.What = "moved it from " + e.Detail["from"] + " to " + e.Detail["to"]
		if c := e.Detail["consent"]; c != "" {
			v.What += " and recorded consent as " + c
		}
	case e.Action == "session.consent":
		v.What += " as " + e.Detail["consent"]
	case v.What == "":
		v.What = e.Action
	}
	if v.By == "" {
		v.By = "Televisit"
	}
	return v
}
