package store

import (
	"context"
	"errors"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"televisit/clinic"
	"televisit/store/db"
)

// UnscopedAskToEnter asks whoever it is to sign in by a passkey alone. The device has to make
// sure that it is its owner, for it stands for both factors.
func (s *Store) UnscopedAskToEnter(ctx context.Context, site *PasskeySite) (c Challenge, err error) {
	asked, session, err := site.party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return c, err
	}
	err = s.db.Write(ctx, db.Anyone, func(tx *db.Tx) (err error) {
		c, err = putChallenge(ctx, tx, s.now(), toEnter, "", asked.Response, session)
		return err
	})
	return c, err
}

// SecondSteps are what somebody can enter after their password.
type SecondSteps struct {
	App     bool
	Passkey Challenge // the zero one when they have none for the site
}

// UnscopedSecondSteps returns what there is for whom a SignIn is pending; of passkeys none when site is nil. It
// returns Gone when the password has to be entered again.
func (s *Store) UnscopedSecondSteps(ctx context.Context, site *PasskeySite, pending string) (possible SecondSteps, err error) {
	user, err := s.pendingUser(ctx, pending)
	if err != nil {
		return possible, err
	}
	n, err := db.One(ctx, s.db, db.Int, `SELECT count(*) FROM pf_second_factors WHERE user_id = $1`, user.id)
	if possible.App = n > 0; err != nil || site == nil || len(user.keys) == 0 {
		return possible, err
	}
	asked, session, err := site.party.BeginLogin(user, webauthn.WithUserVerification(protocol.VerificationPreferred))
	if err != nil {
		return possible, err
	}
	err = s.db.Write(ctx, db.Anyone, func(tx *db.Tx) (err error) {
		possible.Passkey, err = putChallenge(ctx, tx, s.now(), forCode, user.id, asked.Response, session)
		return err
	})
	return possible, err
}

// A PasskeyEntry is what a device answered: after the password, with what is Pending, or
// alone, with "".
type PasskeyEntry struct{ Token, Pending, Answer string }

var errCopiedPasskey = clinic.Errorf(clinic.Invalid, "There may be a copy of this passkey. Sign in another way, and remove it.")

// UnscopedEnterPasskey makes a login for whose device answered, and returns its token. The same form sent
// again returns the same login. It returns Invalid for a wrong answer, also of a device that may have been
// copied, and Gone for one that came too late.
func (s *Store) UnscopedEnterPasskey(ctx context.Context, site *PasskeySite, e PasskeyEntry) (login string, err error) {
	purpose := toEnter
	if e.Pending != "" {
		purpose = forCode
	}
	c, err := s.useChallenge(ctx, e.Token, e.Answer, purpose)
	if err != nil {
		return "", err
	}
	login = hashToken("login of " + e.Token) // known to nobody who has not the one
	if c.again {
		n, err := db.One(ctx, s.db, db.Int, `SELECT count(*) FROM pf_logins WHERE token_hash = $1`, hashToken(login))
		if err == nil && n == 0 {
			err = errLatePasskey
		}
		return login, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(e.Answer))
	if err != nil {
		return "", badPasskey(err)
	}
	if c.user == "" {
		c.user = clinic.UserID(parsed.Response.UserHandle)
	}
	what := &change{entity: "user"}
	err = s.changeUser(ctx, c.user, what, func(tx *db.Tx) (clinic.UserID, error) {
		if e.Pending != "" {
			if err := dropOnePending(ctx, tx, e.Pending, c.user, s.now()); err != nil {
				return c.user, err
			}
		}
		if err := s.answered(ctx, tx, site, c, parsed); err != nil {
			return c.user, err
		}
		return c.user, s.insertLogin(ctx, tx, c.user, login)
	})
	if errors.Is(err, errCopiedPasskey) {
		noted := &change{action: "login.passkey_copied", entity: "user"}
		err = errors.Join(err, s.changeUser(ctx, c.user, noted, func(*db.Tx) (clinic.UserID, error) { return c.user, nil }))
	}
	return login, err
}

// answered checks the answer to c and counts it. Whoever answers with the same passkey at once waits
// until tx is over.
func (s *Store) answered(ctx context.Context, tx *db.Tx, site *PasskeySite, c usedChallenge,
	answer *protocol.ParsedCredentialAssertionData) error {
	n, err := tx.Exec(ctx, `UPDATE pf_passkeys SET used_at = $3 WHERE id = $1 AND user_id = $2`, passkeyID(answer.RawID), c.user,
		s.now().UnixMilli())
	if err == nil && n == 0 {
		err = badPasskey(errors.New("a passkey that nobody has here"))
	}
	if err != nil {
		return err
	}
	user, err := passkeyUserOf(ctx, tx, c.user)
	if errors.Is(err, db.ErrNone) {
		err = badPasskey(err)
	}
	if err != nil {
		return err
	}
	var key *webauthn.Credential
	if c.purpose == toEnter {
		_, key, err = site.party.ValidatePasskeyLogin(func([]byte, []byte) (webauthn.User, error) { return user, nil }, c.session, answer)
	} else {
		key, err = site.party.ValidateLogin(user, c.session, answer)
	}
	if err != nil {
		return badPasskey(err)
	}
	if key.Authenticator.CloneWarning {
		return errCopiedPasskey
	}
	record, err := recordOf(*key)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE pf_passkeys SET record = $2 WHERE id = $1`, passkeyID(key.ID), record)
	return err
}
