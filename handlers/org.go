package handlers

import (
	"net/http"
	"net/url"

	"televisit/clinic"
	"televisit/store"
)

type orgsView struct {
	Orgs []orgChoice
	Next string
}

type orgChoice struct {
	store.OrgName
	Badge *badge // of the current one
}

var orgsPage = page[orgsView]{"orgs/page"}

// GET /orgs lists the organizations to choose from.
func (g *gate) orgs(w http.ResponseWriter, r *http.Request, l store.Login) error {
	all, err := g.s.UnscopedOrgsOf(r.Context(), l.User)
	if err != nil {
		return err
	}
	view := orgsView{Next: localPath(r.FormValue("next"))}
	for _, o := range all {
		c := orgChoice{OrgName: o}
		if l.Actor != nil && o.ID == l.Actor.Org() {
			c.Badge = &badge{Variant: "secondary", Icon: "check", Text: g.pages.t("current")}
		}
		view.Orgs = append(view.Orgs, c)
	}
	return orgsPage.render(w, g.pages.views, http.StatusOK, g.frameOf(l, g.pages.t("Choose an organization")), view)
}

// frameOf is the frame of a page for someone signed in, who may have chosen no
// organization yet.
func (g *gate) frameOf(l store.Login, title string) frame {
	if l.Actor != nil {
		return g.pages.frame(g.s.For(l.Actor), title, "")
	}
	f := g.pages.frame(nil, title, "")
	f.SignedIn, f.User, f.Org, f.KeysOff = true, l.Name, g.pages.t("No organization chosen"), l.KeysOff
	return f
}

// POST /orgs makes org_id the current organization.
func (g *gate) chooseOrg(w http.ResponseWriter, r *http.Request, _ store.Login) error {
	if err := g.s.UnscopedChooseOrg(r.Context(), g.cookies.token(r), clinic.OrgID(r.PostFormValue("org_id"))); err != nil {
		return err
	}
	http.Redirect(w, r, g.after(localPath(r.PostFormValue("next"))), http.StatusSeeOther)
	return nil
}

// toOrgs sends a member of several organizations to choose one. As toLogin, it
// lets a poll be followed by the browser, not into the list.
func (g *gate) toOrgs(w http.ResponseWriter, r *http.Request) error {
	target := g.pages.views.links.path("/orgs")
	if isHTMX(r) {
		w.Header().Set("HX-Redirect", target)
		w.WriteHeader(http.StatusUnauthorized)
		return nil
	}
	if r.Method == http.MethodGet {
		target += "?" + url.Values{"next": {r.URL.RequestURI()}}.Encode()
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
	return nil
}
