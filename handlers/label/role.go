package label

import (
	"strings"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
	"televisit/web/i18n"
)

// roleNames are what the system roles are called.
var roleNames = map[clinic.RoleID]string{clinic.OrgAdmin: "Administrator", clinic.Manager: "Manager", clinic.Provider: "Provider",
	clinic.Staff: "Front desk", clinic.Biller: "Biller", clinic.Readonly: "Read only"}

// RoleNames names roles for people: those of the system in the reader's language, others as the
// practice calls them.
func RoleNames(r *web.Request, roles ...store.RoleName) string {
	var names []string
	for _, role := range roles {
		if name, known := roleNames[role.ID]; known && role.System {
			names = append(names, r.T(name))
		} else {
			names = append(names, i18n.Isolated(role.Name))
		}
	}
	if len(names) == 0 {
		return r.T("no role")
	}
	return strings.Join(names, ", ")
}

// SystemRoleNames returns what the system roles are called, in all languages of the pages.
func SystemRoleNames(r *web.Request) (all []string) {
	for _, c := range r.Languages() {
		for _, name := range roleNames {
			all = append(all, c.T(name))
		}
	}
	return all
}
