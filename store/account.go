package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"televisit/clinic"
	"televisit/store/db"
)

// An Account is a person with what they are a member of.
type Account struct {
	Name, Email string
	Memberships []Membership // by the org's name
}

// A Membership is an org and the roles that somebody has there.
type Membership struct {
	OrgName
	Roles []RoleName
}

// UnscopedAccount returns the account of user, and NotFound without one.
func (s *Store) UnscopedAccount(ctx context.Context, user clinic.UserID) (a Account, err error) {
	err = s.db.Read(ctx, db.Anyone, func(tx *db.Tx) error {
		a, err = db.One(ctx, tx, scanAccount, `SELECT name, email FROM pf_users WHERE id = $1`, user)
		if errors.Is(err, db.ErrNone) {
			err = clinic.Errorf(clinic.NotFound, "There is no such account.")
		}
		if err != nil {
			return err
		}
		return db.Each(ctx, tx, a.addRole, `
			SELECT o.org_id, o.name, r.id, r.name, r.system FROM pf_memberships m
			JOIN pf_organizations o ON o.org_id = m.org_id
			LEFT JOIN pf_membership_roles mr ON mr.org_id = m.org_id AND mr.user_id = m.user_id
			LEFT JOIN pf_roles r ON r.org_id = mr.org_id AND r.id = mr.role_id
			WHERE m.user_id = $1 ORDER BY o.name, o.org_id, r.system DESC, r.name`, user)
	})
	return a, err
}

func scanAccount(r db.Row) (a Account, err error) { err = r.Scan(&a.Name, &a.Email); return a, err }

// addRole adds the role in r to the last membership, or to a new one if r is of
// the next org.
func (a *Account) addRole(r db.Row) error {
	var o OrgName
	var id, name sql.NullString
	var system sql.NullBool
	if err := r.Scan(&o.ID, &o.Name, &id, &name, &system); err != nil {
		return err
	}
	if n := len(a.Memberships); n == 0 || a.Memberships[n-1].ID != o.ID {
		a.Memberships = append(a.Memberships, Membership{OrgName: o})
	}
	if m := &a.Memberships[len(a.Memberships)-1]; id.Valid {
		m.Roles = append(m.Roles, RoleName{clinic.RoleID(id.String), name.String, system.Bool})
	}
	return nil
}

// A PasswordChange is somebody's wish for another password, from the login of
// Token and a network address as far as it is told apart.
type PasswordChange struct {
	User                         clinic.UserID
	Token, Current, New, Address string
}

func (p PasswordChange) check(names []string) error {
	var problems clinic.Problems
	if p.Current == "" {
		problems.Add("current", "Enter your current password.")
	}
	problems = append(problems, clinic.FieldsOf(CheckPassword("new", p.New, names...))...)
	if p.New == p.Current && len(problems) == 0 {
		problems.Add("new", "Choose a password that is another than the current one.")
	}
	return problems.Err()
}

// UnscopedChangePassword gives a user a new password and ends all their logins
// but the one of p.Token; their orgs' audit trails record it. It returns
// Invalid when the current password is not right or the new one cannot be one.
// A wrong one counts as a failed sign-in, and as with those it returns TooMany
// after too many.
func (s *Store) UnscopedChangePassword(ctx context.Context, p PasswordChange) error {
	var email, old string
	if _, err := db.One(ctx, s.db, db.Into(&email, &old), `SELECT email, password_hash FROM pf_users WHERE id = $1`, p.User); err != nil {
		return err
	}
	names, err := namesOf(ctx, s.db, email)
	if err != nil {
		return err
	}
	if err := p.check(names); err != nil {
		return err
	}
	counted, err := s.countAttempt(ctx, guess{byPassword, email, p.Address})
	if err != nil {
		return err
	}
	user, err := s.userOf(ctx, Attempt{Email: email, Password: p.Current})
	if clinic.KindOf(err) == clinic.Unauthenticated || err == nil && user != p.User {
		return clinic.FieldErrorf("current", "This is not your current password.")
	}
	if err != nil {
		return err
	}
	if err := s.clearAttempts(ctx, counted); err != nil {
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
	return s.changeUser(ctx, p.User, &change{action: "user.password", entity: "user"}, func(tx *db.Tx) (clinic.UserID, error) {
		n, err := tx.Exec(ctx, `UPDATE pf_users SET password_hash = $3 WHERE id = $1 AND password_hash = $2`, p.User, old, hash)
		if err == nil && n == 0 {
			err = clinic.Errorf(clinic.Conflict, "The password was changed elsewhere a moment ago.")
		}
		if err == nil {
			_, err = tx.Exec(ctx, `DELETE FROM pf_logins WHERE user_id = $1 AND token_hash <> $2`, p.User, hashToken(p.Token))
		}
		if err == nil {
			err = dropPending(ctx, tx, p.User)
		}
		return p.User, err
	})
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

// UnscopedSetClock says by which clock user reads times, "" for the one of their
// practice or language.
func (s *Store) UnscopedSetClock(ctx context.Context, user clinic.UserID, clock clinic.Clock) error {
	return s.setForUser(ctx, user, "clock", string(clock))
}

// Views are how a person looks at the day and at the list; each is "" until they
// choose.
type Views struct {
	Today    string // "mine" or "all"
	Sessions string // "cards" or "table"
}

// views are what can be chosen of each page.
var views = map[string][]string{"today": {"mine", "all"}, "sessions": {"cards", "table"}}

// UnscopedSetView says how user looks at a page, "today" or "sessions". It returns
// Invalid, naming the page, for what is none of its views.
func (s *Store) UnscopedSetView(ctx context.Context, user clinic.UserID, page, view string) error {
	if !slices.Contains(views[page], view) {
		return clinic.FieldErrorf("view", "There is no such view.")
	}
	return s.setForUser(ctx, user, page, view)
}

func (s *Store) setForUser(ctx context.Context, user clinic.UserID, key, value string) error {
	_, err := s.exec(ctx, `
		INSERT INTO pf_user_settings (user_id, key, value, updated_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (user_id, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`, user, key, value, s.now().UnixMilli())
	s.logins.invalidate()
	return err
}
