package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// A SignIn is what a right password leads to: a login, or for who has a second factor what
// UnscopedEnterCode takes beside a code. The other one is "".
type SignIn struct{ Login, Pending string }

// pendingLasts is how long a code can be entered after the password.
const pendingLasts = 5 * time.Minute

// hasFactor is a condition that holds for a user u who has a second factor of whichever kind.
const hasFactor = `(EXISTS (SELECT 1 FROM pf_second_factors f WHERE f.user_id = u.id)
	OR EXISTS (SELECT 1 FROM pf_passkeys k WHERE k.user_id = u.id))`

// hasSecondFactor reports whether user has to show more than a password.
func hasSecondFactor(ctx context.Context, q db.Querier, user clinic.UserID) (bool, error) {
	n, err := db.One(ctx, q, db.Int, `SELECT count(*) FROM pf_users u WHERE u.id = $1 AND `+hasFactor, user)
	return n > 0, err
}

// putPending lets user enter a code. What belongs to the token is good for nothing else.
func putPending(ctx context.Context, tx *db.Tx, token string, user clinic.UserID, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO pf_pending_logins (token_hash, user_id, expires_at) VALUES ($1, $2, $3)`,
		hashToken(token), user, now.Add(pendingLasts).UnixMilli())
	return err
}

// pendingUser returns whom a SignIn is pending for, and Gone when the password has to be
// entered again.
func (s *Store) pendingUser(ctx context.Context, pending string) (passkeyUser, error) {
	user, err := db.One(ctx, s.db, db.Text, `SELECT user_id FROM pf_pending_logins WHERE token_hash = $1 AND expires_at > $2`,
		hashToken(pending), s.now().UnixMilli())
	if errors.Is(err, db.ErrNone) {
		return passkeyUser{}, errLateCode
	}
	if err != nil {
		return passkeyUser{}, err
	}
	return passkeyUserOf(ctx, s.db, clinic.UserID(user))
}

// dropOnePending uses up what is pending for user without a code. It returns Gone when the
// password has to be entered again.
func dropOnePending(ctx context.Context, tx *db.Tx, pending string, user clinic.UserID, now time.Time) error {
	n, err := tx.Exec(ctx, `DELETE FROM pf_pending_logins WHERE token_hash = $1 AND user_id = $2 AND expires_at > $3 AND used_code IS NULL`,
		hashToken(pending), user, now.UnixMilli())
	if err == nil && n == 0 {
		err = errLateCode
	}
	return err
}

// dropPending lets nobody enter a code after a password that is one no more.
func dropPending(ctx context.Context, tx *db.Tx, user clinic.UserID) error {
	_, err := tx.Exec(ctx, `DELETE FROM pf_pending_logins WHERE user_id = $1`, user)
	return err
}

// A CodeEntry is what is typed after the password: a code of the app or a recovery code,
// from a network address as far as it is told apart.
type CodeEntry struct{ Pending, Code, Address string }

// errLateCode is about the password too: who is asked for a code knows nothing yet.
var errLateCode = clinic.Errorf(clinic.Gone, "You took too long. Enter your password again.")

// UnscopedEnterCode makes a login for whom a SignIn is pending and returns its token. The
// same form sent again returns the same login. It returns Invalid for a wrong or used
// code, TooMany, caused by a Throttled, after too many, and Gone when the password has to
// be entered again.
func (s *Store) UnscopedEnterCode(ctx context.Context, e CodeEntry) (login string, err error) {
	who, err := s.pendingUser(ctx, e.Pending)
	if err != nil {
		return "", err
	}
	user := who.id
	counted, err := s.countAttempt(ctx, guess{byCode, who.email, e.Address})
	if err != nil {
		return "", err
	}
	login = hashToken("login of " + e.Pending) // known to nobody who has not the one
	what := &change{entity: "user"}
	err = s.changeUser(ctx, user, what, func(tx *db.Tx) (clinic.UserID, error) {
		method, err := s.enter(ctx, tx, user, e, login)
		what.action = ""
		if method == byRecovery {
			what.action = "login.recovery_code"
		}
		return user, err
	})
	if errors.Is(err, errWrongCode) {
		return "", errors.Join(err, s.noteWrongCode(ctx, user))
	}
	if err != nil {
		return "", err
	}
	return login, s.clearAttempts(ctx, counted)
}

// errWrongCode does not say whether a code was wrong or used, of an app or for recovery.
var errWrongCode = clinic.FieldErrorf("code", "This code is not right, or was used already. Enter the one that the app shows now.")

// noteWrongCode puts into the audit trail that whoever is, or knew the password of, user
// entered a wrong code.
func (s *Store) noteWrongCode(ctx context.Context, user clinic.UserID) error {
	what := &change{action: "login.code_failed", entity: "user"}
	return s.changeUser(ctx, user, what, func(*db.Tx) (clinic.UserID, error) { return user, nil })
}

// enter uses up what is pending and the code, and makes the login.
func (s *Store) enter(ctx context.Context, tx *db.Tx, user clinic.UserID, e CodeEntry, login string) (method codeMethod, err error) {
	pending, code := hashToken(e.Pending), hashRecovery(user, e.Code)
	var used sql.NullString // of the same form, sent twice: the second waits for the first
	_, err = db.One(ctx, tx, db.Into(&used), `UPDATE pf_pending_logins SET expires_at = expires_at WHERE token_hash = $1 RETURNING used_code`,
		pending)
	switch {
	case errors.Is(err, db.ErrNone):
		return method, errLateCode
	case err != nil:
		return method, err
	case used.Valid:
		n, err := db.One(ctx, tx, db.Int, `SELECT count(*) FROM pf_logins WHERE token_hash = $1`, hashToken(login))
		if err == nil && (used.String != code || n == 0) {
			err = errLateCode
		}
		return method, err
	}
	if method, err = s.useCode(ctx, tx, user, e.Code); err != nil {
		return method, err
	}
	if _, err := tx.Exec(ctx, `UPDATE pf_pending_logins SET used_code = $2 WHERE token_hash = $1`, pending, code); err != nil {
		return method, err
	}
	return method, s.insertLogin(ctx, tx, user, login)
}

// insertLogin makes a login of user, in their org if there is one alone. It returns
// Gone for a member of none.
func (s *Store) insertLogin(ctx context.Context, tx *db.Tx, user clinic.UserID, login string) error {
	orgs, err := orgsOf(ctx, tx, user)
	if err != nil || len(orgs) == 0 {
		return errors.Join(err, errLateCode)
	}
	org := clinic.OrgID("")
	if len(orgs) == 1 {
		org = orgs[0].ID
	}
	return s.putLogin(ctx, tx, madeLogin{token: login, user: user, org: org}, s.now())
}

// A codeMethod is what a code was of.
type codeMethod int

const (
	byApp codeMethod = iota
	byRecovery
)

// useCode uses up a code of user's app, or a recovery code. It returns errWrongCode for
// any other, and for one that was used.
func (s *Store) useCode(ctx context.Context, tx *db.Tx, user clinic.UserID, typed string) (method codeMethod, err error) {
	n := int64(0)
	if clinic.IsCode(clinic.TypedCode(typed)) {
		secret, last, err := s.seedOf(ctx, tx, user)
		if errors.Is(err, db.ErrNone) {
			return method, errWrongCode
		}
		if err != nil {
			return method, err
		}
		if step, ok := clinic.AcceptedStep(secret, typed, s.now(), last); ok {
			n, err = tx.Exec(ctx, `UPDATE pf_second_factors SET last_step = $2 WHERE user_id = $1 AND last_step < $2`, user, step)
			if err != nil {
				return method, err
			}
		}
	} else {
		method = byRecovery
		n, err = tx.Exec(ctx, `UPDATE pf_recovery_codes SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL`,
			user, hashRecovery(user, typed), s.now().UnixMilli())
	}
	if err == nil && n == 0 {
		err = errWrongCode
	}
	return method, err
}

// errProof is about both, for either can be typed.
var errProof = clinic.FieldErrorf("proof", "This is neither your password nor a code that the app shows now.")

// changeProved saves a change of somebody's own second factor, if what they typed proves
// who they are. It returns Invalid when it does not, and TooMany as signing in does.
func (s *Store) changeProved(ctx context.Context, p Proof, what *change, do func(*db.Tx) error) error {
	email, err := db.One(ctx, s.db, db.Text, `SELECT email FROM pf_users WHERE id = $1`, p.User)
	if err != nil {
		return err
	}
	isCode, by := clinic.IsCode(clinic.TypedCode(p.Text)), byPassword
	if isCode {
		by = byCode
	}
	counted, err := s.countAttempt(ctx, guess{by, email, p.Address})
	if err != nil {
		return err
	}
	if !isCode {
		user, err := s.userOf(ctx, Attempt{Email: email, Password: p.Text})
		if clinic.KindOf(err) == clinic.Unauthenticated || err == nil && user != p.User {
			return errProof
		}
		if err != nil {
			return err
		}
	}
	err = s.changeUser(ctx, p.User, what, func(tx *db.Tx) (clinic.UserID, error) {
		if isCode {
			if _, err := s.useCode(ctx, tx, p.User, p.Text); err != nil {
				return p.User, err
			}
		}
		return p.User, do(tx)
	})
	if errors.Is(err, errWrongCode) {
		return errors.Join(errProof, s.noteWrongCode(ctx, p.User))
	}
	if err != nil {
		return err
	}
	return s.clearAttempts(ctx, counted)
}
