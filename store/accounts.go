package store

import (
	"context"
	"database/sql"
	"errors"

	"televisit/clinic"
)

// UnscopedHasUsers reports whether anybody can sign in at all.
func (s *Store) UnscopedHasUsers(ctx context.Context) (bool, error) {
	var n int
	err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM pf_users`).Scan(&n)
	return n > 0, friendly(err)
}

// An Admission is a person who is to be let into an org from the command line.
// The zone matters, and has to be known, only when the org is new; the
// password only when the person is.
type Admission struct {
	Org, TimeZone string
	Member        NewMember
}

// UnscopedAdmit makes the person a member of the org, and the org and the user
// where there is none of that name or email; a known user keeps name and
// password. It returns Invalid when something cannot be saved or the person is
// a member already.
func (s *Store) UnscopedAdmit(ctx context.Context, n Admission) error {
	org, err := s.UnscopedOrgNamed(ctx, n.Org)
	isNew := clinic.KindOf(err) == clinic.NotFound
	if err != nil && !isNew {
		return err
	}
	problems := n.Member.problems()
	if isNew {
		org = clinic.OrgID(newID())
		problems = append(checkOrg(n.Org, n.TimeZone), problems...)
	}
	hash, err := s.hashFor(ctx, n.Member)
	if problems = append(problems, clinic.FieldsOf(err)...); len(problems) > 0 {
		return problems.Err()
	}
	if err != nil {
		return err
	}
	who := addition(n.Member)
	a := who
	if isNew {
		a = &act{action: "org.create", entity: "org", id: string(org), also: []*act{who}}
	}
	return s.change(ctx, org, "", a, func(c scope) error {
		if isNew {
			if err := c.addOrg(ctx, n.Org, n.TimeZone); err != nil {
				return err
			}
		}
		_, err := c.addMember(ctx, who, hash, n.Member)
		return err
	})
}

// hashFor returns the hash of a new user's password, and "" for a known user,
// who keeps theirs.
func (s *Store) hashFor(ctx context.Context, m NewMember) (string, error) {
	var known int
	if err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM pf_users WHERE email = $1`, foldEmail(m.Email)).Scan(&known); err != nil || known > 0 {
		return "", friendly(err)
	}
	if err := CheckPassword("password", m.Password); err != nil {
		return "", err
	}
	return s.hashPassword(ctx, m.Password)
}

// UnscopedResetPassword gives the user with that email a new password, ends
// their logins and forgets their failed sign-ins; their orgs' audit trails tell
// of it. It returns NotFound when
// there is no such user, and Invalid when the password cannot be one.
func (s *Store) UnscopedResetPassword(ctx context.Context, email, password string) error {
	if err := CheckPassword("password", password); err != nil {
		return err
	}
	hash, err := s.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return friendly(err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	var user clinic.UserID
	err = tx.QueryRowContext(ctx, `UPDATE pf_users SET password_hash = $2 WHERE email = $1 RETURNING id`, foldEmail(email), hash).Scan(&user)
	if errors.Is(err, sql.ErrNoRows) {
		return clinic.Errorf(clinic.NotFound, "There is no user with that email address.")
	}
	if err != nil {
		return friendly(err)
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM pf_logins WHERE user_id = $1`, user); err != nil {
		return friendly(err)
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM pf_throttle WHERE bucket = $1`, bucketKey("account", foldEmail(email))); err != nil {
		return friendly(err)
	}
	if err := s.recordEverywhere(ctx, tx, "", user, &act{action: "user.password", entity: "user", id: string(user)}); err != nil {
		return friendly(err)
	}
	err = tx.Commit()
	s.logins.invalidate()
	return friendly(err)
}

// recordEverywhere tells of a, done by somebody or by the program, in the audit
// trail of every org that user is a member of.
func (s *Store) recordEverywhere(ctx context.Context, tx *sql.Tx, by, user clinic.UserID, a *act) error {
	orgs, err := s.UnscopedOrgsOf(ctx, user)
	if err != nil {
		return err
	}
	for _, o := range orgs {
		if _, err := (scope{org: o.ID, now: s.now(), run: tx.PrepareContext}).record(ctx, by, a); err != nil {
			return err
		}
	}
	return nil
}
