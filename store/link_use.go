package store

import (
	"context"
	"database/sql"
	"errors"

	"televisit/clinic"
	"televisit/store/db"
)

// A Link is what a one-time link is for.
type Link struct {
	Org     OrgName
	Email   string
	Roles   []RoleName
	HasUser bool // somebody of that email address can sign in already
}

// UnscopedLink returns whom a link of that kind is for, Gone when it was used, withdrawn
// or has expired, and NotFound for a token of no such link.
func (s *Store) UnscopedLink(ctx context.Context, kind LinkKind, token string) (l Link, err error) {
	var roles string
	var expires int64
	var used, withdrawn sql.NullInt64
	_, err = db.One(ctx, s.db, db.Into(&l.Org.ID, &l.Org.Name, &l.Email, &roles, &expires, &used, &withdrawn, &l.HasUser), `
		SELECT k.org_id, o.name, k.email, k.roles, k.expires_at, k.used_at, k.withdrawn_at,
			EXISTS (SELECT 1 FROM pf_users u WHERE u.email = k.email)
		FROM pf_links k JOIN pf_organizations o ON o.org_id = k.org_id
		WHERE k.token_hash = $1 AND k.kind = $2`, hashToken(token), kind)
	if err == nil {
		l.Roles, err = s.roleNames(ctx, l.Org.ID, rolesOf(roles))
	}
	switch {
	case errors.Is(err, db.ErrNone):
		return l, clinic.Errorf(clinic.NotFound, "There is no such link. Ask who sent it for a new one.")
	case err != nil:
		return l, err
	case used.Valid:
		return l, clinic.Errorf(clinic.Gone, "This link was used. Sign in to go on.")
	case withdrawn.Valid || expires <= s.now().UnixMilli():
		return l, clinic.Errorf(clinic.Gone, "This link is no longer valid. Ask who sent it for a new one.")
	}
	return l, nil
}

// roleNames returns how the roles of those ids are called in an org.
func (s *Store) roleNames(ctx context.Context, org clinic.OrgID, ids []clinic.RoleID) (names []RoleName, err error) {
	err = s.db.Read(ctx, db.Owner(org), func(tx *db.Tx) error {
		all, err := scope{org: org, tx: tx}.roles(ctx)
		names = all.Named(ids)
		return err
	})
	return names, err
}

// A Joining is what somebody enters who follows a link into a practice. Who has an
// account keeps its name and says its password.
type Joining struct{ Token, Name, Password, Address string }

// UnscopedJoin uses up a link into a practice: who followed it becomes a member, and is
// signed in there, or may enter a code. It returns Invalid when something cannot be saved
// or the password of a known account is wrong, TooMany as signing in does, and errors of
// UnscopedLink.
func (s *Store) UnscopedJoin(ctx context.Context, j Joining) (e SignIn, err error) {
	l, err := s.UnscopedLink(ctx, LinkToJoin, j.Token)
	if err != nil {
		return e, err
	}
	m := NewMember{Name: j.Name, Email: l.Email, Password: j.Password}
	for _, role := range l.Roles {
		m.Roles = append(m.Roles, role.ID)
	}
	hash, err := s.joinHash(ctx, l, m, j.Address)
	if err != nil {
		return e, err
	}
	token := newToken()
	what := memberAdded(m)
	err = s.write(ctx, l.Org.ID, "", what, func(c scope) error {
		if err := c.useLink(ctx, j.Token); err != nil {
			return err
		}
		_, err := c.exec(ctx, `DELETE FROM pf_former_members
			WHERE org_id = $1 AND user_id IN (SELECT id FROM pf_users WHERE email = $2)`, l.Email)
		if err != nil {
			return err
		}
		user, err := c.addMember(ctx, what, hash, m)
		if err != nil {
			return err
		}
		needs, err := hasSecondFactor(ctx, c.tx, user)
		if err != nil {
			return err
		}
		if needs {
			e = SignIn{Pending: token}
			return putPending(ctx, c.tx, token, user, c.now)
		}
		e = SignIn{Login: token}
		return s.putLogin(ctx, c.tx, madeLogin{token: token, user: user, org: c.org}, c.now)
	})
	return e, err
}

// joinHash returns the hash of a new user's password; of a known user it checks the
// password, and counts a wrong one as signing in does.
func (s *Store) joinHash(ctx context.Context, l Link, m NewMember, address string) (string, error) {
	if !l.HasUser {
		if err := m.Check(l.Org.Name); err != nil {
			return "", err
		}
		return s.hashPassword(ctx, m.Password)
	}
	counted, err := s.countAttempt(ctx, guess{byPassword, l.Email, address})
	if err != nil {
		return "", err
	}
	_, err = s.userOf(ctx, Attempt{Email: l.Email, Password: m.Password})
	if clinic.KindOf(err) == clinic.Unauthenticated {
		return "", clinic.FieldErrorf("password", "This is not the password of your account.")
	}
	if err != nil {
		return "", err
	}
	return "", s.clearAttempts(ctx, counted)
}

// useLink uses a link up, which holds only if everything after it does.
func (c scope) useLink(ctx context.Context, token string) error {
	n, err := c.exec(ctx, `UPDATE pf_links SET used_at = $3 WHERE org_id = $1 AND token_hash = $2 AND used_at IS NULL
		AND withdrawn_at IS NULL AND expires_at > $3`, hashToken(token), c.now.UnixMilli())
	if err == nil && n == 0 {
		err = clinic.Errorf(clinic.Gone, "This link was used. Sign in to go on.")
	}
	return err
}

// UnscopedUsePasswordLink gives whom a password link is for a new password, and ends
// their logins. It returns Invalid when that cannot be one, and errors of UnscopedLink.
func (s *Store) UnscopedUsePasswordLink(ctx context.Context, token, password string) error {
	l, err := s.UnscopedLink(ctx, LinkToPassword, token)
	if err != nil {
		return err
	}
	names, err := namesOf(ctx, s.db, l.Email)
	if err != nil {
		return err
	}
	if err := CheckPassword("password", password, names...); err != nil {
		return err
	}
	hash, err := s.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	what := &change{action: "user.password", entity: "user"}
	return s.write(ctx, l.Org.ID, "", what, func(c scope) error {
		if err := c.useLink(ctx, token); err != nil {
			return err
		}
		user, err := one(ctx, c, db.Text, `SELECT u.id FROM pf_users u JOIN pf_memberships m ON m.user_id = u.id
			WHERE m.org_id = $1 AND u.email = $2`, l.Email)
		if err != nil {
			return err
		}
		what.id = user
		if _, err = c.tx.Exec(ctx, `UPDATE pf_users SET password_hash = $2 WHERE id = $1`, user, hash); err == nil {
			err = c.unscoped(ctx, func() error {
				_, err := c.tx.Exec(ctx, `DELETE FROM pf_logins WHERE user_id = $1`, user)
				return err
			})
		}
		if err == nil {
			err = dropPending(ctx, c.tx, clinic.UserID(user))
		}
		if err == nil {
			err = forgetGuesses(ctx, c.tx, l.Email)
		}
		return err
	})
}
