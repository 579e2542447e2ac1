package admin

import (
	"slices"
	"strconv"
	"strings"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// roleForm asks what a role is called and may do.
type roleForm struct {
	Action, Button string
	Org            clinic.OrgID
	Once           string // of a new one
	Version        int64  // of one that there is, else 0
	Name           ui.Field
	Groups         []ui.Choice
}

// ownSuffix marks a key that is granted for one's own alone.
const ownSuffix = ":own"

// newRoleForm returns the form as e fills it. It offers what its reader may grant.
func newRoleForm(r *web.Request, org *store.Org, e store.RoleEdit, cause error) roleForm {
	f := roleForm{Org: org.ID(), Once: e.Once, Name: ui.Field{Name: "name", Label: r.T("Name of the role"), Type: "text", Value: e.Name,
		Autocomplete: "off", Required: true, Error: r.MessageFor(cause, "name"), Autofocus: e.Version == 0 && cause == nil}}
	may := func(key clinic.Permission, scope clinic.Scope) bool {
		return org.Rights().MayGrant(clinic.Rights{key: scope})
	}
	for i, g := range label.KeyGroups(r) {
		c := ui.Choice{Name: fieldOf(i), Label: g.Text}
		if i == 0 {
			c.Error = r.MessageFor(cause, "keys")
		}
		for _, k := range g.Keys {
			if k.Own != "" && may(k.Key, clinic.Own) {
				c.Options = append(c.Options, ui.Option{Value: string(k.Key) + ownSuffix, Text: k.Own, Selected: e.Rights[k.Key] == clinic.Own})
			}
			if may(k.Key, clinic.All) {
				c.Options = append(c.Options, ui.Option{Value: string(k.Key), Text: k.All, Selected: e.Rights[k.Key] == clinic.All})
			}
		}
		if len(c.Options) > 0 {
			f.Groups = append(f.Groups, c)
		}
	}
	return f
}

// fieldOf returns the name of the field of a group of keys.
func fieldOf(group int) string {
	if group == 0 {
		return "keys"
	}
	return "keys" + strconv.Itoa(group+1)
}

// roleEdit returns the role that a form asks for. Who grants a key for all grants it for one's own.
func roleEdit(r *web.Request) store.RoleEdit {
	e := store.RoleEdit{RoleDraft: clinic.RoleDraft{Name: r.PostFormValue("name"), Rights: clinic.Rights{}},
		Once: r.PostFormValue(web.OnceField), Taken: label.SystemRoleNames(r)}
	e.Version, _ = strconv.ParseInt(r.PostFormValue("version"), 10, 64) // none is no version
	for i := range label.KeyGroups(r) {
		for _, value := range r.PostForm[fieldOf(i)] {
			key, own := strings.CutSuffix(value, ownSuffix)
			scope := clinic.All
			if own {
				scope = clinic.Own
			}
			e.Rights.Add(clinic.Rights{clinic.Permission(key): scope})
		}
	}
	return e
}

// rolesChoice offers the roles of the org, with those that are granted.
func rolesChoice(r *web.Request, all store.Roles, granted []clinic.RoleID, cause error) ui.Choice {
	c := ui.Choice{Name: "roles", Label: r.T("Roles"), Required: true, Error: r.MessageFor(cause, "roles")}
	for _, role := range all {
		c.Options = append(c.Options, ui.Option{Value: string(role.ID), Text: label.RoleNames(r, role.RoleName), Hint: aboutRole(r, role),
			Selected: slices.Contains(granted, role.ID)})
	}
	return c
}
