package store

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// A SecondFactor is the authenticator app and the passkeys of a person, as far as they are shown.
type SecondFactor struct {
	Since    time.Time // of the app, zero when there is none
	Codes    int       // recovery codes that are left
	Passkeys []Passkey
}

// UnscopedSecondFactor returns the second factor of user.
func (s *Store) UnscopedSecondFactor(ctx context.Context, user clinic.UserID) (f SecondFactor, err error) {
	_, err = db.One(ctx, s.db, db.Into((*instant)(&f.Since), &f.Codes), `
		SELECT (SELECT f.set_up_at FROM pf_second_factors f WHERE f.user_id = u.id),
			(SELECT count(*) FROM pf_recovery_codes c WHERE c.user_id = u.id AND c.used_at IS NULL)
		FROM pf_users u WHERE u.id = $1`, user)
	if err != nil {
		return f, err
	}
	f.Passkeys, err = s.UnscopedPasskeys(ctx, user)
	return f, err
}

// A SetUp is a person's wish for a second factor, from the login of Token: the seed as
// UnscopedNewSeed sealed it, and a code of the app that has it.
type SetUp struct {
	User                clinic.UserID
	Token, Sealed, Code string
}

// UnscopedSetSecondFactor gives somebody the authenticator app that shows their code, and
// returns their recovery codes: the one time that they are known. Their other logins end.
// It returns Invalid for a wrong code or seed, and Conflict when there is an app already.
func (s *Store) UnscopedSetSecondFactor(ctx context.Context, u SetUp) (codes []string, err error) {
	seed, err := s.UnscopedOpenSeed(u.User, u.Sealed)
	if err != nil {
		return nil, err
	}
	step, ok := clinic.AcceptedStep(seed.Secret, u.Code, s.now(), 0)
	if !ok {
		return nil, clinic.FieldErrorf("code",
			"This code is not right. Enter the one that the app shows now; the clock of the phone must be right.")
	}
	codes = newRecoveryCodes()
	what := &change{action: "user.second_factor", entity: "user"}
	return codes, s.changeUser(ctx, u.User, what, func(tx *db.Tx) (clinic.UserID, error) {
		keyID, sealed, err := s.sealSeed(ctx, tx, u.User, seed)
		if err != nil {
			return "", err
		}
		n, err := tx.Exec(ctx, `INSERT INTO pf_second_factors (user_id, key_id, sealed, last_step, set_up_at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (user_id) DO NOTHING`, u.User, keyID, sealed, step, s.now().UnixMilli())
		if err == nil && n == 0 {
			err = clinic.Errorf(clinic.Conflict, "An authenticator app is set up already.")
		}
		if err == nil {
			err = putRecoveryCodes(ctx, tx, u.User, codes)
		}
		if err == nil {
			_, err = tx.Exec(ctx, `DELETE FROM pf_logins WHERE user_id = $1 AND token_hash <> $2`, u.User, hashToken(u.Token))
		}
		return u.User, err
	})
}

// A Proof is what somebody types to show that they are who signed in: a code of their
// app, or their password. Address is the network address as far as it is told apart.
type Proof struct {
	User          clinic.UserID
	Text, Address string
}

// UnscopedNewRecoveryCodes gives somebody new recovery codes in place of those they had,
// and returns them: the one time that they are known. It returns Invalid for a wrong
// proof, TooMany as signing in does, and NotFound for who has no second factor.
func (s *Store) UnscopedNewRecoveryCodes(ctx context.Context, p Proof) ([]string, error) {
	codes := newRecoveryCodes()
	return codes, s.changeProved(ctx, p, &change{action: "user.recovery_codes", entity: "user"}, func(tx *db.Tx) error {
		has, err := hasSecondFactor(ctx, tx, p.User)
		if err == nil && !has {
			err = errNoFactor
		}
		if err == nil {
			err = putRecoveryCodes(ctx, tx, p.User, codes)
		}
		return err
	})
}

// UnscopedRemoveApp takes away somebody's own authenticator app. It returns errors as
// UnscopedNewRecoveryCodes does.
func (s *Store) UnscopedRemoveApp(ctx context.Context, p Proof) error {
	return s.changeProved(ctx, p, &change{action: "user.second_factor_removed", entity: "user"}, func(tx *db.Tx) error {
		return dropApp(ctx, tx, p.User)
	})
}

// UnscopedResetSecondFactor takes away the second factor of the user with that email and
// ends their logins. It returns NotFound when there is no such user, or no second factor.
func (s *Store) UnscopedResetSecondFactor(ctx context.Context, email string) error {
	what := &change{action: "user.second_factor_removed", entity: "user"}
	return s.changeUser(ctx, "", what, func(tx *db.Tx) (clinic.UserID, error) {
		id, err := db.One(ctx, tx, db.Text, `SELECT id FROM pf_users WHERE email = $1`, foldEmail(email))
		if errors.Is(err, db.ErrNone) {
			err = clinic.Errorf(clinic.NotFound, "There is no user with that email address.")
		}
		if err == nil {
			err = dropSecondFactor(ctx, tx, clinic.UserID(id))
		}
		if err == nil {
			_, err = tx.Exec(ctx, `DELETE FROM pf_logins WHERE user_id = $1`, id)
		}
		return clinic.UserID(id), err
	})
}

