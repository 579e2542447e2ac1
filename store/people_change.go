package store

import (
	"context"
	"slices"

	"televisit/clinic"
	"televisit/store/db"
)

// SetRoles gives a member the roles, and no others. It returns NotFound for who is no
// member, and Invalid for who may do more than the actor, for roles that the actor may not
// grant, or when nobody would be left to administer the practice.
func (o *Org) SetRoles(ctx context.Context, id clinic.UserID, roles []clinic.RoleID) error {
	what := &change{action: "user.roles", entity: "user", id: string(id)}
	return o.write(ctx, clinic.ManageUsers, what, func(c scope) error {
		p, err := c.member(ctx, id)
		if err != nil {
			return err
		}
		if err := o.checkOver(ctx, c, p); err != nil {
			return err
		}
		if err := o.checkGrant(ctx, c, roles); err != nil {
			return err
		}
		what.detail = map[string]any{"from": p.Roles, "to": roles}
		if err := c.putRoles(ctx, id, roles); err != nil {
			return err
		}
		return c.stillAdministered(ctx)
	})
}

// member returns somebody who is a member, and NotFound for anybody else.
func (c scope) member(ctx context.Context, id clinic.UserID) (Person, error) {
	p, err := c.person(ctx, id)
	if err == nil && !p.Left.IsZero() {
		err = clinic.Errorf(clinic.NotFound, "This person is no member any more.")
	}
	return p, err
}

func (c scope) putRoles(ctx context.Context, id clinic.UserID, roles []clinic.RoleID) error {
	_, err := c.exec(ctx, `DELETE FROM pf_membership_roles WHERE org_id = $1 AND user_id = $2`, id)
	for _, role := range roles {
		if err == nil {
			_, err = c.exec(ctx, `INSERT INTO pf_membership_roles (org_id, user_id, role_id) VALUES ($1, $2, $3)
				ON CONFLICT DO NOTHING`, id, role)
		}
	}
	return err
}

// stillAdministered returns Invalid when no member is an administrator.
func (c scope) stillAdministered(ctx context.Context) error {
	n, err := one(ctx, c, db.Int, `SELECT count(*) FROM pf_membership_roles m JOIN pf_users u ON u.id = m.user_id
		WHERE m.org_id = $1 AND m.role_id = 'org_admin' AND u.disabled_at IS NULL`)
	if err == nil && n == 0 {
		err = clinic.FieldErrorf("roles", "This is the last administrator. Make somebody else one first.")
	}
	return err
}

// Deactivate ends the membership of a person and their logins in the org at once. Their
// appointments stay. It returns NotFound and Invalid as SetRoles does.
func (o *Org) Deactivate(ctx context.Context, id clinic.UserID) error {
	what := &change{action: "user.deactivate", entity: "user", id: string(id)}
	return o.write(ctx, clinic.ManageUsers, what, func(c scope) error {
		p, err := c.member(ctx, id)
		if err != nil {
			return err
		}
		if err := o.checkOver(ctx, c, p); err != nil {
			return err
		}
		what.detail = map[string]any{"roles": p.Roles}
		for _, query := range []string{`DELETE FROM pf_logins WHERE org_id = $1 AND user_id = $2`,
			`DELETE FROM pf_membership_roles WHERE org_id = $1 AND user_id = $2`,
			`DELETE FROM pf_memberships WHERE org_id = $1 AND user_id = $2`} {
			if _, err := c.exec(ctx, query, id); err != nil {
				return err
			}
		}
		_, err = c.exec(ctx, `INSERT INTO pf_former_members (org_id, user_id, roles, left_at) VALUES ($1, $2, $3, $4)`,
			id, joined(p.Roles), c.now.UnixMilli())
		if err != nil {
			return err
		}
		return c.stillAdministered(ctx)
	})
}

// Reactivate makes who left a member again, with the roles that they had. It returns
// NotFound for who did not leave, and Invalid when those roles are gone or the actor may not grant them.
func (o *Org) Reactivate(ctx context.Context, id clinic.UserID) error {
	what := &change{action: "user.reactivate", entity: "user", id: string(id)}
	return o.write(ctx, clinic.ManageUsers, what, func(c scope) error {
		p, err := c.person(ctx, id)
		if err != nil {
			return err
		}
		if p.Left.IsZero() {
			return clinic.Errorf(clinic.Conflict, "This person is a member already.")
		}
		known, err := c.roles(ctx)
		if err != nil {
			return err
		}
		if p.Roles = slices.DeleteFunc(p.Roles, func(id clinic.RoleID) bool { return known.index(id) < 0 }); len(p.Roles) == 0 {
			return clinic.FieldErrorf("roles", "The roles that they had are gone. Invite them again, with others.")
		}
		if err := o.checkGrant(ctx, c, p.Roles); err != nil {
			return err
		}
		what.detail = map[string]any{"roles": p.Roles}
		if _, err := c.exec(ctx, `DELETE FROM pf_former_members WHERE org_id = $1 AND user_id = $2`, id); err != nil {
			return err
		}
		_, err = c.exec(ctx, `INSERT INTO pf_memberships (org_id, user_id, created_at) VALUES ($1, $2, $3)`, id, c.now.UnixMilli())
		if err != nil {
			return err
		}
		return c.putRoles(ctx, id, p.Roles)
	})
}

// HandOver gives the coming appointments of a person to another provider, but for those
// at whose time that one is busy. It returns how many were handed over and how many
// stayed, NotFound for a person whom the org never had, and Invalid when to is no provider.
func (o *Org) HandOver(ctx context.Context, from, to clinic.UserID) (handed, stayed int, err error) {
	what := &change{action: "user.handover", entity: "user", id: string(from), detail: map[string]any{"to": to}}
	err = o.write(ctx, clinic.ManageUsers, what, func(c scope) error {
		handed, stayed = 0, 0 // the change may be made again from the start
		if _, err := c.person(ctx, from); err != nil {
			return err
		}
		if err := c.isProvider(ctx, to); err != nil {
			return err
		}
		all, err := list(ctx, c, scanAppointment, appointmentSelect+`
			WHERE a.org_id = $1 AND a.provider_id = $2 AND a.status = 'booked' AND a.starts_at > $3 ORDER BY a.starts_at, a.id`,
			from, c.now.UnixMilli())
		if err != nil {
			return err
		}
		for _, a := range all {
			ok, err := o.handOver(ctx, c, what, a, to)
			if err != nil {
				return err
			}
			if ok {
				handed++
			} else {
				stayed++
			}
		}
		return nil
	})
	return handed, stayed, err
}

// handOver gives one appointment to another provider, and reports whether it could.
func (o *Org) handOver(ctx context.Context, c scope, what *change, old clinic.Appointment, to clinic.UserID) (bool, error) {
	b := old.Booking()
	b.ProviderID = to
	if _, busy, err := c.clash(ctx, true, "provider_id", to, b, old.ID); busy || err != nil {
		return false, err
	}
	if old.SessionID != "" && old.SessionAt != clinic.Scheduled {
		return false, nil
	}
	changed := old.With(b)
	if err := updateRow(ctx, c, AppointmentTable, &changed, old.ID, old.Version); err != nil {
		return false, err
	}
	what.followUps = append(what.followUps, &change{action: "appointment.change", entity: "appointment", id: string(old.ID)})
	if old.SessionID == "" {
		return true, nil
	}
	return true, o.sessionFollows(ctx, c, what, old, b, clinic.Platform{})
}
