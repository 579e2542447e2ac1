package store

import (
	"context"
	"errors"

	"televisit/clinic"
	"televisit/store/db"
)

// UnscopedHasUsers reports whether anybody can sign in at all.
func (s *Store) UnscopedHasUsers(ctx context.Context) (bool, error) {
	n, err := db.One(ctx, s.db, db.Int, `SELECT count(*) FROM pf_users`)
	return n > 0, err
}

// An Invitation names a person who is to be let into an org from the command line.
// The zone matters, and has to be known, only when the org is new; the
// password only when the person is.
type Invitation struct {
	Org, TimeZone string
	Member        NewMember
}

// UnscopedEnrol makes the person a member of the org, and the org and the user
// where there is none of that name or email; a known user keeps name and
// password. It returns Invalid when something cannot be saved or the person is
// a member already.
func (s *Store) UnscopedEnrol(ctx context.Context, n Invitation) error {
	org, err := s.UnscopedOrgNamed(ctx, n.Org)
	isNew := clinic.KindOf(err) == clinic.NotFound
	if err != nil && !isNew {
		return err
	}
	problems := n.Member.problems()
	if isNew {
		org = clinic.OrgID(NewID())
		problems = append(checkOrg(n.Org, n.TimeZone), problems...)
	}
	hash, err := s.hashFor(ctx, n)
	if problems = append(problems, clinic.FieldsOf(err)...); len(problems) > 0 {
		return problems.Err()
	}
	if err != nil {
		return err
	}
	who := memberAdded(n.Member)
	what := who
	if isNew {
		what = &change{action: "org.create", entity: "org", id: string(org), followUps: []*change{who}}
	}
	return s.write(ctx, org, "", what, func(c scope) error {
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
func (s *Store) hashFor(ctx context.Context, n Invitation) (string, error) {
	m := n.Member
	known, err := db.One(ctx, s.db, db.Int, `SELECT count(*) FROM pf_users WHERE email = $1`, foldEmail(m.Email))
	if err != nil || known > 0 {
		return "", err
	}
	if err := CheckPassword("password", m.Password, m.Name, m.Email, n.Org); err != nil {
		return "", err
	}
	return s.hashPassword(ctx, m.Password)
}

// UnscopedResetPassword gives the user with that email a new password, ends
// their logins and drops their failed sign-ins; their orgs' audit trails
// record it. It returns NotFound when there is no such user, and Invalid when the
// password cannot be one.
func (s *Store) UnscopedResetPassword(ctx context.Context, email, password string) error {
	names, err := namesOf(ctx, s.db, email)
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
	return s.changeUser(ctx, "", &change{action: "user.password", entity: "user"}, func(tx *db.Tx) (clinic.UserID, error) {
		user, err := db.One(ctx, tx, db.Text, `UPDATE pf_users SET password_hash = $2 WHERE email = $1 RETURNING id`, foldEmail(email),
			hash)
		if errors.Is(err, db.ErrNone) {
			err = clinic.Errorf(clinic.NotFound, "There is no user with that email address.")
		}
		if err == nil {
			_, err = tx.Exec(ctx, `DELETE FROM pf_logins WHERE user_id = $1`, user)
		}
		if err == nil {
			err = dropPending(ctx, tx, clinic.UserID(user))
		}
		if err == nil {
			err = forgetGuesses(ctx, tx, email)
		}
		return clinic.UserID(user), err
	})
}

// changeUser saves a change of a user, made by somebody or by the program
// itself, with a row in the audit trail of each org that they are a member of, unless
// it has no action by then. do returns whose change it is.
func (s *Store) changeUser(ctx context.Context, by clinic.UserID, what *change, do func(*db.Tx) (clinic.UserID, error)) error {
	defer s.logins.invalidate()
	foreign, versions := s.db.ForeignWrites(), map[clinic.OrgID]int64{}
	err := s.db.Write(ctx, db.Anyone, func(tx *db.Tx) error {
		user, err := do(tx)
		if err != nil || what.action == "" {
			return err
		}
		what.id = string(user)
		orgs, err := orgsOf(ctx, tx, user)
		for _, o := range orgs {
			if err == nil {
				versions[o.ID], err = s.record(ctx, scope{o.ID, s.now(), tx}, by, what)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	for org, version := range versions {
		s.versions.bump(org, version, foreign)
	}
	return nil
}
