package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/store"
)

const accountPath = "/account"

// accountView is what a person may see and change about themselves.
type accountView struct {
	Name, Email  string
	Notice       *notice
	Memberships  []membershipView
	Switch       bool // there is another org to work in
	Errors       summary
	Current, New field
	Keys         check
	Language     choice
}

type membershipView struct {
	Org, Roles string
	Badge      *badge // of the current one
}

var accountPage = page[accountView]{"account/page"}

// roleNames are what the system roles are called.
var roleNames = map[string]string{"org_admin": "Administrator", "manager": "Manager", "provider": "Provider", "staff": "Front desk", "biller": "Biller", "readonly": "Read only"}

// saidOf is what is said after something was saved.
var saidOf = map[string]string{"password": "Your password is changed. Wherever else you were signed in, you are signed out.", "keys": "Saved.", "language": "Saved."}

// GET /account
func (g *gate) account(w http.ResponseWriter, r *http.Request, l store.Login) error {
	return g.showAccount(w, r, l, http.StatusOK, nil)
}

// showAccount answers with the page. cause is why a new password was not
// taken; what was typed as passwords is not sent back.
func (g *gate) showAccount(w http.ResponseWriter, r *http.Request, l store.Login, code int, cause error) error {
	a, err := g.s.UnscopedAccount(r.Context(), l.User)
	if err != nil {
		return err
	}
	p := g.pages
	view := accountView{Name: a.Name, Email: a.Email, Switch: l.Orgs > 1, Errors: p.summaryOf(cause),
		Current: field{Name: "current", Label: p.t("Current password"), Type: "password", Autocomplete: "current-password", Required: true, Error: p.messageFor(cause, "current")},
		New:     field{Name: "new", Label: p.t("New password"), Type: "password", Autocomplete: "new-password", Required: true, Hint: p.t("At least 12 characters."), Error: p.messageFor(cause, "new")},
		Keys: check{Name: "keys", Label: p.t("Single keys"), Value: "on", Checked: !l.KeysOff,
			Hint: p.t("One key, like j or n, does something. Switch it off if you speak to your computer or press keys by accident.")}}
	view.Language = p.languageChoice(l.Language, cause)
	if text, ok := saidOf[r.URL.Query().Get("saved")]; ok && cause == nil {
		view.Notice = &notice{"success", p.t(text)}
	}
	for _, m := range a.Memberships {
		v := membershipView{Org: m.Name, Roles: p.rolesText(m.Roles)}
		if l.Actor != nil && l.Actor.Org() == m.ID {
			v.Badge = &badge{Variant: "secondary", Icon: "check", Text: p.t("current")}
		}
		view.Memberships = append(view.Memberships, v)
	}
	return accountPage.render(w, p.views, code, g.frameOf(l, p.t("Your account")), view)
}

// rolesText names roles for people. A custom one has its name.
func (w *words) rolesText(roles []string) string {
	var names []string
	for _, r := range roles {
		if name, ok := roleNames[r]; ok {
			r = w.t(name)
		}
		names = append(names, r)
	}
	if len(names) == 0 {
		return w.t("no role")
	}
	return strings.Join(names, ", ")
}

// POST /account/password gives the reader a new password.
func (g *gate) changePassword(w http.ResponseWriter, r *http.Request, l store.Login) error {
	err := g.s.UnscopedChangePassword(r.Context(), store.PasswordChange{User: l.User, Token: g.cookies.token(r), Address: clientOf(r, g.trusted),
		Current: r.PostFormValue("current"), New: r.PostFormValue("new")})
	switch kind := clinic.KindOf(err); {
	case kind == clinic.TooMany:
		setRetryAfter(w, err)
		return g.showAccount(w, r, l, codes[kind], err)
	case isForm(err):
		return g.showAccount(w, r, l, codes[kind], err)
	case err != nil:
		return err
	}
	g.toAccount(w, r, "password")
	return nil
}

// POST /account/keys switches single keys on or off.
func (g *gate) chooseKeys(w http.ResponseWriter, r *http.Request, l store.Login) error {
	if err := g.s.UnscopedSetSingleKeys(r.Context(), l.User, r.PostFormValue("keys") != ""); err != nil {
		return err
	}
	g.toAccount(w, r, "keys")
	return nil
}

// languageNames are what languages are called in themselves.
var languageNames = map[string]string{"en": "English", "es": "Español"}

// languageChoice offers the languages that there are.
func (p *pages) languageChoice(chosen string, cause error) choice {
	c := choice{Name: "language", Label: p.t("Language"), Error: p.messageFor(cause, "language"),
		Options: []option{{"", p.t("As the browser asks"), chosen == ""}}}
	for _, in := range p.languages.all {
		c.Options = append(c.Options, option{in.lang, languageNames[in.lang], in.lang == chosen})
	}
	return c
}

// POST /account/language chooses the language that the reader's pages are in,
// or none.
func (g *gate) chooseLanguage(w http.ResponseWriter, r *http.Request, l store.Login) error {
	lang := r.PostFormValue("language")
	if lang != "" && g.pages.languages.named(lang) == nil {
		return g.showAccount(w, r, l, http.StatusUnprocessableEntity, clinic.FieldErrorf("language", "Choose a language from the list."))
	}
	if err := g.s.UnscopedSetLanguage(r.Context(), l.User, lang); err != nil {
		return err
	}
	g.toAccount(w, r, "language")
	return nil
}

func (g *gate) toAccount(w http.ResponseWriter, r *http.Request, saved string) {
	http.Redirect(w, r, withQuery(g.pages.views.links.path(accountPath), url.Values{"saved": {saved}}.Encode()), http.StatusSeeOther)
}

// setRetryAfter tells a program what err tells a person: how long to wait.
func setRetryAfter(w http.ResponseWriter, err error) {
	if t, ok := errors.AsType[store.Throttled](err); ok {
		w.Header().Set("Retry-After", strconv.Itoa(int((t.Wait+time.Second-1)/time.Second)))
	}
}
