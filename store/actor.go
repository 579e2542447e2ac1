package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"

	"televisit/clinic"
	"televisit/store/db"
)

// actor returns user as a member of org, with what all their roles grant.
func actor(ctx context.Context, q db.Querier, org clinic.OrgID, user clinic.UserID, name string) (Actor, error) {
	a := Actor{org: org, user: user, name: name, rights: clinic.Rights{}}
	err := db.Each(ctx, q, a.addGrant, `
		SELECT o.name, r.id, r.system, p.permission, p.own
		FROM pf_organizations o
		JOIN pf_membership_roles m ON m.org_id = o.org_id AND m.user_id = $2
		JOIN pf_roles r ON r.org_id = m.org_id AND r.id = m.role_id
		LEFT JOIN pf_role_permissions p ON p.org_id = r.org_id AND p.role_id = r.id
		WHERE o.org_id = $1`, org, user)
	if err != nil {
		return Actor{}, err
	}
	a.settings, err = settings(ctx, q, org)
	a.class = classOf(a)
	a.settings = a.settings.Resolved()
	return a, err
}

// addGrant adds what one row of a member's roles grants.
func (a *Actor) addGrant(r db.Row) error {
	var role clinic.RoleID
	var system bool
	var permission sql.NullString
	var own sql.NullBool
	if err := r.Scan(&a.orgName, &role, &system, &permission, &own); err != nil {
		return err
	}
	a.rights.Add(grants(role, system, permission, own))
	return nil
}

// classOf tells members of one org apart by what they may do there, and by who
// they are where that depends on it.
func classOf(a Actor) string {
	who := clinic.UserID("")
	if a.rights.May(clinic.CreateAppointments) && a.rights[clinic.EditSessions] != clinic.All {
		who = a.user // who books may cancel what they booked
	}
	for _, scope := range a.rights {
		if scope == clinic.Own {
			who = a.user
		}
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %v %v", a.org, who, a.rights, a.settings)) // maps print sorted
	return string(sum[:])
}

// grants returns what one row of a member's roles adds. A system role's
// permissions are the program's; those of a custom one are rows.
func grants(role clinic.RoleID, system bool, permission sql.NullString, own sql.NullBool) clinic.Rights {
	if system {
		return clinic.RightsOf(role)
	}
	scope := clinic.All
	if own.Bool {
		scope = clinic.Own
	}
	if !permission.Valid {
		return nil
	}
	return clinic.Rights{clinic.Permission(permission.String): scope}
}
