package admin

import (
	"net/http"
	"strings"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// rolesView is the page of the roles of the practice.
	rolesView struct {
		Notice      *ui.Notice
		New         string
		Own, System []roleRow
	}
	roleRow struct {
		URL, Name, About, Who string
		Copy                  string
	}
)

var rolesPage = ui.NewPage[rolesView]("admin/roles-page")

// GET /settings/roles
func listRoles(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	all, err := org.Roles(r.Context())
	if err != nil {
		return err
	}
	view := rolesView{Notice: savedNotice(r), New: r.Path(roles + "/new")}
	for _, role := range all {
		row := roleRow{URL: roleURL(r, role.ID), Name: label.RoleNames(r, role.RoleName), About: aboutRole(r, role), Who: whoHas(r, role),
			Copy: copyURL(r, role.ID)}
		if role.System {
			view.System = append(view.System, row)
		} else {
			view.Own = append(view.Own, row)
		}
	}
	return rolesPage.Render(w, r.Views, http.StatusOK, r.Frame(r.T("Roles"), roles), view)
}

func roleURL(r *web.Request, id clinic.RoleID) string { return r.Path(roles + "/" + string(id)) }

func copyURL(r *web.Request, id clinic.RoleID) string {
	return r.Path(roles + "/new?from=" + string(id))
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

// aboutRole says shortly what a role may do: of a custom one, with what it has to do.
func aboutRole(r *web.Request, role store.Role) string {
	if hint, known := roleHints[role.ID]; known && role.System {
		return r.T(hint)
	}
	var all []string
	for _, g := range sentences(r, role.Rights) {
		all = append(all, r.T("%s: %s", g.Text, r.N("%d rights", len(g.Sentences))))
	}
	return strings.Join(all, " · ")
}

// whoHas counts who has a role, or is invited with it.
func whoHas(r *web.Request, role store.Role) string {
	text := r.T("nobody")
	if n := len(role.Members); n > 0 {
		text = r.N("%d people", n)
	}
	if n := len(role.Invited); n > 0 {
		text += ", " + r.N("%d invited", n)
	}
	return text
}

// A sentenceGroup is what a role may do with one thing.
type sentenceGroup struct {
	Text      string
	Sentences []string
}

// sentences says what rights allow, group by group.
func sentences(r *web.Request, rights clinic.Rights) (all []sentenceGroup) {
	for _, g := range label.KeyGroups(r) {
		group := sentenceGroup{Text: g.Text}
		for _, k := range g.Keys {
			if rights.May(k.Key) {
				group.Sentences = append(group.Sentences, k.Of(rights[k.Key]))
			}
		}
		if len(group.Sentences) > 0 {
			all = append(all, group)
		}
	}
	return all
}
