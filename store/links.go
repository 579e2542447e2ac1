package store

import (
	"context"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// linkLasts is how long a one-time link into a practice or to a password can be used.
const linkLasts = 72 * time.Hour

// A LinkKind is what a one-time link is for.
type LinkKind string

// The kinds of links.
const (
	LinkToJoin     LinkKind = "join"     // leads into a practice
	LinkToPassword LinkKind = "password" // lets its reader choose a new one
)

// An Invite is a one-time link into the org that is still open.
type Invite struct {
	ID      string
	Email   string
	Roles   []clinic.RoleID
	Expires time.Time
}

// Invites returns the open links into the org, the latest first.
func (o *Org) Invites(ctx context.Context) (all []Invite, err error) {
	err = o.read(ctx, clinic.ManageUsers, func(c scope) error {
		all, err = c.invites(ctx)
		return err
	})
	return all, err
}

func (c scope) invites(ctx context.Context) ([]Invite, error) {
	return list(ctx, c, func(r db.Row) (v Invite, err error) {
		var roles string
		err = r.Scan(&v.ID, &v.Email, &roles, (*instant)(&v.Expires))
		v.Roles = rolesOf(roles)
		return v, err
	}, `SELECT id, email, roles, expires_at FROM pf_links WHERE org_id = $1 AND kind = 'join' AND used_at IS NULL AND withdrawn_at IS NULL
		AND expires_at > $2 ORDER BY created_at DESC, id`, c.now.UnixMilli())
}

// Invite makes a link by which the person with that email address becomes a member, and
// returns its token, which is shown once. A link that they had before is withdrawn. It
// returns Invalid for an address of a member, and for roles as SetRoles does.
func (o *Org) Invite(ctx context.Context, email string, roles []clinic.RoleID) (token string, err error) {
	email = foldEmail(email)
	if problems := (NewMember{Name: "x", Email: email, Roles: []clinic.RoleID{"x"}}).problems(); len(problems) > 0 {
		return "", problems.Err()
	}
	what := &change{action: "user.invite", entity: "user", detail: map[string]any{"email": email, "roles": roles}}
	err = o.write(ctx, clinic.ManageUsers, what, func(c scope) error {
		if err := o.checkGrant(ctx, c, roles); err != nil {
			return err
		}
		n, err := one(ctx, c, db.Int, `SELECT count(*) FROM pf_memberships m JOIN pf_users u ON u.id = m.user_id
			WHERE m.org_id = $1 AND u.email = $2`, email)
		if err != nil {
			return err
		}
		if n > 0 {
			return clinic.FieldErrorf("email", "This person is a member already.")
		}
		token, what.id, err = c.makeLink(ctx, LinkToJoin, email, joined(roles), o.a.user)
		return err
	})
	return token, err
}

// makeLink makes a one-time link for that email address and withdraws those before it.
func (c scope) makeLink(ctx context.Context, kind LinkKind, email, roles string, by clinic.UserID) (token, id string, err error) {
	if _, err = c.exec(ctx, `UPDATE pf_links SET withdrawn_at = $4 WHERE org_id = $1 AND kind = $2 AND email = $3
		AND used_at IS NULL AND withdrawn_at IS NULL`, kind, email, c.now.UnixMilli()); err != nil {
		return "", "", err
	}
	token, id = newToken(), NewID()
	_, err = c.exec(ctx, `INSERT INTO pf_links (org_id, id, kind, token_hash, email, roles, made_by, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, id, kind, hashToken(token), email, roles, by, c.now.UnixMilli(),
		c.now.Add(linkLasts).UnixMilli())
	return token, id, err
}

// WithdrawInvite voids an open link into the org. It returns NotFound for any other.
func (o *Org) WithdrawInvite(ctx context.Context, id string) error {
	what := &change{action: "user.uninvite", entity: "user", id: id}
	return o.write(ctx, clinic.ManageUsers, what, func(c scope) error {
		email, err := one(ctx, c, db.Text, `UPDATE pf_links SET withdrawn_at = $3 WHERE org_id = $1 AND id = $2 AND kind = 'join'
			AND used_at IS NULL AND withdrawn_at IS NULL RETURNING email`, id, c.now.UnixMilli())
		if clinic.KindOf(err) == clinic.NotFound {
			err = clinic.Errorf(clinic.NotFound, "There is no such invitation.")
		}
		what.detail = map[string]any{"email": email}
		return err
	})
}

// PasswordLink makes a link by which a member chooses a new password, and returns its
// token, which is shown once. It returns NotFound for who is no member, and Invalid for
// who may do more than the actor, and for who is a member elsewhere too: their account is not
// this practice's to give away.
func (o *Org) PasswordLink(ctx context.Context, id clinic.UserID) (token string, err error) {
	what := &change{action: "user.password_link", entity: "user", id: string(id)}
	err = o.write(ctx, clinic.ManageUsers, what, func(c scope) error {
		p, err := c.member(ctx, id)
		if err != nil {
			return err
		}
		if err := o.checkOver(ctx, c, p); err != nil {
			return err
		}
		elsewhere, err := c.isElsewhere(ctx, id)
		if err != nil {
			return err
		}
		if elsewhere {
			return clinic.Errorf(clinic.Invalid, "This person’s password can only be reset by themselves or on the server.")
		}
		token, _, err = c.makeLink(ctx, LinkToPassword, p.Email, "", o.a.user)
		return err
	})
	return token, err
}

// isElsewhere reports whether somebody is a member of another org too: their account is
// not this one's to give away.
func (c scope) isElsewhere(ctx context.Context, id clinic.UserID) (elsewhere bool, err error) {
	err = c.unscoped(ctx, func() error {
		n, err := one(ctx, c, db.Int, `SELECT count(*) FROM pf_memberships WHERE user_id = $2 AND org_id <> $1`, id)
		elsewhere = n > 0
		return err
	})
	return elsewhere, err
}
