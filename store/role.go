package store

import (
	"context"
	"slices"

	"televisit/clinic"
	"televisit/store/db"
)

// A RoleName is a role as one names it: a system role by its id, a custom one as the org called it.
type RoleName struct {
	ID     clinic.RoleID
	Name   string
	System bool
}

// A Role is one that the org has, with what it grants and to whom.
type Role struct {
	RoleName
	Rights  clinic.Rights
	Version int64
	Members []Member // who has it, by name
	Invited []string // the email addresses of open invitations that grant it
}

// Roles are those of an org.
type Roles []Role

// InUse reports whether somebody has the role, or will.
func (r Role) InUse() bool { return len(r.Members)+len(r.Invited) > 0 }

// toSeeRoles is the permission of who makes roles, or gives them to people.
func (o *Org) toSeeRoles() clinic.Permission {
	if o.a.rights.May(clinic.ManageUsers) {
		return clinic.ManageUsers
	}
	return clinic.ManageRoles
}

// Roles returns the roles of the org, the system's first, in their order.
func (o *Org) Roles(ctx context.Context) (all Roles, err error) {
	err = o.read(ctx, o.toSeeRoles(), func(c scope) error {
		all, err = c.roles(ctx)
		if err == nil {
			err = c.whoHas(ctx, all)
		}
		return err
	})
	return all, err
}

// Role returns one of Roles, and NotFound for any other id.
func (o *Org) Role(ctx context.Context, id clinic.RoleID) (role Role, err error) {
	all, err := o.Roles(ctx)
	if err != nil {
		return role, err
	}
	i := all.index(id)
	if i < 0 {
		return role, clinic.Errorf(clinic.NotFound, "There is no such role.")
	}
	return all[i], nil
}

// roles returns the roles of the org with what they grant.
func (c scope) roles(ctx context.Context) (Roles, error) {
	rows, err := list(ctx, c, func(r db.Row) (v Role, err error) {
		return v, r.Scan(&v.ID, &v.Name, &v.System, &v.Version)
	}, `SELECT id, name, system, version FROM pf_roles WHERE org_id = $1 ORDER BY name, id`)
	if err != nil {
		return nil, err
	}
	all := Roles(rows)
	place := func(r Role) int {
		if !r.System {
			return len(clinic.SystemRoles)
		}
		return slices.Index(clinic.SystemRoles, r.ID)
	}
	slices.SortStableFunc(all, func(a, b Role) int { return place(a) - place(b) })
	for i := range all {
		if all[i].Rights = clinic.RightsOf(all[i].ID); !all[i].System {
			all[i].Rights = clinic.Rights{}
		}
	}
	_, err = list(ctx, c, func(r db.Row) (struct{}, error) {
		var id clinic.RoleID
		var p clinic.Permission
		var own bool
		err := r.Scan(&id, &p, &own)
		if i := all.index(id); i >= 0 && p.Known() {
			all[i].Rights[p] = clinic.All
			if own {
				all[i].Rights[p] = clinic.Own
			}
		}
		return struct{}{}, err
	}, `SELECT role_id, permission, own FROM pf_role_permissions WHERE org_id = $1`)
	return all, err
}

// whoHas adds to all who has them.
func (c scope) whoHas(ctx context.Context, all Roles) error {
	_, err := list(ctx, c, func(r db.Row) (struct{}, error) {
		var id clinic.RoleID
		var m Member
		err := r.Scan(&id, &m.ID, &m.Name)
		if i := all.index(id); i >= 0 {
			all[i].Members = append(all[i].Members, m)
		}
		return struct{}{}, err
	}, `SELECT m.role_id, u.id, u.name FROM pf_membership_roles m JOIN pf_users u ON u.id = m.user_id
		WHERE m.org_id = $1 ORDER BY u.name, u.id`)
	if err != nil {
		return err
	}
	invites, err := c.invites(ctx)
	for _, invite := range invites {
		for _, id := range invite.Roles {
			if i := all.index(id); i >= 0 {
				all[i].Invited = append(all[i].Invited, invite.Email)
			}
		}
	}
	return err
}

// Named returns how the roles of those ids are called, in the order of all. An id that is none of
// theirs is left out: that role is gone.
func (all Roles) Named(ids []clinic.RoleID) (names []RoleName) {
	for _, r := range all {
		if slices.Contains(ids, r.ID) {
			names = append(names, r.RoleName)
		}
	}
	return names
}

// index returns where the role of that id is, -1 for nowhere.
func (all Roles) index(id clinic.RoleID) int {
	return slices.IndexFunc(all, func(r Role) bool { return r.ID == id })
}

// checkGrant returns Invalid, naming roles, when there are none, one that the org does
// not have, or one that grants what the actor may not.
func (o *Org) checkGrant(ctx context.Context, c scope, roles []clinic.RoleID) error {
	if len(roles) == 0 {
		return clinic.FieldErrorf("roles", "Choose at least one role.")
	}
	known, err := c.roles(ctx)
	if err != nil {
		return err
	}
	for _, id := range roles {
		i := known.index(id)
		if i < 0 {
			return clinic.FieldErrorf("roles", "Choose roles from the list.")
		}
		if !o.a.rights.MayGrant(known[i].Rights) {
			return clinic.FieldErrorf("roles", "You may not grant a role that may do more than you.")
		}
	}
	return nil
}

// checkOver returns Invalid when a person may do more than the actor: then their roles and their
// password are not the actor's to change.
func (o *Org) checkOver(ctx context.Context, c scope, p Person) error {
	known, err := c.roles(ctx)
	if err != nil {
		return err
	}
	for _, r := range known {
		if slices.Contains(p.Roles, r.ID) && !o.a.rights.MayGrant(r.Rights) {
			return clinic.FieldErrorf("roles", "This person may do more than you. Ask an administrator.")
		}
	}
	return nil
}
