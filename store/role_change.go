package store

import (
	"context"
	"slices"
	"strings"

	"televisit/clinic"
	"televisit/store/db"
)

// A RoleEdit is a custom role as somebody wants it to be.
type RoleEdit struct {
	clinic.RoleDraft
	Taken   []string // what else no role may be called: the names of the system roles in all languages
	Once    string   // of a new one: the one-time key of its form
	Version int64    // of one that there is: at which it was seen
}

// AddRole makes a custom role. It returns Invalid, naming each field that cannot be saved, also for
// what the actor may not grant. Sent once more, the same form returns what the first made.
func (o *Org) AddRole(ctx context.Context, e RoleEdit) (id clinic.RoleID, err error) {
	what := roleAdded("", e.RoleDraft)
	err = o.write(ctx, clinic.ManageRoles, what, func(c scope) error {
		made, err := one(ctx, c, db.Text, `SELECT id FROM pf_roles WHERE org_id = $1 AND once = $2 AND once <> ''`, e.Once)
		if err == nil {
			id = clinic.RoleID(made)
			return errMade
		}
		if clinic.KindOf(err) != clinic.NotFound {
			return err
		}
		if err := o.checkEdit(ctx, c, "", &e); err != nil {
			return err
		}
		id = clinic.RoleID(NewID())
		*what = *roleAdded(id, e.RoleDraft)
		return c.addRole(ctx, id, e)
	})
	return id, unlessMade(err)
}

// roleAdded is how the audit trail records a new role.
func roleAdded(id clinic.RoleID, d clinic.RoleDraft) *change {
	return &change{action: "role.add", entity: "role", id: string(id), detail: map[string]any{"name": d.Name, "keys": keysText(d.Rights)}}
}

func (c scope) addRole(ctx context.Context, id clinic.RoleID, e RoleEdit) error {
	if _, err := c.exec(ctx, `INSERT INTO pf_roles (org_id, id, name, system, once) VALUES ($1, $2, $3, false, $4)`, id, e.Name,
		e.Once); err != nil {
		return err
	}
	return c.putKeys(ctx, id, e.Rights)
}

// ChangeRole renames a custom role and says anew what it grants, to all who have it. It returns
// NotFound, Conflict when another hand was faster, and Invalid as AddRole does, also for a role that
// may do more than the actor or is the system's.
func (o *Org) ChangeRole(ctx context.Context, id clinic.RoleID, e RoleEdit) error {
	what := &change{action: "role.change", entity: "role", id: string(id), detail: map[string]any{}}
	return o.write(ctx, clinic.ManageRoles, what, func(c scope) error {
		old, err := o.ownRole(ctx, c, id)
		if err != nil {
			return err
		}
		if err := o.checkEdit(ctx, c, id, &e); err != nil {
			return err
		}
		what.detail["name"], what.detail["keys"] = []string{old.Name, e.Name}, []string{keysText(old.Rights), keysText(e.Rights)}
		n, err := c.exec(ctx, `UPDATE pf_roles SET name = $3, version = version + 1 WHERE org_id = $1 AND id = $2 AND version = $4`, id,
			e.Name, e.Version)
		if err == nil && n == 0 {
			err = errFaster
		}
		if err == nil {
			_, err = c.exec(ctx, `DELETE FROM pf_role_permissions WHERE org_id = $1 AND role_id = $2`, id)
		}
		if err != nil {
			return err
		}
		return c.putKeys(ctx, id, e.Rights)
	})
}

// DeleteRole ends a custom role that nobody has. It returns NotFound, and Invalid while somebody has
// it or is invited with it, for a role of the system, and for one that may do more than the actor.
func (o *Org) DeleteRole(ctx context.Context, id clinic.RoleID) error {
	what := &change{action: "role.delete", entity: "role", id: string(id), detail: map[string]any{}}
	return o.write(ctx, clinic.ManageRoles, what, func(c scope) error {
		old, err := o.ownRole(ctx, c, id)
		if err != nil {
			return err
		}
		if old.InUse() {
			return clinic.Errorf(clinic.Invalid, "This role is in use and stays. Give who has it another one first.")
		}
		what.detail["name"], what.detail["keys"] = old.Name, keysText(old.Rights)
		if _, err := c.exec(ctx, `DELETE FROM pf_role_permissions WHERE org_id = $1 AND role_id = $2`, id); err != nil {
			return err
		}
		_, err = c.exec(ctx, `DELETE FROM pf_roles WHERE org_id = $1 AND id = $2`, id)
		return err
	})
}

// ownRole returns a custom role of the org that the actor may change.
func (o *Org) ownRole(ctx context.Context, c scope, id clinic.RoleID) (role Role, err error) {
	all, err := c.roles(ctx)
	if err == nil {
		err = c.whoHas(ctx, all)
	}
	if err != nil {
		return role, err
	}
	i := all.index(id)
	switch {
	case i < 0:
		return role, clinic.Errorf(clinic.NotFound, "There is no such role.")
	case all[i].System:
		return role, clinic.Errorf(clinic.Invalid, "Every practice has this role, and it cannot be changed. Copy it to make one of your own.")
	case !o.a.rights.MayGrant(all[i].Rights):
		return role, clinic.Errorf(clinic.Invalid, "This role may do more than you. Ask an administrator.")
	}
	return all[i], nil
}

// checkEdit cleans e and returns Invalid, naming each field, when the role of that id, "" for a new
// one, cannot be so.
func (o *Org) checkEdit(ctx context.Context, c scope, id clinic.RoleID, e *RoleEdit) error {
	e.Name = strings.Join(strings.Fields(e.Name), " ")
	p := clinic.Problems(clinic.FieldsOf(e.Check()))
	if !o.a.rights.MayGrant(e.Rights) {
		p.Add("keys", "You may not grant what you may not do yourself.")
	}
	all, err := c.roles(ctx)
	if err != nil {
		return err
	}
	called := func(name string) bool { return fold(name) == fold(e.Name) }
	isSystem := func(id clinic.RoleID) bool { return called(string(id)) }
	switch {
	case slices.ContainsFunc(e.Taken, called) || slices.ContainsFunc(clinic.SystemRoles, isSystem):
		p.Add("name", "A role that every practice has is called so. Choose another name.")
	case slices.ContainsFunc(all, func(r Role) bool { return r.ID != id && called(r.Name) }):
		p.Add("name", "There is a role of that name. Choose another one.")
	}
	return p.Err()
}

func (c scope) putKeys(ctx context.Context, id clinic.RoleID, rights clinic.Rights) error {
	for p, s := range rights {
		if _, err := c.exec(ctx, `INSERT INTO pf_role_permissions (org_id, role_id, permission, own) VALUES ($1, $2, $3, $4)`, id, p,
			s == clinic.Own); err != nil {
			return err
		}
	}
	return nil
}

// keysText is what rights grant, for the audit trail.
func keysText(rights clinic.Rights) string {
	var all []string
	for p, s := range rights {
		text := string(p)
		if s == clinic.Own {
			text += " (own)"
		}
		all = append(all, text)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}
