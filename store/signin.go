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

// UnscopedSignIn makes a login for whoever has that email and password and
// returns its token. A member of one org is in it at once; a member of several
// has to choose. Every failure is the same Unauthenticated error and takes the
// same work. After too many it returns TooMany, caused by a Throttled, for
// accounts that exist and for those that do not.
func (s *Store) UnscopedSignIn(ctx context.Context, a Attempt) (token string, err error) {
	buckets := bucketsOf(a.Email, a.Address)
	if err := s.countAttempt(ctx, buckets); err != nil {
		return "", err
	}
	user, err := s.userOf(ctx, a)
	if err != nil {
		return "", err
	}
	orgs, err := s.UnscopedOrgsOf(ctx, user)
	if err != nil {
		return "", err
	}
	if len(orgs) == 0 {
		return "", errNoEntry
	}
	if err := s.clearAttempts(ctx, buckets); err != nil {
		return "", err
	}
	var org clinic.OrgID
	if len(orgs) == 1 {
		org = orgs[0].ID
	}
	return s.newLogin(ctx, user, org)
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
