package admin

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// consentView is the page of what patients agree to.
	consentView struct {
		Org       clinic.OrgID // that the forms are of
		Manage    bool         // the reader may change the texts
		Languages []consentLanguage
	}
	// consentLanguage is the text of one language.
	consentLanguage struct {
		ID, Name string
		InForce  string // which version, since when and by whom
		Seen     int64
		Starter  string // what to know about a text to begin with, "" for the practice's own
		Notice   *ui.Notice
		Summary  ui.Summary
		Body     ui.Field
		Lines    []string // the text, for who may not change it
		Button   string
		Earlier  []consentVersion
	}
	consentVersion struct{ Text, URL string }

	// consentTextView is the page of one version.
	consentTextView struct {
		Heading, About string
		Badge          ui.Badge
		Lang           string
		Lines          []string
		SHA256         string
	}
)

var (
	consentPage     = ui.NewPage[consentView]("admin/consent-page")
	consentTextPage = ui.NewPage[consentTextView]("admin/consent-text-page")
)

// A consentEdit is what somebody typed as the text of a language, and what came of it.
type consentEdit struct {
	language, body string
	notice         *ui.Notice
	err            error
}

// GET /settings/consent
func showConsent(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return renderConsent(w, r, org, consentEdit{})
}

// POST /settings/consent makes a text the one in force: language, body, seen.
func changeConsent(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	e := consentEdit{language: r.PostFormValue("language"), body: r.PostFormValue("body")}
	if label.LanguageName(e.language) == "" {
		return clinic.Errorf(clinic.Invalid, "There is no such language.")
	}
	seen, _ := strconv.ParseInt(r.PostFormValue("seen"), 10, 64) // none was none
	version, saved, err := org.SaveConsentText(r.Context(), e.language, e.body, seen)
	switch {
	case web.IsForm(err):
		e.err = err
	case err != nil:
		return err
	case saved:
		e = consentEdit{language: e.language, notice: &ui.Notice{Kind: "success",
			Text: r.T("Version %d is in force from now on. What was agreed to before stays on record.", version)}}
	default:
		e = consentEdit{language: e.language, notice: &ui.Notice{Kind: "info", Text: r.T("Nothing was changed.")}}
	}
	return renderConsent(w, r, org, e)
}

func renderConsent(w http.ResponseWriter, r *web.Request, org *store.Org, e consentEdit) error {
	all, err := org.ConsentTexts(r.Context())
	if err != nil {
		return err
	}
	view, code := consentView{Org: org.ID(), Manage: org.Rights().May(clinic.ManageSettings)}, http.StatusOK
	for _, c := range r.Languages() {
		var versions []clinic.ConsentText
		for _, t := range all {
			if t.Language == c.Lang() {
				versions = append(versions, t)
			}
		}
		v := languageOf(r, org, c.Lang(), versions)
		if e.language == c.Lang() {
			v.Notice, v.Summary, v.Body.Error = e.notice, r.SummaryOf(e.err), r.MessageFor(e.err, "body")
			if e.err != nil {
				v.Body.Value, code = e.body, web.StatusOf(e.err)
			}
			for i := range v.Summary.Errors { // the fields of several languages stand on the page
				if v.Summary.Errors[i].Field != "" {
					v.Summary.Errors[i].Field = v.Body.Name
				}
			}
		}
		view.Languages = append(view.Languages, v)
	}
	return consentPage.Render(w, r.Views, code, r.Frame(r.T("Consent"), label.ConsentTexts), view)
}

// languageOf returns the text of a language, of which there are these versions, the latest first.
func languageOf(r *web.Request, org *store.Org, language string, versions []clinic.ConsentText) consentLanguage {
	v := consentLanguage{ID: language, Name: label.LanguageName(language), Body: ui.Field{Name: "body-" + language,
		Label: r.T("Text that is read out"), Required: true, Value: store.StarterConsent(language)}}
	if len(versions) == 0 {
		v.InForce, v.Button = r.T("None is in force."), r.T("Put in force")
		v.Starter = r.T("This text is to begin with. Have the practice’s counsel check it before you put it in force.")
		return v
	}
	latest := versions[0]
	v.Seen, v.Body.Value, v.Lines = latest.Version, latest.Body, label.Lines(latest.Body)
	v.InForce, v.Button = aboutText(r, org, latest), r.T("Save as version %d", latest.Version+1)
	if latest.Starter() {
		v.Starter = r.T("This text is to begin with. Have the practice’s counsel check it, then save it as your own, changed or not.")
	}
	for _, t := range versions[1:] {
		v.Earlier = append(v.Earlier, consentVersion{aboutText(r, org, t), consentTextURL(r, t)})
	}
	return v
}

func consentTextURL(r *web.Request, t clinic.ConsentText) string {
	return r.Path(fmt.Sprintf("%s/%s/%d", label.ConsentTexts, t.Language, t.Version))
}

// aboutText says which version t is, since when and by whom.
func aboutText(r *web.Request, org *store.Org, t clinic.ConsentText) string {
	day := r.Date(t.At.In(org.Settings().Zone()), "2 Jan 2006")
	if t.Starter() {
		return r.T("Version %d, from %s on", t.Version, day)
	}
	return r.T("Version %d, from %s on, by %s", t.Version, day, t.ByName)
}

// GET /settings/consent/{language}/{version}
func showConsentText(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	all, err := org.ConsentTexts(r.Context())
	if err != nil {
		return err
	}
	latest := int64(0)
	for _, t := range all { // the latest of a language comes first
		if t.Language != mux.Vars(r.Request)["language"] {
			continue
		}
		latest = max(latest, t.Version)
		if strconv.FormatInt(t.Version, 10) != mux.Vars(r.Request)["version"] {
			continue
		}
		view := consentTextView{Heading: r.T("Consent text, %s", label.LanguageName(t.Language)), About: aboutText(r, org, t), Lang: t.Language,
			Lines: label.Lines(t.Body), SHA256: t.SHA256, Badge: ui.Badge{Variant: "outline", Icon: "history", Text: r.T("earlier version")}}
		if t.Version == latest {
			view.Badge = ui.Badge{Variant: "default", Icon: "check", Text: r.T("in force")}
		}
		return consentTextPage.Render(w, r.Views, http.StatusOK, r.Frame(view.Heading, label.ConsentTexts), view)
	}
	return clinic.Errorf(clinic.NotFound, "There is no such consent text.")
}
