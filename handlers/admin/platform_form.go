package admin

import (
	"net/http"
	"strconv"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// kindsView is the page on which a kind is chosen for a new platform.
	kindsView struct {
		Back  string
		Kinds []kindView
	}
	kindView struct{ URL, Text, Icon, Hint string }

	// platformView is the form of a platform, and for one that is on file what else there
	// is to it.
	platformView struct {
		Org                     clinic.OrgID // that the forms are of
		Heading, Back, Action   string
		Kind, KindIcon          string
		KindValue               clinic.LinkKind
		Version                 int64 // 0 for a new one
		Once                    string
		Overtaken               bool
		Notice                  *ui.Notice
		Summary                 ui.Summary
		Name                    ui.Field
		Endpoint                *ui.Field
		Modality                ui.Choice
		AppID, Audience, Secret *ui.Field
		Remove                  *ui.Check
		Trial                   *trialView
		Rooms                   *roomsView
	}
)

var (
	kindsPage    = ui.NewPage[kindsView]("admin/platform-kinds-page")
	platformPage = ui.NewPage[platformView]("admin/platform-page")
)

// GET /pm/telehealth/configuration/new?kind= asks for the kind first: it decides what
// else is asked for.
func newPlatform(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	p := clinic.Platform{Kind: clinic.LinkKind(r.URL.Query().Get("kind")), Once: store.NewID()}
	if p.Kind == clinic.LinkPhone {
		p.Modality = clinic.AudioOnly
	}
	if p.Kind.Known() {
		return showNewPlatform(w, r, org, http.StatusOK, p, nil)
	}
	view := kindsView{Back: r.Path(platforms)}
	for _, k := range clinic.LinkKinds {
		view.Kinds = append(view.Kinds, kindView{r.Path(platforms+"/new") + "?kind=" + string(k), r.T(kinds[k].text), kinds[k].icon,
			r.T(kinds[k].hint)})
	}
	return kindsPage.Render(w, r.Views, http.StatusOK, r.Frame(r.T("New platform"), platforms), view)
}

// POST /pm/telehealth/configuration/new makes a platform: kind, name, endpoint, modality,
// app_id, audience, secret, once.
func addPlatform(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	p := platformTyped(r)
	key, secret := r.PostFormValue(web.OnceField), r.PostFormValue("secret")
	p.Once = web.Once(key, []any{p, secret})
	_, err := org.AddPlatform(r.Context(), p, secret)
	if web.IsForm(err) && p.Kind.Known() {
		p.Once = key
		return showNewPlatform(w, r, org, web.StatusOf(err), p, err)
	}
	if err != nil {
		return err
	}
	r.Redirect(w, r.Path(platforms)+"?saved=added")
	return nil
}

// platformTyped is the platform as its form has it.
func platformTyped(r *web.Request) clinic.Platform {
	return clinic.Platform{Kind: clinic.LinkKind(r.PostFormValue("kind")), Name: r.PostFormValue("name"),
		Endpoint: r.PostFormValue("endpoint"), Modality: clinic.Modality(r.PostFormValue("modality")),
		AppID: r.PostFormValue("app_id"), Audience: r.PostFormValue("audience")}
}

func showNewPlatform(w http.ResponseWriter, r *web.Request, org *store.Org, code int, p clinic.Platform, cause error) error {
	view := platformForm(r, org, p, cause)
	view.Heading, view.Back, view.Action, view.Once = r.T("New platform"), r.Path(platforms+"/new"), r.Path(platforms+"/new"), p.Once
	return platformPage.Render(w, r.Views, code, r.Frame(r.T("New platform"), platforms), view)
}

// platformForm returns the form that holds p and what cause says about it. A secret is
// never in it.
func platformForm(r *web.Request, org *store.Org, p clinic.Platform, cause error) platformView {
	kind := kinds[p.Kind]
	input := func(name, text, value, hint string, required bool) ui.Field {
		return ui.Field{Name: name, Label: text, Type: "text", Value: value, Hint: hint, Required: required, Autocomplete: "off",
			Error: r.MessageFor(cause, name)}
	}
	v := platformView{Org: org.ID(), Kind: r.T(kind.text), KindIcon: kind.icon, KindValue: p.Kind, Summary: r.SummaryOf(cause),
		Name:     input("name", r.T("Name"), p.Name, r.T("As it stands on the cards of its sessions."), true),
		Modality: modalityChoice(r, p.Modality, cause)}
	if p.Kind != clinic.LinkNone {
		f := input("endpoint", r.T(kind.endpoint), p.Endpoint, r.T("Like %s", kind.example), true)
		if p.Kind == clinic.LinkPhone {
			f.Type = "tel"
		}
		v.Endpoint = &f
	}
	if p.Kind == clinic.LinkJitsi {
		app := input("app_id", r.T("Application ID"), p.AppID,
			r.T("What the server knows Televisit as (app_id), if it lets in by tokens."), false)
		audience := input("audience", r.T("Audience"), p.Audience, r.T("Left empty, it is %s.", clinic.UsualAudience), false)
		secret := input("secret", r.T("Secret"), "", secretHint(r, p), false)
		secret.Type, secret.Autocomplete = "password", "new-password"
		v.AppID, v.Audience, v.Secret = &app, &audience, &secret
	}
	if p.HasKey {
		v.Remove = &ui.Check{Name: "remove_secret", Label: r.T("Remove the secret"), Value: "yes",
			Checked: r.PostFormValue("remove_secret") != "", Error: r.MessageFor(cause, "remove_secret"),
			Hint: r.T("From then on nobody is let in by a token.")}
	}
	return v
}

// secretHint says what is on file. What was typed into a form that comes back is not
// shown.
func secretHint(r *web.Request, p clinic.Platform) string {
	switch typed := r.PostFormValue("secret") != ""; {
	case typed:
		return r.T("Enter it again: a secret is never shown, not even a moment later.")
	case p.HasKey:
		return r.T("One is on file, and is never shown. Left empty, it stays.")
	}
	return r.T("The app_secret of the server, if it lets in by tokens. Stored sealed, and never shown again.")
}

func modalityChoice(r *web.Request, chosen clinic.Modality, cause error) ui.Choice {
	c := ui.Choice{Name: "modality", Label: r.T("Usual modality"), Error: r.MessageFor(cause, "modality"),
		Options: []ui.Option{{Text: r.T("None (%s)", r.Modality(clinic.AudioVideo)), Selected: chosen == ""}}}
	for _, m := range clinic.Modalities {
		c.Options = append(c.Options, ui.Option{Value: string(m), Text: r.Modality(m), Selected: m == chosen})
	}
	return c
}

func versionOf(r *web.Request) (int64, error) {
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return 0, clinic.FieldErrorf("version", "The version is missing from the form. Load the page again.")
	}
	return version, nil
}