// RemoveSecondFactor takes away the second factor of another member and ends their logins.
// It returns NotFound for who is no member or has none, and Invalid for oneself, and for
// who is a member elsewhere too.
func (o *Org) RemoveSecondFactor(ctx context.Context, id clinic.UserID) error {
	what := &change{action: "user.second_factor_removed", entity: "user", id: string(id)}
	return o.write(ctx, clinic.ManageUsers, what, func(c scope) error {
		p, err := c.member(ctx, id)
		if err == nil {
			err = o.checkOver(ctx, c, p)
		}
		if err != nil {
			return err
		}
		if id == o.a.user {
			return clinic.Errorf(clinic.Invalid, "Your own second factor is removed in your account.")
		}
		elsewhere, err := c.isElsewhere(ctx, id)
		if err != nil {
			return err
		}
		if elsewhere {
			return clinic.Errorf(clinic.Invalid, "This person’s second factor can only be removed by themselves or on the server.")
		}
		if err := dropSecondFactor(ctx, c.tx, id); err != nil {
			return err
		}
		return c.unscoped(ctx, func() error {
			_, err := c.tx.Exec(ctx, `DELETE FROM pf_logins WHERE user_id = $1`, id)
			return err
		})
	})
}

var errNoFactor = clinic.Errorf(clinic.NotFound, "There is no second factor.")

// dropApp deletes an authenticator app. It returns NotFound without one.
func dropApp(ctx context.Context, tx *db.Tx, user clinic.UserID) error {
	n, err := tx.Exec(ctx, `DELETE FROM pf_second_factors WHERE user_id = $1`, user)
	if err == nil && n == 0 {
		err = errNoFactor
	}
	if err != nil {
		return err
	}
	return dropCodesOfNothing(ctx, tx, user)
}

// dropSecondFactor deletes an app, passkeys and recovery codes. It returns NotFound without any.
func dropSecondFactor(ctx context.Context, tx *db.Tx, user clinic.UserID) error {
	had, err := hasSecondFactor(ctx, tx, user)
	if err == nil && !had {
		err = errNoFactor
	}
	for _, query := range []string{`DELETE FROM pf_second_factors WHERE user_id = $1`, `DELETE FROM pf_passkeys WHERE user_id = $1`} {
		if err == nil {
			_, err = tx.Exec(ctx, query, user)
		}
	}
	if err != nil {
		return err
	}
	return dropCodesOfNothing(ctx, tx, user)
}

// dropCodesOfNothing deletes the recovery codes of who has no second factor, and what waits for one.
func dropCodesOfNothing(ctx context.Context, tx *db.Tx, user clinic.UserID) error {
	has, err := hasSecondFactor(ctx, tx, user)
	if has {
		return err
	}
	for _, query := range []string{`DELETE FROM pf_recovery_codes WHERE user_id = $1`, `DELETE FROM pf_pending_logins WHERE user_id = $1`} {
		if err == nil {
			_, err = tx.Exec(ctx, query, user)
		}
	}
	return err
}

// How many recovery codes there are, and of how many random bytes each is: too many to
// be guessed from their hashes.
const (
	recoveryCodes = 10
	recoveryBytes = 10
)

// newRecoveryCodes returns codes as they are shown: four groups of four letters and digits.
func newRecoveryCodes() (all []string) {
	for range recoveryCodes {
		b := make([]byte, recoveryBytes)
		_, _ = rand.Read(b) // never fails: crypto/rand ends the program first
		text := clinic.TypedCode(base32.StdEncoding.EncodeToString(b))
		all = append(all, text[:4]+"-"+text[4:8]+"-"+text[8:12]+"-"+text[12:])
	}
	return all
}

// putRecoveryCodes saves codes in place of those that user had.
func putRecoveryCodes(ctx context.Context, tx *db.Tx, user clinic.UserID, codes []string) error {
	_, err := tx.Exec(ctx, `DELETE FROM pf_recovery_codes WHERE user_id = $1`, user)
	for _, code := range codes {
		if err == nil {
			_, err = tx.Exec(ctx, `INSERT INTO pf_recovery_codes (user_id, code_hash) VALUES ($1, $2)`, user, hashRecovery(user, code))
		}
	}
	return err
}

func hashRecovery(user clinic.UserID, code string) string {
	return hashToken(string(user) + "\x00" + clinic.TypedCode(code))
}
