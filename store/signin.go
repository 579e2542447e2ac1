package store

import (
	"context"
	"database/sql"
	"errors"

	"televisit/clinic"
)

// errNoEntry is the one answer to every sign-in that fails, whatever the
// reason.
var errNoEntry = &clinic.Error{Kind: clinic.Unauthenticated, Message: "The email address or the password is not right."}

// UnscopedSignIn makes a login for whoever has that email and password and
// returns its token. A member of one org is in it at once; a member of several
// has to choose. Every failure is the same Unauthenticated error and takes the
// same work.
func (s *Store) UnscopedSignIn(ctx context.Context, email, password string) (token string, err error) {
	var user clinic.UserID
	hash := nobody
	err = s.read.QueryRowContext(ctx, `SELECT id, password_hash FROM pf_users WHERE email = $1 AND disabled_at IS NULL`, foldEmail(email)).Scan(&user, &hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", friendly(err)
	}
	ok, err := s.matches(ctx, hash, password)
	if err != nil {
		return "", err
	}
	if !ok || user == "" {
		return "", errNoEntry
	}
	orgs, err := s.UnscopedOrgsOf(ctx, user)
	if err != nil {
		return "", err
	}
	if len(orgs) == 0 {
		return "", errNoEntry
	}
	var org clinic.OrgID
	if len(orgs) == 1 {
		org = orgs[0].ID
	}
	return s.newLogin(ctx, user, org)
}
