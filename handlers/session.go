package handlers

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
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
	view := sessionView{Card: p.card(s, org), Errors: p.summaryOf(cause), Version: strconv.FormatInt(s.Version, 10),
		Facts: p.facts(s, org), Consent: p.consentView(s, org, r, cause), Location: p.locationView(s, org, r, cause), Billing: s.Billing,
		Moved: p.movedOf(r, org)}
	if r.FormValue("saved") != "" && cause == nil {
		view.Notices = append(view.Notices, notice{"success", p.t("Saved.")})
	}
	for _, e := range history {
		view.Timeline = append(view.Timeline, p.entry(e, zone))
	}
	return sessionPage.render(w, p.views, code, p.frame(org, p.t("Telehealth session"), "/pm/telehealth"), view)
}

// facts are what is on record about s, as far as there is something.
func (p *pages) facts(s clinic.Session, org *store.Org) []fact {
	zone := org.Settings().Zone()
	full := func(t time.Time) string { return p.date(t.In(zone), "2 Jan 2006, 15:04 MST") }
	link := func(need clinic.Permission, path string) string {
		if !org.Rights().May(need) {
			return ""
		}
		return p.views.links.path(path)
	}
	all := []fact{{p.t("Patient"), s.PatientName, link(clinic.ViewPatients, "/pm/patients/"+string(s.PatientID))}, {p.t("Provider"), s.ProviderName, ""},
		{p.t("Planned"), p.date(s.StartsAt.In(zone), "Mon 2 Jan 2006, 15:04") + "–" + s.EndsAt.In(zone).Format("15:04 MST"),
			link(clinic.ViewAppointments, "/pm/appointments?day="+string(clinic.DayIn(s.StartsAt, zone))+"#appointment-"+string(s.AppointmentID))}}
	if !s.StartedAt.IsZero() {
		all = append(all, fact{p.t("Started"), full(s.StartedAt), ""})
	}
	if !s.EndedAt.IsZero() {
		all = append(all, fact{p.t("Ended"), full(s.EndedAt), ""})
	}
	if s.Minutes != nil {
		all = append(all, fact{p.t("Duration"), p.t("%d min", *s.Minutes), ""})
	}
	return append(all, fact{p.t("Created"), full(s.CreatedAt), ""})
}

func (p *pages) consentView(s clinic.Session, org *store.Org, r *http.Request, cause error) consentView {
	v := consentView{Text: p.t(consentTexts[s.Consent.State]), URL: p.sessionPath(s.ID, "/consent")}
	if v.Text == "" {
		v.Text = string(s.Consent.State)
	}
	if m, ok := methodTexts[s.Consent.Method]; ok {
		v.Text += " · " + p.t(m)
	}
	if s.Consent.Reason != "" {
		v.Text += " · " + s.Consent.Reason
	}
	if !s.Consent.RecordedAt.IsZero() {
		v.Text += " · " + s.Consent.ByName + ", " + p.date(s.Consent.RecordedAt.In(org.Settings().Zone()), "2 Jan 15:04")
	}
	if org.Mover(s.ProviderID).MayRecord() {
		held := s.Consent
		if c := consentOf(r); c != nil && cause != nil {
			held = *c
		}
		v.Form = p.newConsentForm(held, cause, clinic.ConsentStates...)
	}
	return v
}

func (p *pages) locationView(s clinic.Session, org *store.Org, r *http.Request, cause error) locationView {
	at := s.Location
	v := locationView{Patient: p.place(at.Patient, at.PatientState), Provider: p.place(at.Provider, at.ProviderState),
		Missing: at.Missing() && org.Settings().RequireLocation != "off" && s.Status != clinic.Cancelled, URL: p.sessionPath(s.ID, "/location")}
	if !org.Mover(s.ProviderID).MayRecord() {
		return v
	}
	if cause != nil && r.PostForm.Has("patient_place") {
		v.Faulty = true
		at = clinic.Location{Patient: r.PostFormValue("patient_place"), PatientState: r.PostFormValue("patient_state"),
			Provider: r.PostFormValue("provider_place"), ProviderState: r.PostFormValue("provider_state")}
	}
	pick := func(name, label, value string, values []string) choice {
		c := choice{Name: name, Label: label, Required: true, Error: p.messageFor(cause, name), Options: []option{{"", p.t("not recorded"), value == ""}}}
		for _, o := range values {
			text := o
			if strings.HasSuffix(name, "_place") {
				text = p.place(o, "")
			}
			c.Options = append(c.Options, option{o, text, o == value})
		}
		return c
	}
	v.Form = []choice{pick("patient_place", p.t("Patient is at"), at.Patient, clinic.Places), pick("patient_state", p.t("State"), at.PatientState, clinic.USStates),
		pick("provider_place", p.t("Provider is at"), at.Provider, clinic.Places), pick("provider_state", p.t("State"), at.ProviderState, clinic.USStates)}
	return v
}

// place names where somebody is.
func (w *words) place(place, state string) string {
	switch {
	case place == "":
		return w.t("not recorded")
	case state == "":
		return w.t(place + "|place")
	}
	return w.t(place+"|place") + ", " + state
}

// deeds are what an audit row is called in the timeline.
var deeds = map[string]string{"session.create": "scheduled the session", "session.reschedule": "changed the appointment",
	"session.location": "recorded the location", "session.delete": "deleted the session", "session.restore": "restored the session"}

// ownReasons are the reasons that the program gives itself.
var ownReasons = []string{undo, "The appointment is no longer a telehealth visit.", "The appointment is now another patient's."}

func (p *pages) entry(e store.Entry, zone *time.Location) entryView {
	v := entryView{When: p.momentOf(e.At, p.now(), zone), By: e.By, What: e.Action, Reason: e.Detail["reason"]}
	from, to, consent := clinic.Status(e.Detail["from"]), clinic.Status(e.Detail["to"]), clinic.Translatable(e.Detail["consent"])
	switch {
	case e.Action == "session.move" && consent != "":
		v.What = p.t("moved it from %s to %s and recorded consent as %s", from, to, consent)
	case e.Action == "session.move":
		v.What = p.t("moved it from %s to %s", from, to)
	case e.Action == "session.consent":
		v.What = p.t("recorded consent as %s", consent)
	case deeds[e.Action] != "":
		v.What = p.t(deeds[e.Action])
	}
	if slices.Contains(ownReasons, v.Reason) {
		v.Reason = p.t(v.Reason)
	}
	if v.By == "" {
		v.By = "Televisit"
	}
	return v
}
