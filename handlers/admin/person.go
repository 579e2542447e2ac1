package admin

import (
	"net/http"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// personView is the page of one person of the practice.
type personView struct {
	Org         clinic.OrgID // that the forms are of
	Name, Email string
	Badge       *ui.Badge // of one who left
	Seen        *ui.Moment
	Back, URL   string
	Notice      *ui.Notice
	Link        *linkView
	Summary     ui.Summary
	Roles       ui.Choice
	Member      bool
	Self        bool
	Factor      bool       // they enter a code after the password
	Coming      string     // how many appointments they have, "" for none
	To          *ui.Choice // to whom those can be handed over, nil when there is nobody
}

var personPage = ui.NewPage[personView]("admin/person-page")

func personID(r *web.Request) clinic.UserID { return clinic.UserID(mux.Vars(r.Request)["id"]) }

// GET /settings/people/{id}
func person(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return showPerson(w, r, org, http.StatusOK, savedNotice(r), nil, nil)
}

// did answers a change of a person: with their page and what is wrong, or by going there.
func did(w http.ResponseWriter, r *web.Request, org *store.Org, saved string, err error) error {
	if web.IsForm(err) {
		return showPerson(w, r, org, web.StatusOf(err), nil, nil, err)
	}
	if err != nil {
		return err
	}
	r.Redirect(w, personURL(r, personID(r))+"?saved="+saved)
	return nil
}

// POST /settings/people/{id}/roles
func changeRoles(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return did(w, r, org, "roles", org.SetRoles(r.Context(), personID(r), rolesTyped(r)))
}

// POST /settings/people/{id}/deactivate
func deactivate(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return did(w, r, org, "deactivated", org.Deactivate(r.Context(), personID(r)))
}

// POST /settings/people/{id}/reactivate
func reactivate(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return did(w, r, org, "reactivated", org.Reactivate(r.Context(), personID(r)))
}

// POST /settings/people/{id}/password makes a link to a new password.
func passwordLink(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	token, err := org.PasswordLink(r.Context(), personID(r))
	if err != nil {
		return did(w, r, org, "", err)
	}
	made := &linkView{r.T("Send this link to the person. It is shown this once, can be used once, for 72 hours, and leads to a new password."),
		r.Absolute("/reset/" + token)}
	return showPerson(w, r, org, http.StatusOK, nil, made, nil)
}

// POST /settings/people/{id}/second-factor takes away their second factor.
func removeFactor(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return did(w, r, org, "factor", org.RemoveSecondFactor(r.Context(), personID(r)))
}

// POST /settings/people/{id}/handover gives their coming appointments to provider_id.
func handOver(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	handed, stayed, err := org.HandOver(r.Context(), personID(r), clinic.UserID(r.PostFormValue("provider_id")))
	if err != nil {
		return did(w, r, org, "", err)
	}
	notice := &ui.Notice{Kind: "success", Text: r.N("%d appointments were handed over.", handed)}
	if stayed > 0 {
		notice = &ui.Notice{Kind: "warn", Text: notice.Text + " " + r.N("%d stayed: the other provider is busy at that time.", stayed)}
	}
	return showPerson(w, r, org, http.StatusOK, notice, nil, nil)
}

func showPerson(w http.ResponseWriter, r *web.Request, org *store.Org, code int, notice *ui.Notice, made *linkView, cause error) error {
	p, err := org.Person(r.Context(), personID(r))
	if err != nil {
		return err
	}
	known, err := org.Roles(r.Context())
	if err != nil {
		return err
	}
	granted := p.Roles
	if cause != nil && r.PostForm.Has("roles") {
		granted = rolesTyped(r)
	}
	view := personView{Org: org.ID(), Name: p.Name, Email: p.Email, Back: r.Path(people), URL: personURL(r, p.ID), Notice: notice, Link: made,
		Summary: r.SummaryOf(cause), Roles: rolesChoice(r, known, granted, cause), Member: p.Left.IsZero(), Self: p.ID == org.User(),
		Factor: p.SecondFactor}
	if !view.Member {
		view.Badge = &ui.Badge{Variant: "outline", Icon: "circle-slash", Text: r.T("left")}
	}
	if !p.Seen.IsZero() {
		seen := r.MomentOf(p.Seen, r.Now(), org.Settings().Zone())
		view.Seen = &seen
	}
	if p.Coming > 0 {
		view.Coming = r.N("%d coming appointments", p.Coming)
		if view.To, err = toWhom(r, org, p.ID, cause); err != nil {
			return err
		}
	}
	for i, e := range view.Summary.Errors {
		if !view.Member || e.Field == "provider_id" && view.To == nil { // there is no field to go to
			view.Summary.Errors[i].Field = ""
		}
	}
	return personPage.Render(w, r.Views, code, r.Frame(r.T("Person"), people), view)
}

// toWhom offers the other providers, nil when there are none.
func toWhom(r *web.Request, org *store.Org, from clinic.UserID, cause error) (*ui.Choice, error) {
	all, err := org.Providers(r.Context())
	c := &ui.Choice{Name: "provider_id", Label: r.T("Hand over to"), Required: true, Error: r.MessageFor(cause, "provider_id")}
	for _, m := range all {
		if m.ID != from {
			c.Options = append(c.Options, ui.Option{Value: string(m.ID), Text: m.Name})
		}
	}
	if err != nil || len(c.Options) == 0 {
		return nil, err
	}
	c.Choose(r.PostFormValue("provider_id"), r.T("Choose a provider"))
	return c, nil
}
