package store

import (
	"context"
	"database/sql"
	"errors"

	"televisit/clinic"
)

// An Account is a person with what they are a member of.
type Account struct {
	Name, Email string
	Memberships []Membership // by the org's name
}

// A Membership is an org and the names of the roles that somebody has there.
type Membership struct {
	OrgName
	Roles []string
}

// UnscopedAccount returns the account of user, and NotFound without one.
func (s *Store) UnscopedAccount(ctx context.Context, user clinic.UserID) (a Account, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT name, email FROM pf_users WHERE id = $1`, user).Scan(&a.Name, &a.Email)
	if errors.Is(err, sql.ErrNoRows) {
		return a, clinic.Errorf(clinic.NotFound, "There is no such account.")
	}
	if err != nil {
		return a, friendly(err)
	}
	rows, err := s.read.QueryContext(ctx, `
		SELECT o.org_id, o.name, r.name FROM pf_memberships m
		JOIN pf_organizations o ON o.org_id = m.org_id
		LEFT JOIN pf_membership_roles mr ON mr.org_id = m.org_id AND mr.user_id = m.user_id
		LEFT JOIN pf_roles r ON r.org_id = mr.org_id AND r.id = mr.role_id
		WHERE m.user_id = $1 ORDER BY o.name, o.org_id, r.system DESC, r.name`, user)
	if err != nil {
		return a, friendly(err)
	}
	defer rows.Close()
	for rows.Next() {
		var o OrgName
		var role sql.NullString
		if err := rows.Scan(&o.ID, &o.Name, &role); err != nil {
			return a, friendly(err)
		}
		if n := len(a.Memberships); n == 0 || a.Memberships[n-1].ID != o.ID {
			a.Memberships = append(a.Memberships, Membership{OrgName: o})
		}
		if m := &a.Memberships[len(a.Memberships)-1]; role.Valid {
			m.Roles = append(m.Roles, role.String)
		}
	}
	return a, friendly(rows.Err())
}

// A PasswordChange is somebody's wish for another password, from the login of
// Token and a network address as far as it is told apart.
type PasswordChange struct {
	User                         clinic.UserID
	Token, Current, New, Address string
}

func (p PasswordChange) check() error {
	var problems clinic.Problems
	if p.Current == "" {
		problems.Add("current", "Enter your current password.")
	}
	problems = append(problems, clinic.FieldsOf(CheckPassword("new", p.New))...)
	if p.New == p.Current && len(problems) == 0 {
		problems.Add("new", "Choose a password that is another than the current one.")
	}
	return problems.Err()
}

// UnscopedChangePassword gives a user a new password and ends all their logins
// but the one of p.Token; their orgs' audit trails tell of it. It returns
// Invalid when the current password is not right or the new one cannot be one.
// A wrong one counts as a failed sign-in, and as with those it returns TooMany
// after too many.
func (s *Store) UnscopedChangePassword(ctx context.Context, p PasswordChange) error {
	if err := p.check(); err != nil {
		return err
	}
	var email, old string
	if err := s.read.QueryRowContext(ctx, `SELECT email, password_hash FROM pf_users WHERE id = $1`, p.User).Scan(&email, &old); err != nil {
		return friendly(err)
	}
	buckets := bucketsOf(email, p.Address)
	if err := s.countAttempt(ctx, buckets); err != nil {
		return err
	}
	user, err := s.userOf(ctx, Attempt{Email: email, Password: p.Current})
	if clinic.KindOf(err) == clinic.Unauthenticated || err == nil && user != p.User {
		return clinic.Problems{{Field: "current", Message: "This is not your current password."}}.Err()
	}
	if err != nil {
		return err
	}
	if err := s.clearAttempts(ctx, buckets); err != nil {
		return err
	}
	hash, err := s.hashPassword(ctx, p.New)
	if err != nil {
		return err
	}
	return s.replacePassword(ctx, p, old, hash)
}

// replacePassword saves a new password hash in place of the old one. It
// returns Conflict when that is gone already.
func (s *Store) replacePassword(ctx context.Context, p PasswordChange, old, hash string) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return friendly(err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	res, err := tx.ExecContext(ctx, `UPDATE pf_users SET password_hash = $3 WHERE id = $1 AND password_hash = $2`, p.User, old, hash)
	if err != nil {
		return friendly(err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, clinic.Errorf(clinic.Conflict, "The password was changed elsewhere a moment ago."))
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM pf_logins WHERE user_id = $1 AND token_hash <> $2`, p.User, hashToken(p.Token)); err != nil {
		return friendly(err)
	}
	if err := s.recordEverywhere(ctx, tx, p.User, p.User, &act{action: "user.password", entity: "user", id: string(p.User)}); err != nil {
		return friendly(err)
	}
	err = tx.Commit()
	s.logins.invalidate()
	return friendly(err)
}

// UnscopedSetSingleKeys says whether single keys do something on the pages of
// user.
func (s *Store) UnscopedSetSingleKeys(ctx context.Context, user clinic.UserID, on bool) error {
	value := "off"
	if on {
		value = "on"
	}
	return s.setForUser(ctx, user, "single_keys", value)
}

// UnscopedSetLanguage says in which language user reads the pages, "" for
// whichever the browser asks for.
func (s *Store) UnscopedSetLanguage(ctx context.Context, user clinic.UserID, language string) error {
	return s.setForUser(ctx, user, "language", language)
}

func (s *Store) setForUser(ctx context.Context, user clinic.UserID, key, value string) error {
	_, err := s.write.ExecContext(ctx, `
		INSERT INTO pf_user_settings (user_id, key, value, updated_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (user_id, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`, user, key, value, s.now().UnixMilli())
	s.logins.invalidate()
	return friendly(err)
}
