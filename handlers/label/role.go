package label

import (
	"strings"

	"televisit/web"
)

// roleNames are what the system roles are called.
var roleNames = map[string]string{"org_admin": "Administrator", "manager": "Manager", "provider": "Provider", "staff": "Front desk",
	"biller": "Biller", "readonly": "Read only"}

// RoleName names a role for people. A custom one has its name.
func RoleName(r *web.Request, role string) string {
	if name, ok := roleNames[role]; ok {
		return r.T(name)
	}
	return role
}

// RoleNames names roles for people.
func RoleNames(r *web.Request, roles []string) string {
	var names []string
	for _, role := range roles {
		names = append(names, RoleName(r, role))
	}
	if len(names) == 0 {
		return r.T("no role")
	}
	return strings.Join(names, ", ")
}
