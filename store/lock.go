package store

import (
	"context"
	"errors"

	"televisit/clinic"
	"televisit/store/db"
)

// UnscopedLock locks the login of token: until UnscopedUnlock it is as good as none. Locking
// what is locked is no error. It returns Unauthenticated when there is no such login.
func (s *Store) UnscopedLock(ctx context.Context, token string) error {
	if _, err := s.UnscopedLockedLogin(ctx, token); clinic.KindOf(err) != clinic.Unauthenticated {
		return err
	}
	if _, err := s.UnscopedLogin(ctx, token, true); err != nil {
		return err
	}
	return s.setLock(ctx, token, "login.locked",
		`UPDATE pf_logins SET locked_at = $2 WHERE token_hash = $1 AND locked_at IS NULL RETURNING user_id, org_id`)
}

// setLock changes whether the login of token is locked, at now, and records that in its org.
func (s *Store) setLock(ctx context.Context, token, action, query string) error {
	defer s.logins.invalidate()
	return s.db.Write(ctx, db.Anyone, func(tx *db.Tx) error {
		var l EndedLogin
		now := s.now()
		_, err := db.One(ctx, tx, db.Into(&l.User, (*optionalText)(&l.Org)), query, hashToken(token), now.UnixMilli())
		if errors.Is(err, db.ErrNone) {
			return nil // another tab was faster, or signed out
		}
		if err != nil || l.Org == "" {
			return err
		}
		return s.recordLogin(ctx, tx, l.Org, loginRow(ctx, now, l.User, action))
	})
}

// A LockedLogin is whose a login is that is locked.
type LockedLogin struct {
	User        clinic.UserID
	Name, Email string
	Token       string
}

// UnscopedLockedLogin returns the locked login of token. It returns Unauthenticated when there
// is none, and when it has lasted too long meanwhile; unused it may be for as long as it lasts.
func (s *Store) UnscopedLockedLogin(ctx context.Context, token string) (LockedLogin, error) {
	l, err := s.readLogin(ctx, hashToken(token))
	if err != nil {
		return LockedLogin{}, err
	}
	over, err := s.over(ctx, l, s.now())
	if err == nil && (over || !l.locked) {
		err = errSignIn
	}
	if err != nil {
		return LockedLogin{}, err
	}
	email, err := db.One(ctx, s.db, db.Text, `SELECT email FROM pf_users WHERE id = $1`, l.User)
	return LockedLogin{l.User, l.Name, email, token}, err
}

// An Unlocking is somebody who enters the password of a locked login, from a network address
// as far as it is told apart.
type Unlocking struct{ Token, Password, Address string }

// errLocked does not say more than it has to.
var errLocked = clinic.FieldErrorf("password", "The password is not right.")

// UnscopedUnlock lets a locked login go on, as if it had just been used. No code is asked for.
// It returns Invalid for a wrong password, TooMany as UnscopedSignIn does, counted with the
// guesses there, and Unauthenticated when there is nothing locked.
func (s *Store) UnscopedUnlock(ctx context.Context, u Unlocking) error {
	l, err := s.UnscopedLockedLogin(ctx, u.Token)
	if err != nil {
		return err
	}
	counted, err := s.countAttempt(ctx, guess{byPassword, l.Email, u.Address})
	if err != nil {
		return err
	}
	user, err := s.userOf(ctx, Attempt{Email: l.Email, Password: u.Password})
	if clinic.KindOf(err) == clinic.Unauthenticated || err == nil && user != l.User {
		return errLocked
	}
	if err != nil {
		return err
	}
	if err := s.clearAttempts(ctx, counted); err != nil {
		return err
	}
	return s.setLock(ctx, u.Token, "login.unlocked",
		`UPDATE pf_logins SET locked_at = NULL, seen_at = $2 WHERE token_hash = $1 AND locked_at IS NOT NULL RETURNING user_id, org_id`)
}
