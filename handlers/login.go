package handlers

import (
	"net/http"
	"net/url"

	"televisit/clinic"
	"televisit/store"
)

type loginView struct {
	Email, Next, Error string
}

var loginPage = page[loginView]{"login/page"}

// GET /login
func (g *gate) loginForm(w http.ResponseWriter, r *http.Request) error {
	return loginPage.render(w, g.pages.views, http.StatusOK, g.pages.frame(nil, "Sign in", ""), loginView{Next: localPath(r.FormValue("next"))})
}

// POST /login signs in with email and password and goes to next.
func (g *gate) signIn(w http.ResponseWriter, r *http.Request) error {
	view := loginView{Email: r.PostFormValue("email"), Next: localPath(r.PostFormValue("next"))}
	token, err := g.s.UnscopedSignIn(r.Context(), view.Email, r.PostFormValue("password"))
	if clinic.KindOf(err) == clinic.Unauthenticated {
		view.Error = clinic.MessageOf(err)
		return loginPage.render(w, g.pages.views, http.StatusUnauthorized, g.pages.frame(nil, "Sign in", ""), view)
	}
	if err != nil {
		return err
	}
	if err := g.cookies.begin(w, r, token); err != nil {
		return err
	}
	http.Redirect(w, r, g.after(view.Next), http.StatusSeeOther)
	return nil
}

// after returns where to go once signed in.
func (g *gate) after(next string) string {
	if next == "" {
		return g.pages.views.links.path("/pm/telehealth")
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

type orgsView struct {
	Orgs []store.OrgName
	Next string
}

var orgsPage = page[orgsView]{"orgs/page"}

// GET /orgs lists the organizations to choose from.
func (g *gate) orgs(w http.ResponseWriter, r *http.Request, l store.Login) error {
	all, err := g.s.UnscopedOrgsOf(r.Context(), l.User)
	if err != nil {
		return err
	}
	return orgsPage.render(w, g.pages.views, http.StatusOK, g.pages.frame(nil, "Choose an organization", ""), orgsView{all, localPath(r.FormValue("next"))})
}

// POST /orgs makes org_id the current organization.
func (g *gate) chooseOrg(w http.ResponseWriter, r *http.Request, _ store.Login) error {
	if err := g.s.UnscopedChooseOrg(r.Context(), g.cookies.token(r), clinic.OrgID(r.PostFormValue("org_id"))); err != nil {
		return err
	}
	http.Redirect(w, r, g.after(localPath(r.PostFormValue("next"))), http.StatusSeeOther)
	return nil
}

// toOrgs sends a member of several organizations to choose one.
func (g *gate) toOrgs(w http.ResponseWriter, r *http.Request) error {
	target := g.pages.views.links.path("/orgs")
	if r.Method == http.MethodGet && r.Header.Get("HX-Request") == "" {
		target += "?" + url.Values{"next": {r.URL.RequestURI()}}.Encode()
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
	return nil
}
