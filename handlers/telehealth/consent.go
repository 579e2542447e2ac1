package telehealth

import (
	"net/http"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/i18n"
	"televisit/web/ui"
)

// consentForm asks what the patient said about consent.
type consentForm struct {
	State  ui.Choice
	Method ui.Choice
	Reason ui.Field
}

var consentTexts = map[clinic.ConsentState]string{
	clinic.ConsentPending:     "Not asked yet",
	clinic.ConsentGranted:     "The patient agreed",
	clinic.ConsentDeclined:    "The patient declined",
	clinic.ConsentNotRequired: "Not required for this visit",
	clinic.ConsentOverridden:  "Go ahead without, with a reason",
}

var methodTexts = map[string]string{"verbal": "Verbally", "written": "In writing", "electronic": "Electronically"}

// consentOf returns the consent that a form records, nil when it has none.
func consentOf(r *web.Request) *clinic.Consent {
	if r.PostFormValue("consent") == "" {
		return nil
	}
	c := &clinic.Consent{State: clinic.ConsentState(r.PostFormValue("consent"))}
	if c.State == clinic.ConsentGranted {
		c.Method = r.PostFormValue("method")
	}
	if c.State == clinic.ConsentOverridden {
		c.Reason = r.PostFormValue("consent_reason")
	}
	return c
}

// consentFormOf returns the form as r filled it, with what cause says of it.
// Only what lets a session start is offered.
func consentFormOf(r *web.Request, cause error) *consentForm {
	known := clinic.Consent{Method: "verbal"} // what the patient said is for a person to choose
	if c := consentOf(r); c != nil {
		known = *c
	}
	return newConsentForm(r, known, cause, clinic.ConsentGranted, clinic.ConsentNotRequired, clinic.ConsentOverridden)
}

func newConsentForm(r *web.Request, known clinic.Consent, cause error, states ...clinic.ConsentState) *consentForm {
	f := &consentForm{
		State: ui.Choice{Name: "consent", Label: r.T("Consent to be seen by telehealth"), Required: true,
			Error: r.MessageFor(cause, "consent")},
		Method: ui.Choice{Name: "method", Label: r.T("How it was given"), Required: true, Error: r.MessageFor(cause, "method")},
		Reason: ui.Field{Name: "consent_reason", Type: "text", Label: r.T("Reason to go ahead without"), Required: true,
			Value: known.Reason, Error: r.MessageFor(cause, "consent_reason")},
	}
	for _, s := range states {
		f.State.Options = append(f.State.Options, ui.Option{Value: string(s), Text: r.T(consentTexts[s]), Selected: s == known.State})
	}
	for _, m := range clinic.ConsentMethods {
		f.Method.Options = append(f.Method.Options, ui.Option{Value: m, Text: r.T(methodTexts[m]), Selected: m == known.Method})
	}
	return f
}

// GET /pm/telehealth/sessions/{id}/consent is the form that records what the patient
// said.
func consentPage(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return showRecordForm(w, r, org, showConsent)
}

func showConsent(w http.ResponseWriter, r *web.Request, org *store.Org, s clinic.Session, code int, cause error) error {
	known := s.Consent
	if typed := consentOf(r); typed != nil {
		known = *typed
	}
	view := recordView(r, org, s, r.T("Record consent"), "/consent", cause)
	view.Consent = newConsentForm(r, known, cause, clinic.ConsentStates...)
	return view.show(w, r, code)
}

// POST /pm/telehealth/sessions/{id}/consent records what the patient said:
// consent, method, consent_reason, version.
func recordConsent(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	var consent clinic.Consent
	if c := consentOf(r); c != nil {
		consent = *c
	}
	s, err := change(r, org, func(id clinic.SessionID, version int64) (clinic.Session, error) {
		return org.RecordConsent(r.Context(), id, version, consent)
	})
	return showRecorded(w, r, org, s, err, showConsent)
}

// consentView is what is on record about consent, as the session's page says it.
type consentView struct {
	Text string
	URL  string // of the form, "" where the reader may not record
}

func viewOfConsent(r *web.Request, s clinic.Session, org *store.Org) consentView {
	v := consentView{Text: r.T(consentTexts[s.Consent.State])}
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
		v.Text += " · " + i18n.Isolated(s.Consent.ByName) + ", " + label.When(r, s.Consent.RecordedAt, org.Settings().Zone(), "2 Jan 15:04")
	}
	if org.Mover(s.ProviderID).MayRecord() {
		v.URL = label.SessionPath(r, s.ID, "/consent")
	}
	return v
}
