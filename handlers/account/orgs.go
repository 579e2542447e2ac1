package account

import (
	"net/http"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type orgsView struct {
	Orgs []orgChoice
	Next string
}

type orgChoice struct {
	store.OrgName
	Badge *ui.Badge // of the current one
}

var orgsPage = ui.NewPage[orgsView]("account/orgs-page")

// GET /orgs lists the organizations to choose from.
func (a *Area) orgs(w http.ResponseWriter, r *web.Request, l store.Login) error {
	all, err := a.store.UnscopedOrgsOf(r.Context(), l.User)
	if err != nil {
		return err
	}
	view := orgsView{Next: web.LocalPath(r.FormValue("next"))}
	for _, o := range all {
		if l.SignOn.Made && (l.Actor == nil || o.ID != l.Actor.Org()) {
			continue
		}
		c := orgChoice{OrgName: o}
		if l.Actor != nil && o.ID == l.Actor.Org() {
			c.Badge = &ui.Badge{Variant: "secondary", Icon: "check", Text: r.T("current")}
		}
		view.Orgs = append(view.Orgs, c)
	}
	return orgsPage.Render(w, r.Views, http.StatusOK, r.Frame(r.T("Choose an organization"), ""), view)
}

// POST /orgs makes org_id the current organization.
func (a *Area) chooseOrg(w http.ResponseWriter, r *web.Request, l store.Login) error {
	if err := a.store.UnscopedChooseOrg(r.Context(), l.Token, clinic.OrgID(r.PostFormValue("org_id"))); err != nil {
		return err
	}
	return a.land(w, r, l.Token, web.LocalPath(r.PostFormValue("next")))
}
