package admin

import (
	"net/http"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// roleView is the page of one role.
	roleView struct {
		Name    string
		Badge   *ui.Badge // of a system role
		About   string
		Notice  *ui.Notice
		Summary ui.Summary
		Form    *roleForm       // nil where it cannot be changed
		Fixed   string          // why not
		May     []sentenceGroup // what it may do, where it cannot be changed
		Copy    string
		Org     clinic.OrgID
		Members []ui.Fact // who has it
		Invited []string
		Delete  string // "" where it cannot be deleted
		Stays   bool   // because it is in use
	}
	// newRoleView is the form of a new role.
	newRoleView struct {
		Summary ui.Summary
		Notice  *ui.Notice
		Form    roleForm
	}
)

var (
	rolePage    = ui.NewPage[roleView]("admin/role-page")
	newRolePage = ui.NewPage[newRoleView]("admin/new-role-page")
)

func roleID(r *web.Request) clinic.RoleID { return clinic.RoleID(mux.Vars(r.Request)["id"]) }

// GET /settings/roles/{id}
func showRole(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return renderRole(w, r, org, http.StatusOK, nil, nil)
}

// POST /settings/roles/{id} says anew what a custom role is called and grants: name, keys, version.
func changeRole(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	edit := roleEdit(r)
	return didRole(w, r, org, roleURL(r, roleID(r))+"?saved=role", org.ChangeRole(r.Context(), roleID(r), edit), &edit)
}

// POST /settings/roles/{id}/delete
func deleteRole(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return didRole(w, r, org, r.Path(roles)+"?saved=norole", org.DeleteRole(r.Context(), roleID(r)), nil)
}

// didRole answers a change of a role: by going on, or with its page and what is wrong. What was
// typed stays, unless another hand was faster: then it is shown how the role stands now.
func didRole(w http.ResponseWriter, r *web.Request, org *store.Org, next string, err error, typed *store.RoleEdit) error {
	switch {
	case clinic.KindOf(err) == clinic.Conflict:
		return renderRole(w, r, org, http.StatusConflict, nil, err)
	case web.IsForm(err):
		return renderRole(w, r, org, web.StatusOf(err), typed, err)
	case err != nil:
		return err
	}
	r.Redirect(w, next)
	return nil
}

func renderRole(w http.ResponseWriter, r *web.Request, org *store.Org, code int, typed *store.RoleEdit, cause error) error {
	role, err := org.Role(r.Context(), roleID(r))
	if err != nil {
		return err
	}
	view := roleView{Name: label.RoleNames(r, role.RoleName), Summary: r.SummaryOf(cause), Copy: copyURL(r, role.ID), Org: org.ID(),
		Invited: role.Invited}
	if cause == nil {
		view.Notice = savedNotice(r)
	}
	for _, m := range role.Members {
		who := ui.Fact{Value: m.Name}
		if org.Rights().May(clinic.ManageUsers) {
			who.URL = personURL(r, m.ID)
		}
		view.Members = append(view.Members, who)
	}
	switch {
	case role.System:
		view.Badge, view.About = &ui.Badge{Variant: "outline", Icon: "shield-check", Text: r.T("in every practice")}, aboutRole(r, role)
		view.Fixed = r.T("Every practice has this role, and it cannot be changed. Copy it to make one of your own.")
	case !org.Rights().MayGrant(role.Rights):
		view.Fixed = r.T("This role may do more than you. Ask an administrator.")
	default:
		shown := store.RoleEdit{RoleDraft: clinic.RoleDraft{Name: role.Name, Rights: role.Rights}}
		if typed != nil {
			shown = *typed
		}
		shown.Version = role.Version
		form := newRoleForm(r, org, shown, cause)
		form.Action, form.Button, form.Version = roleURL(r, role.ID), r.T("Save role"), role.Version
		view.Form = &form
		if view.Stays = role.InUse(); !view.Stays {
			view.Delete = roleURL(r, role.ID) + "/delete"
		}
	}
	if view.Form == nil {
		view.May = sentences(r, role.Rights)
	}
	return rolePage.Render(w, r.Views, code, r.Frame(r.T("Role"), roles), view)
}

// GET /settings/roles/new?from= is the form of a new role, with what another one may do.
func newRole(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	edit, view := store.RoleEdit{Once: store.NewID()}, newRoleView{}
	if from := r.URL.Query().Get("from"); from != "" {
		all, err := org.Roles(r.Context())
		if err != nil {
			return err
		}
		edit.Rights = clinic.Rights{}
		for _, role := range all {
			if role.ID != clinic.RoleID(from) {
				continue
			}
			left := false
			for key, scope := range role.Rights {
				if org.Rights().MayGrant(clinic.Rights{key: scope}) {
					edit.Rights[key] = scope
				} else {
					left = true
				}
			}
			text := r.T("This begins with what %s may do.", label.RoleNames(r, role.RoleName))
			if left {
				text += " " + r.T("What you may not do yourself is left out.")
			}
			view.Notice = &ui.Notice{Kind: "info", Text: text}
		}
	}
	view.Form = newRoleForm(r, org, edit, nil)
	return view.show(w, r, http.StatusOK)
}

// POST /settings/roles makes a role: name, keys, once.
func addRole(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	edit := roleEdit(r)
	key := edit.Once
	edit.Once = web.Once(key, []any{edit.Name, edit.Rights})
	id, err := org.AddRole(r.Context(), edit)
	if web.IsForm(err) {
		edit.Once = key
		return newRoleView{Summary: r.SummaryOf(err), Form: newRoleForm(r, org, edit, err)}.show(w, r, web.StatusOf(err))
	}
	if err != nil {
		return err
	}
	r.Redirect(w, roleURL(r, id)+"?saved=newrole")
	return nil
}

func (v newRoleView) show(w http.ResponseWriter, r *web.Request, code int) error {
	v.Form.Action, v.Form.Button = r.Path(roles), r.T("Make role")
	return newRolePage.Render(w, r.Views, code, r.Frame(r.T("New role"), roles), v)
}
