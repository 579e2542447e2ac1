package store

import (
	"context"
	"errors"

	"televisit/clinic"
	"televisit/store/db"
)

// errNoEntry is the one answer to every sign-in that fails, whatever the
// reason.
var errNoEntry = clinic.Errorf(clinic.Unauthenticated, "The email address or the password is not right.")

// An Attempt is somebody who wants to sign in, from a network address as far
// as it is told apart.
type Attempt struct{ Email, Password, Address string }

// UnscopedSignIn makes a login for whoever has that email and password, or lets
// them enter a code. A member of one org is in it at once; a member of several
// has to choose. Every failure is the same Unauthenticated error and takes the
// same work. After too many it returns TooMany, caused by a Throttled, for
// accounts that exist and for those that do not.
func (s *Store) UnscopedSignIn(ctx context.Context, a Attempt) (e SignIn, err error) {
	counted, err := s.countAttempt(ctx, guess{byPassword, a.Email, a.Address})
	if err != nil {
		return e, err
	}
	user, err := s.userOf(ctx, a)
	if err != nil {
		return e, err
	}
	orgs, err := s.UnscopedOrgsOf(ctx, user)
	if err != nil {
		return e, err
	}
	if len(orgs) == 0 {
		return e, errNoEntry
	}
	if err := s.clearAttempts(ctx, counted); err != nil {
		return e, err
	}
	if needs, err := hasSecondFactor(ctx, s.db, user); needs || err != nil {
		e.Pending = newToken()
		return e, errors.Join(err, s.db.Write(ctx, db.Anyone, func(tx *db.Tx) error {
			return putPending(ctx, tx, e.Pending, user, s.now())
		}))
	}
	var org clinic.OrgID
	if len(orgs) == 1 {
		org = orgs[0].ID
	}
	e.Login, err = s.newLogin(ctx, user, org)
	return e, err
}

// userOf returns who has that email and password. A password too long to be
// anyone's is not worth hashing, but the work is done all the same.
func (s *Store) userOf(ctx context.Context, a Attempt) (clinic.UserID, error) {
	var user clinic.UserID
	hash := s.cost.nobody()
	_, err := db.One(ctx, s.db, db.Into(&user, &hash), `
		SELECT id, password_hash FROM pf_users WHERE email = $1 AND disabled_at IS NULL`, foldEmail(a.Email))
	if err != nil && !errors.Is(err, db.ErrNone) {
		return "", err
	}
	if len(a.Password) > maxPassword {
		a.Password, hash = "", s.cost.nobody()
	}
	ok, err := s.matches(ctx, hash, a.Password)
	if err != nil {
		return "", err
	}
	if !ok && user != "" {
		s.noted.add(noted{"", loginRow(ctx, s.now(), user, "login.failed")})
	}
	if !ok || user == "" {
		return "", errNoEntry
	}
	return user, nil
}
