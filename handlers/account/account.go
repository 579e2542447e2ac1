package account

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// accountView is what a person may see and change about themselves.
type accountView struct {
	Name, Email  string
	Notice       *ui.Notice
	Memberships  []membershipView
	SwitchOrg    bool // there is another org to work in
	Errors       ui.Summary
	Current, New ui.Field
	SecondFactor bool
	BySignOn     bool // they came by the identity provider of their practice
	Keys         ui.Check
	Language     ui.Choice
	Clock        ui.Choice
}

type membershipView struct {
	Org, Roles string
	Badge      *ui.Badge // of the current one
}

var accountPage = ui.NewPage[accountView]("account/page")

// savedTexts is what is said after something was saved.
var savedTexts = map[string]string{"password": "Your password is changed. Wherever else you were signed in, you are signed out.",
	"keys": "Saved.", "removed": "Your second factor is removed: the password alone signs you in.", "language": "Saved.", "clock": "Saved."}

// GET /account
func (a *Area) account(w http.ResponseWriter, r *web.Request, l store.Login) error {
	return a.showAccount(w, r, l, http.StatusOK, nil)
}

// showAccount answers with the page. cause is why a new password was not
// taken; what was typed as passwords is not sent back.
func (a *Area) showAccount(w http.ResponseWriter, r *web.Request, l store.Login, code int, cause error) error {
	person, err := a.store.UnscopedAccount(r.Context(), l.User)
	if err != nil {
		return err
	}
	view := accountView{Name: person.Name, Email: person.Email, SwitchOrg: l.Orgs > 1, SecondFactor: l.SecondFactor, BySignOn: l.SignOn.Made,
		Errors: r.SummaryOf(cause),
		Current: ui.Field{Name: "current", Label: r.T("Current password"), Type: "password", Autocomplete: "current-password",
			Required: true, Error: r.MessageFor(cause, "current")},
		New: ui.Field{Name: "new", Label: r.T("New password"), Type: "password", Autocomplete: "new-password", Required: true,
			Hint: r.T("At least 12 characters."), Error: r.MessageFor(cause, "new")},
		Keys: ui.Check{Name: "keys", Label: r.T("Single keys"), Value: "on", Checked: !l.KeysOff, Error: r.MessageFor(cause, "keys"),
			Hint: r.T("One key, like j or n, does something. Switch it off if you speak to your computer or press keys by accident.")}}
	view.Language, view.Clock = languageChoice(r, l.Language, cause), clockChoice(r, l.Clock, cause)
	if text, ok := savedTexts[r.URL.Query().Get("saved")]; ok && cause == nil {
		view.Notice = &ui.Notice{Kind: "success", Text: r.T(text)}
	}
	for _, m := range person.Memberships {
		if l.SignOn.Made && (l.Actor == nil || l.Actor.Org() != m.ID) {
			continue // who was vouched for by one practice knows nothing of the others
		}
		v := membershipView{Org: m.Name, Roles: label.RoleNames(r, m.Roles...)}
		if l.Actor != nil && l.Actor.Org() == m.ID {
			v.Badge = &ui.Badge{Variant: "secondary", Icon: "check", Text: r.T("current")}
		}
		view.Memberships = append(view.Memberships, v)
	}
	return accountPage.Render(w, r.Views, code, r.Frame(r.T("Your account"), ""), view)
}

// POST /account/password gives the reader a new password.
func (a *Area) changePassword(w http.ResponseWriter, r *web.Request, l store.Login) error {
	err := a.store.UnscopedChangePassword(r.Context(), store.PasswordChange{User: l.User, Token: l.Token, Address: r.Client(),
		Current: r.PostFormValue("current"), New: r.PostFormValue("new")})
	switch kind := clinic.KindOf(err); {
	case kind == clinic.TooMany:
		setRetryAfter(w, err)
		return a.showAccount(w, r, l, web.StatusOf(err), err)
	case web.IsForm(err):
		return a.showAccount(w, r, l, web.StatusOf(err), err)
	case err != nil:
		return err
	}
	toAccount(w, r, "password")
	return nil
}

// POST /account/keys switches single keys on or off.
func (a *Area) chooseKeys(w http.ResponseWriter, r *web.Request, l store.Login) error {
	values := r.PostForm["keys"] // "off", and "on" behind it when the box is checked
	if len(values) == 0 {
		return a.showAccount(w, r, l, http.StatusUnprocessableEntity, clinic.FieldErrorf("keys", "Choose whether single keys do something."))
	}
	if err := a.store.UnscopedSetSingleKeys(r.Context(), l.User, values[len(values)-1] == "on"); err != nil {
		return err
	}
	toAccount(w, r, "keys")
	return nil
}

// languageChoice offers the languages that there are.
func languageChoice(r *web.Request, chosen string, cause error) ui.Choice {
	c := ui.Choice{Name: "language", Label: r.T("Language"), Error: r.MessageFor(cause, "language"),
		Options: []ui.Option{{Text: r.T("As the browser asks"), Selected: chosen == ""}}}
	for _, in := range r.Languages() {
		c.Options = append(c.Options, ui.Option{Value: in.Lang(), Text: label.LanguageName(in.Lang()), Selected: in.Lang() == chosen})
	}
	return c
}

// POST /account/language chooses the language that the reader's pages are in,
// or none.
func (a *Area) chooseLanguage(w http.ResponseWriter, r *web.Request, l store.Login) error {
	lang := r.PostFormValue("language")
	if !r.PostForm.Has("language") || lang != "" && label.LanguageName(lang) == "" {
		return a.showAccount(w, r, l, http.StatusUnprocessableEntity, clinic.FieldErrorf("language", "Choose a language from the list."))
	}
	if err := a.store.UnscopedSetLanguage(r.Context(), l.User, lang); err != nil {
		return err
	}
	toAccount(w, r, "language")
	return nil
}

func toAccount(w http.ResponseWriter, r *web.Request, saved string) {
	r.Redirect(w, web.WithQuery(r.Path(label.Account), url.Values{"saved": {saved}}.Encode()))
}

// setRetryAfter tells a program what err tells a person: how long to wait.
func setRetryAfter(w http.ResponseWriter, err error) {
	if t, ok := errors.AsType[store.Throttled](err); ok {
		w.Header().Set("Retry-After", strconv.Itoa(int((t.Wait+time.Second-1)/time.Second)))
	}
}
