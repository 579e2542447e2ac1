package admin

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// peopleView is the page of the people of the practice.
	peopleView struct {
		Org     clinic.OrgID // that the form is of
		Notice  *ui.Notice
		Link    *linkView // that was made a moment ago
		Summary ui.Summary
		Email   ui.Field
		Roles   ui.Choice
		Invites []inviteRow
		People  []personRow
	}
	// linkView is a one-time link, which is shown once.
	linkView struct{ Text, URL string }

	inviteRow struct{ Email, Roles, Expires, Withdraw string }
	personRow struct {
		URL, Name, Email, Roles string
		Seen                    *ui.Moment // nil for who never was
		Left                    bool
	}
)

var peoplePage = ui.NewPage[peopleView]("admin/people-page")

// GET /settings/people
func list(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return showPeople(w, r, org, http.StatusOK, nil, nil)
}

// POST /settings/people/invite makes a link into the practice: email, roles.
func invite(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	granted := rolesTyped(r)
	token, err := org.Invite(r.Context(), r.PostFormValue("email"), granted)
	if web.IsForm(err) {
		return showPeople(w, r, org, web.StatusOf(err), nil, err)
	}
	if err != nil {
		return err
	}
	all, err := org.Roles(r.Context())
	if err != nil {
		return err
	}
	made := &linkView{r.T("Send this link to %s. It is shown this once, can be used once, for 72 hours, and grants: %s.",
		strings.TrimSpace(r.PostFormValue("email")), label.RoleNames(r, all.Named(granted)...)), r.Absolute("/invite/" + token)}
	return showPeople(w, r, org, http.StatusOK, made, nil)
}

// POST /settings/people/invites/{invite}/withdraw voids a link into the practice.
func withdraw(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	if err := org.WithdrawInvite(r.Context(), mux.Vars(r.Request)["invite"]); err != nil {
		return err
	}
	r.Redirect(w, r.Path(people)+"?saved=withdrawn")
	return nil
}

// savedTexts is what is said after something was done.
var savedTexts = map[string]string{"withdrawn": "The invitation was withdrawn.", "roles": "The roles were saved.",
	"role": "The role was saved. It counts from now on.", "newrole": "The role was made. Give it to somebody under People.",
	"norole":      "The role was deleted.",
	"deactivated": "This person is no member any more, and is signed out.", "reactivated": "This person is a member again.",
	"factor": "The second factor is removed, and this person is signed out."}

func savedNotice(r *web.Request) *ui.Notice {
	if text, known := savedTexts[r.URL.Query().Get("saved")]; known {
		return &ui.Notice{Kind: "success", Text: r.T(text)}
	}
	return nil
}

func showPeople(w http.ResponseWriter, r *web.Request, org *store.Org, code int, made *linkView, cause error) error {
	all, err := org.People(r.Context())
	if err != nil {
		return err
	}
	invites, err := org.Invites(r.Context())
	if err != nil {
		return err
	}
	known, err := org.Roles(r.Context())
	if err != nil {
		return err
	}
	zone := org.Settings().Zone()
	view := peopleView{Org: org.ID(), Notice: savedNotice(r), Link: made, Summary: r.SummaryOf(cause),
		Email: ui.Field{Name: "email", Label: r.T("Email"), Type: "email", Autocomplete: "off", Required: true,
			Error: r.MessageFor(cause, "email")},
		Roles: rolesChoice(r, known, nil, cause)}
	if cause != nil {
		view.Email.Value, view.Roles = r.PostFormValue("email"), rolesChoice(r, known, rolesTyped(r), cause)
	}
	for _, i := range invites {
		view.Invites = append(view.Invites, inviteRow{i.Email, label.RoleNames(r, known.Named(i.Roles)...),
			r.Date(i.Expires.In(zone), "Mon 2 Jan, 15:04"),
			r.Path(people + "/invites/" + i.ID + "/withdraw")})
	}
	for _, p := range all {
		row := personRow{URL: personURL(r, p.ID), Name: p.Name, Email: p.Email, Left: !p.Left.IsZero(),
			Roles: label.RoleNames(r, known.Named(p.Roles)...)}
		if !p.Seen.IsZero() {
			seen := r.MomentOf(p.Seen, r.Now(), zone)
			row.Seen = &seen
		}
		view.People = append(view.People, row)
	}
	return peoplePage.Render(w, r.Views, code, r.Frame(r.T("People"), people), view)
}

func personURL(r *web.Request, id clinic.UserID) string { return r.Path(people + "/" + string(id)) }

func rolesTyped(r *web.Request) (all []clinic.RoleID) {
	if err := r.ParseForm(); err != nil {
		return nil
	}
	for _, id := range r.PostForm["roles"] {
		if !slices.Contains(all, clinic.RoleID(id)) {
			all = append(all, clinic.RoleID(id))
		}
	}
	return all
}
