package handlers

import (
	"net/http"

	"televisit/clinic"
	"televisit/store"
)

// consentForm asks what the patient said about consent.
type consentForm struct {
	State  choice
	Method choice
	Reason field
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
func consentOf(r *http.Request) *clinic.Consent {
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
func (p *pages) consentFormOf(r *http.Request, cause error) *consentForm {
	held := clinic.Consent{Method: "verbal"} // what the patient said is for a person to choose
	if c := consentOf(r); c != nil {
		held = *c
	}
	return p.newConsentForm(held, cause, clinic.ConsentGranted, clinic.ConsentNotRequired, clinic.ConsentOverridden)
}

func (p *pages) newConsentForm(held clinic.Consent, cause error, states ...clinic.ConsentState) *consentForm {
	f := &consentForm{
		Faulty: p.messageFor(cause, "consent")+p.messageFor(cause, "method")+p.messageFor(cause, "consent_reason") != "",
		State:  choice{Name: "consent", Label: p.t("Consent to be seen by telehealth"), Required: true, Error: p.messageFor(cause, "consent")},
		Method: choice{Name: "method", Label: p.t("How it was given"), Required: true, Error: p.messageFor(cause, "method")},
		Reason: field{Name: "consent_reason", Type: "text", Label: p.t("Reason to go ahead without"), Required: true, Value: held.Reason, Error: p.messageFor(cause, "consent_reason")},
	}
	for _, s := range states {
		f.State.Options = append(f.State.Options, option{string(s), p.t(consentTexts[s]), s == held.State})
	}
	for _, m := range clinic.ConsentMethods {
		f.Method.Options = append(f.Method.Options, option{m, p.t(methodTexts[m]), m == held.Method})
	}
	return f
}

// POST /pm/telehealth/sessions/{id}/consent records what the patient said:
// consent, method, consent_reason, version.
func (p *pages) recordConsent(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	var consent clinic.Consent
	if c := consentOf(r); c != nil {
		consent = *c
	}
	return p.record(w, r, org, func(version int64) (clinic.Session, error) {
		return org.RecordConsent(r.Context(), sessionID(r), version, consent)
	})
}

// POST /pm/telehealth/sessions/{id}/location records where both sides are:
// patient_place, patient_state, provider_place, provider_state, version.
func (p *pages) recordLocation(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	at := clinic.Location{Patient: r.PostFormValue("patient_place"), PatientState: r.PostFormValue("patient_state"),
		Provider: r.PostFormValue("provider_place"), ProviderState: r.PostFormValue("provider_state")}
	return p.record(w, r, org, func(version int64) (clinic.Session, error) {
		return org.RecordLocation(r.Context(), sessionID(r), version, at)
	})
}

// record makes a change of the session page's forms and shows the page again.
func (p *pages) record(w http.ResponseWriter, r *http.Request, org *store.Org, change func(version int64) (clinic.Session, error)) error {
	version, err := versionOf(r)
	if err == nil {
		_, err = change(version)
	}
	if err == nil {
		http.Redirect(w, r, p.sessionPath(sessionID(r), "?saved=1"), http.StatusSeeOther)
		return nil
	}
	if !isForm(err) {
		return err
	}
	s, again := org.Session(r.Context(), sessionID(r))
	if again != nil {
		return again
	}
	return p.showSession(w, r, org, s, codes[clinic.KindOf(err)], err)
}
