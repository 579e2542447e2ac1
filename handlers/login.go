package handlers

import (
	"net/http"

	"televisit/clinic"
	"televisit/store"
)

type loginView struct {
	Next, Error     string
	Email, Password field
}

var loginPage = page[loginView]{"login/page"}

// newLogin is the form with what was typed, but for the password. Whoever has
// typed an email goes on with the password.
func (p *pages) newLogin(email, next, problem string) loginView {
	return loginView{
		Next: next, Error: problem,
		Email:    field{Name: "email", Label: p.t("Email"), Type: "email", Value: email, Autocomplete: "username", Required: true, Autofocus: email == ""},
		Password: field{Name: "password", Label: p.t("Password"), Type: "password", Autocomplete: "current-password", Required: true, Autofocus: email != ""},
	}
}

// GET /login shows the form; who is signed in goes on to next.
func (g *gate) loginForm(w http.ResponseWriter, r *http.Request) error {
	next := localPath(r.FormValue("next"))
	_, err := g.s.UnscopedLogin(r.Context(), g.cookies.token(r), true)
	switch clinic.KindOf(err) {
	case clinic.Unauthenticated:
		return g.showLogin(w, http.StatusOK, g.pages.newLogin("", next, ""))
	case clinic.Internal:
		if err == nil {
			http.Redirect(w, r, g.after(next), http.StatusSeeOther)
		}
	}
	return err
}

func (g *gate) showLogin(w http.ResponseWriter, code int, view loginView) error {
	return loginPage.render(w, g.pages.views, code, g.pages.frame(nil, g.pages.t("Sign in"), ""), view)
}

// POST /login signs in with email and password and goes to next.
func (g *gate) signIn(w http.ResponseWriter, r *http.Request) error {
	email, next := r.PostFormValue("email"), localPath(r.PostFormValue("next"))
	token, err := g.s.UnscopedSignIn(r.Context(), store.Attempt{Email: email, Password: r.PostFormValue("password"), Address: clientOf(r, g.trusted)})
	switch clinic.KindOf(err) {
	case clinic.Unauthenticated:
		return g.showLogin(w, http.StatusUnauthorized, g.pages.newLogin(email, next, g.pages.message(err)))
	case clinic.TooMany:
		setRetryAfter(w, err)
		return g.showLogin(w, http.StatusTooManyRequests, g.pages.newLogin(email, next, g.pages.message(err)))
	}
	if err != nil {
		return err
	}
	return g.admit(w, r, token, next)
}

// admit gives the browser a login and sends it on to next.
func (g *gate) admit(w http.ResponseWriter, r *http.Request, token, next string) error {
	if err := g.cookies.begin(w, r, token); err != nil {
		return err
	}
	http.Redirect(w, r, g.after(next), http.StatusSeeOther)
	return nil
}

// after returns where to go once signed in.
func (g *gate) after(next string) string {
	if next == "" {
		return g.pages.views.links.path("/")
	}
	return next
}

// POST /logout ends the login and clears what the browser kept of it.
func (g *gate) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := g.cookies.end(w, r); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	http.Redirect(w, r, g.pages.views.links.path("/login"), http.StatusSeeOther)
	return nil
}
