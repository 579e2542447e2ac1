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
	roles := rolesTyped(r)
	token, err := org.Invite(r.Context(), r.PostFormValue("email"), roles)
	if web.IsForm(err) {
		return showPeople(w, r, org, web.StatusOf(err), nil, err)
	}
	if err != nil {
		return err
	}
	made := &linkView{r.T("Send this link to %s. It is shown this once, can be used once, for 72 hours, and grants: %s.",
		strings.TrimSpace(r.PostFormValue("email")), rolesText(r, roles, nil)), r.Absolute("/invite/" + token)}
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
	"deactivated": "This person is no member any more, and is signed out.", "reactivated": "This person is a member again."}

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
	roles, err := org.Roles(r.Context())
	if err != nil {
		return err
	}
	zone := org.Settings().Zone()
	view := peopleView{Org: org.ID(), Notice: savedNotice(r), Link: made, Summary: r.SummaryOf(cause),
		Email: ui.Field{Name: "email", Label: r.T("Email"), Type: "email", Autocomplete: "off", Required: true,
			Error: r.MessageFor(cause, "email")},
		Roles: rolesChoice(r, roles, nil, cause)}
	if cause != nil {
		view.Email.Value, view.Roles = r.PostFormValue("email"), rolesChoice(r, roles, rolesTyped(r), cause)
	}
	for _, i := range invites {
		view.Invites = append(view.Invites, inviteRow{i.Email, rolesText(r, i.Roles, roles), r.Date(i.Expires.In(zone), "Mon 2 Jan, 15:04"),
			r.Path(people + "/invites/" + i.ID + "/withdraw")})
	}
	for _, p := range all {
		row := personRow{URL: personURL(r, p.ID), Name: p.Name, Email: p.Email, Roles: rolesText(r, p.Roles, roles), Left: !p.Left.IsZero()}
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

// roleHints say in a sentence what the system roles may do.
var roleHints = map[clinic.RoleID]string{
	clinic.OrgAdmin: "Everything but holding sessions: people, settings, corrections, deleted sessions.",
	clinic.Manager:  "Schedules, corrects times, books over another appointment, exports.",
	clinic.Provider: "Sees patients: schedules, starts and completes their own sessions.",
	clinic.Staff:    "Front desk: patients, appointments, sessions of everybody.",
	clinic.Biller:   "Sees and exports, changes nothing.",
	clinic.Readonly: "Sees everything and the audit trail, changes nothing.",
}

// rolesChoice offers the roles of the org, with those that are granted.
func rolesChoice(r *web.Request, all []store.Role, granted []clinic.RoleID, cause error) ui.Choice {
	c := ui.Choice{Name: "roles", Label: r.T("Roles"), Required: true, Error: r.MessageFor(cause, "roles")}
	for _, role := range all {
		o := ui.Option{Value: string(role.ID), Text: label.RoleName(r, role.Name), Selected: slices.Contains(granted, role.ID)}
		if hint, known := roleHints[role.ID]; known && role.System {
			o.Hint = r.T(hint)
		}
		c.Options = append(c.Options, o)
	}
	return c
}

// rolesText names roles; names are those of the org.
func rolesText(r *web.Request, roles []clinic.RoleID, names []store.Role) string {
	var all []string
	for _, id := range roles {
		name := string(id)
		if i := slices.IndexFunc(names, func(v store.Role) bool { return v.ID == id }); i >= 0 {
			name = names[i].Name
		}
		all = append(all, label.RoleName(r, name))
	}
	return strings.Join(all, ", ")
}
