package telehealth

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

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
	Text   *consentText // to read out, nil where the practice has none
}

// consentText is what patients agree to.
type consentText struct {
	Name  string // language and version
	Lang  string
	Lines []string
	Ref   string // sent along, so that what was read out is what stands on record
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
		language, version, _ := strings.Cut(r.PostFormValue("consent_text"), " ")
		n, _ := strconv.ParseInt(version, 10, 64) // none is the text in force
		c.Text = clinic.ConsentRef{Language: language, Version: n}
	}
	if c.State == clinic.ConsentOverridden {
		c.Reason = r.PostFormValue("consent_reason")
	}
	return c
}

// consentFormOf returns the form for the start of s as r filled it, with what cause says of it.
// Only what lets a session start is offered.
func consentFormOf(r *web.Request, org *store.Org, s clinic.Session, cause error) (*consentForm, error) {
	known := clinic.Consent{Method: "verbal"} // what the patient said is for a person to choose
	if c := consentOf(r); c != nil {
		known = *c
	}
	return newConsentForm(r, org, s, known, cause, clinic.ConsentGranted, clinic.ConsentNotRequired, clinic.ConsentOverridden)
}

func newConsentForm(r *web.Request, org *store.Org, s clinic.Session, known clinic.Consent, cause error,
	states ...clinic.ConsentState) (*consentForm, error) {
	text, err := org.ConsentText(r.Context(), s.ID)
	if err != nil {
		return nil, err
	}
	f := &consentForm{
		State: ui.Choice{Name: "consent", Label: r.T("Consent to be seen by telehealth"), Required: true,
			Error: r.MessageFor(cause, "consent")},
		Method: ui.Choice{Name: "method", Label: r.T("How it was given"), Required: true, Error: r.MessageFor(cause, "method")},
		Reason: ui.Field{Name: "consent_reason", Type: "text", Label: r.T("Reason to go ahead without"), Required: true,
			Value: known.Reason, Error: r.MessageFor(cause, "consent_reason")},
	}
	for _, state := range states {
		option := ui.Option{Value: string(state), Text: r.T(consentTexts[state]), Selected: state == known.State}
		if state == clinic.ConsentDeclined && (s.Consent.State == clinic.ConsentGranted || s.Consent.Withdrawn) {
			option.Text = r.T(withdrawnText)
		}
		f.State.Options = append(f.State.Options, option)
	}
	if text.Version > 0 {
		f.Text = &consentText{Name: consentName(r, text.ConsentRef), Lang: text.Language,
			Lines: label.Lines(text.Body), Ref: fmt.Sprintf("%s %d", text.Language, text.Version)}
	}
	for _, m := range clinic.ConsentMethods {
		f.Method.Options = append(f.Method.Options, ui.Option{Value: m, Text: r.T(methodTexts[m]), Selected: m == known.Method})
	}
	return f, nil
}

// withdrawnText is said of who declined after they had agreed.
const withdrawnText = "The patient withdrew consent"

// consentName names a consent text.
func consentName(r *web.Request, ref clinic.ConsentRef) string {
	return r.T("consent text, version %d, %s", ref.Version, label.LanguageName(ref.Language))
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
	var err error
	if view.Consent, err = newConsentForm(r, org, s, known, cause, clinic.ConsentStates...); err != nil {
		return err
	}
	return view.show(w, r, code)
}

// POST /pm/telehealth/sessions/{id}/consent records what the patient said:
// consent, method, consent_reason, version.
func recordConsent(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return record(w, r, org, consentOf(r), org.RecordConsent, showConsent)
}

// withdrawnMeans says what it means for s that its patient withdrew consent, "" where it is over.
func withdrawnMeans(r *web.Request, s clinic.Session) string {
	switch s.Status {
	case clinic.Active:
		return r.T("This visit may go on until it is completed. It does not start again without a new consent.")
	case clinic.Scheduled, clinic.NoShow:
		return r.T("The visit does not start without a new consent.")
	}
	return ""
}

// consentView is what is on record about consent, as the session's page says it.
type consentView struct {
	Text    string
	Warning string // "" unless the patient withdrew it
	Agreed  string // which text they agreed to, "" for none
	Sum     string // the beginning of its checksum
	TextURL string // where that stands, "" for who may not look at it
	URL     string // of the form, "" where the reader may not record
}

func viewOfConsent(r *web.Request, s clinic.Session, org *store.Org) consentView {
	v := consentView{Text: r.T(consentTexts[s.Consent.State])}
	switch {
	case v.Text == "":
		v.Text = string(s.Consent.State)
	case s.Consent.Withdrawn:
		v.Text, v.Warning = r.T(withdrawnText), withdrawnMeans(r, s)
	}
	if ref := s.Consent.Text; ref.Version > 0 {
		v.Agreed = r.T("Agreed to: %s", consentName(r, ref))
		v.Sum = r.T("checksum (SHA-256) %s", ref.SHA256[:min(len(ref.SHA256), 12)]+"…")
		if org.Rights().May(clinic.ViewSettings) {
			v.TextURL = r.Path(fmt.Sprintf("%s/%s/%d", label.ConsentTexts, ref.Language, ref.Version))
		}
	}
	if m, ok := methodTexts[s.Consent.Method]; ok {
		v.Text += " · " + r.T(m)
	}
	if s.Consent.Reason != "" {
		v.Text += " · " + i18n.Isolated(s.Consent.Reason)
	}
	if !s.Consent.RecordedAt.IsZero() {
		v.Text += " · " + i18n.Isolated(s.Consent.ByName) + ", " + label.LocalTime(r, s.Consent.RecordedAt, org.Settings().Zone(), "2 Jan 15:04")
	}
	if org.Mover(s.ProviderID).MayRecord() {
		v.URL = label.SessionPath(r, s.ID, "/consent")
	}
	return v
}
