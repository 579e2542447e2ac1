package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"televisit/clinic"
	"televisit/store/db"
)

// A Challenge is what a device is asked. Options is the JSON that a browser takes, Token what the form holds
// that brings the answer. The zero one asks for nothing.
type Challenge struct{ Token, Options string }

// challengeLasts is how long it can be answered.
const challengeLasts = 5 * time.Minute

// What the answer to a challenge is for.
const (
	toAdd   = "add"   // another passkey of somebody
	toEnter = "enter" // signing in by it alone
	forCode = "code"  // in place of the code after the password
)

var errLatePasskey = clinic.Errorf(clinic.Gone, "You took too long, or this was sent before. Try again.")

// putChallenge saves what is asked of user, nobody to enter, and returns it. What can be answered no
// more goes with it, so that those who ask and never answer leave little behind.
func putChallenge(ctx context.Context, tx *db.Tx, now time.Time, purpose string, user clinic.UserID, options any,
	session *webauthn.SessionData) (c Challenge, err error) {
	asked, err := json.Marshal(options)
	if err != nil {
		return c, err
	}
	wanted, err := json.Marshal(session)
	if err != nil {
		return c, err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM pf_passkey_challenges WHERE expires_at < $1`, now.UnixMilli()); err != nil {
		return c, err
	}
	c = Challenge{newToken(), string(asked)}
	_, err = tx.Exec(ctx, `INSERT INTO pf_passkey_challenges (token_hash, purpose, user_id, session, expires_at) VALUES ($1, $2, $3, $4, $5)`,
		hashToken(c.Token), purpose, optionalText(user), string(wanted), now.Add(challengeLasts).UnixMilli())
	return c, err
}

// A usedChallenge is a challenge with which an answer came.
type usedChallenge struct {
	user    clinic.UserID // "" to enter
	purpose string
	session webauthn.SessionData
	again   bool // the same answer came before
}

// useChallenge uses up what a form was given, with the answer that it brings: whether that is
// right is known later. It returns errLatePasskey when another answer came before, and for any other token.
func (s *Store) useChallenge(ctx context.Context, token, answer string, purposes ...string) (c usedChallenge, err error) {
	err = s.db.Write(ctx, db.Anyone, func(tx *db.Tx) error {
		c = usedChallenge{}
		var used, user sql.NullString
		var session string
		_, err := db.One(ctx, tx, db.Into(&user, &c.purpose, &session, &used), `UPDATE pf_passkey_challenges SET expires_at = expires_at
			WHERE token_hash = $1 AND expires_at > $2 RETURNING user_id, purpose, session, used_with`, hashToken(token), s.now().UnixMilli())
		if errors.Is(err, db.ErrNone) || err == nil && used.Valid && used.String != hashToken(answer) {
			return errLatePasskey
		}
		if err != nil {
			return err
		}
		c.user, c.again = clinic.UserID(user.String), used.Valid
		if err := json.Unmarshal([]byte(session), &c.session); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE pf_passkey_challenges SET used_with = $2 WHERE token_hash = $1`, hashToken(token), hashToken(answer))
		return err
	})
	if err != nil {
		return c, err
	}
	for _, purpose := range purposes {
		if c.purpose == purpose {
			return c, nil
		}
	}
	return c, errLatePasskey
}
