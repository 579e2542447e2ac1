package telehealth

import (
	"net/http"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// consentForm asks what the patient said about consent.
type consentForm struct {
	State  ui.Choice
	Method ui.Choice
	Reason ui.Field
	Faulty bool // it was not saved
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
		Faulty: r.MessageFor(cause, "consent")+r.MessageFor(cause, "method")+r.MessageFor(cause, "consent_reason") != "",
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
	return showRecorded(w, r, org, s, err)
}

// POST /pm/telehealth/sessions/{id}/location records where both sides are:
// patient_place, patient_state, provider_place, provider_state, version.
func recordLocation(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	at := clinic.Location{Patient: r.PostFormValue("patient_place"), PatientState: r.PostFormValue("patient_state"),
		Provider: r.PostFormValue("provider_place"), ProviderState: r.PostFormValue("provider_state")}
	s, err := change(r, org, func(id clinic.SessionID, version int64) (clinic.Session, error) {
		return org.RecordLocation(r.Context(), id, version, at)
	})
	return showRecorded(w, r, org, s, err)
}

// showRecorded goes back to the page of s, or shows its form again with what is
// wrong.
func showRecorded(w http.ResponseWriter, r *web.Request, org *store.Org, s clinic.Session, err error) error {
	if web.IsForm(err) {
		return showSession(w, r, org, s, web.StatusOf(err), err)
	}
	if err == nil {
		r.Redirect(w, label.SessionPath(r, s.ID, "?saved=1"))
	}
	return err
}
