package store

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"televisit/clinic"
	"televisit/store/db"
)

// A Passkey is a passkey of a person, as far as it is shown.
type Passkey struct {
	ID, Name    string
	Added, Used time.Time // Used is zero when it never was
}

// maxPasskeyName is how many characters a name may have.
const maxPasskeyName = 60

// UnscopedPasskeys returns the passkeys of user, the oldest first.
func (s *Store) UnscopedPasskeys(ctx context.Context, user clinic.UserID) ([]Passkey, error) {
	return db.List(ctx, s.db, func(r db.Row) (p Passkey, err error) {
		return p, r.Scan(&p.ID, &p.Name, (*instant)(&p.Added), (*instant)(&p.Used))
	}, `SELECT id, name, added_at, used_at FROM pf_passkeys WHERE user_id = $1 ORDER BY added_at, id`, user)
}

// UnscopedAskForPasskey asks a device of whoever gives the proof for a passkey that is to have a name. It returns
// Invalid, naming the field, for a wrong proof or what is no name, and TooMany as signing in does.
func (s *Store) UnscopedAskForPasskey(ctx context.Context, site *PasskeySite, name string, p Proof) (c Challenge, err error) {
	if err := checkPasskeyName(name); err != nil {
		return c, err
	}
	user, err := passkeyUserOf(ctx, s.db, p.User)
	if err != nil {
		return c, err
	}
	wanted := protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementPreferred,
		UserVerification: protocol.VerificationPreferred}
	asked, session, err := site.party.BeginRegistration(user, webauthn.WithAuthenticatorSelection(wanted),
		webauthn.WithExclusions(webauthn.Credentials(user.keys).CredentialDescriptors()))
	if err != nil {
		return c, err
	}
	return c, s.changeProved(ctx, p, &change{}, func(tx *db.Tx) (err error) {
		c, err = putChallenge(ctx, tx, s.now(), toAdd, p.User, asked.Response, session)
		return err
	})
}

// A NewPasskey is what a device answered, and how its owner calls it, from the login of Login.
type NewPasskey struct {
	User                       clinic.UserID
	Login, Token, Name, Answer string
}

// UnscopedAddPasskey gives somebody a passkey. If it is their first second factor, their other
// logins end and it returns their recovery codes: the one time that they are known. It returns
// Invalid, naming the field, for a name or an answer that is none, Gone for one that came too
// late or twice, and Conflict for a passkey that is known.
func (s *Store) UnscopedAddPasskey(ctx context.Context, site *PasskeySite, n NewPasskey) (codes []string, err error) {
	if err := checkPasskeyName(n.Name); err != nil {
		return nil, err
	}
	c, err := s.useChallenge(ctx, n.Token, n.Answer, toAdd)
	if err == nil && (c.again || c.user != n.User) {
		err = errLatePasskey
	}
	if err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(n.Answer))
	if err != nil {
		return nil, badPasskey(err)
	}
	key, err := site.party.CreateCredential(passkeyUser{id: n.User}, c.session, parsed)
	if err != nil {
		return nil, badPasskey(err)
	}
	record, err := recordOf(*key)
	if err != nil {
		return nil, err
	}
	fresh := newRecoveryCodes()
	what := &change{action: "user.passkey_added", entity: "user"}
	err = s.changeUser(ctx, n.User, what, func(tx *db.Tx) (clinic.UserID, error) {
		codes = nil
		had, err := hasSecondFactor(ctx, tx, n.User)
		if err != nil {
			return n.User, err
		}
		added, err := tx.Exec(ctx, `INSERT INTO pf_passkeys (id, user_id, name, record, added_at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (id) DO NOTHING`, passkeyID(key.ID), n.User, strings.TrimSpace(n.Name), record, s.now().UnixMilli())
		if err == nil && added == 0 {
			err = clinic.Errorf(clinic.Conflict, "This passkey is known already.")
		}
		if err != nil || had {
			return n.User, err
		}
		codes = fresh
		if err := putRecoveryCodes(ctx, tx, n.User, codes); err != nil {
			return n.User, err
		}
		_, err = tx.Exec(ctx, `DELETE FROM pf_logins WHERE user_id = $1 AND token_hash <> $2`, n.User, hashToken(n.Login))
		return n.User, err
	})
	return codes, err
}

func checkPasskeyName(name string) error {
	if n := len([]rune(strings.TrimSpace(name))); clinic.ShowsNothing(name) || n > maxPasskeyName {
		return clinic.FieldErrorf("name", "Give the passkey a name by which you know it, up to %d characters.", maxPasskeyName)
	}
	return nil
}

func badPasskey(cause error) error {
	return clinic.Causef(clinic.Invalid, cause, "What the device answered is not right. Try again.")
}

func passkeyID(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

var errNoPasskey = clinic.Errorf(clinic.NotFound, "There is no such passkey.")

// UnscopedRenamePasskey gives a passkey of user another name. It returns Invalid, naming the
// field, for what is no name, and NotFound for a passkey of nobody or somebody else.
func (s *Store) UnscopedRenamePasskey(ctx context.Context, user clinic.UserID, id, name string) error {
	if err := checkPasskeyName(name); err != nil {
		return err
	}
	n, err := s.exec(ctx, `UPDATE pf_passkeys SET name = $3 WHERE user_id = $1 AND id = $2`, user, id, strings.TrimSpace(name))
	if err == nil && n == 0 {
		err = errNoPasskey
	}
	return err
}

// UnscopedRemovePasskey takes away a passkey of whoever gives the proof, and with the last second
// factor their recovery codes. It returns Invalid for a wrong proof, TooMany as signing in does, and NotFound
// for a passkey of nobody or somebody else.
func (s *Store) UnscopedRemovePasskey(ctx context.Context, p Proof, id string) error {
	return s.changeProved(ctx, p, &change{action: "user.passkey_removed", entity: "user"}, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM pf_passkeys WHERE user_id = $1 AND id = $2`, p.User, id)
		if err == nil && n == 0 {
			err = errNoPasskey
		}
		if err != nil {
			return err
		}
		return dropCodesOfNothing(ctx, tx, p.User)
	})
}
