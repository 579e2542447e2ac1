package store

import (
	"context"
	"encoding/json"
	"errors"
	"net/netip"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"televisit/clinic"
	"televisit/store/db"
)

// A PasskeySite is the site that passkeys are for: a browser uses them nowhere else.
type PasskeySite struct{ party *webauthn.WebAuthn }

// NewPasskeySite returns the site of an origin as browsers write it, and nil where browsers
// know no passkeys: they want https and a name, or the name localhost.
func NewPasskeySite(origin string) *PasskeySite {
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" {
		return nil
	}
	_, err = netip.ParseAddr(u.Hostname())
	if isAddress := err == nil; isAddress || u.Scheme != "https" && u.Hostname() != "localhost" {
		return nil
	}
	party, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: "Televisit", RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation})
	if err != nil {
		return nil
	}
	return &PasskeySite{party}
}

// A passkeyUser is a person as the library asks for one.
type passkeyUser struct {
	id          clinic.UserID
	email, name string
	keys        []webauthn.Credential
}

func (u passkeyUser) WebAuthnID() []byte                         { return []byte(u.id) }
func (u passkeyUser) WebAuthnName() string                       { return u.email }
func (u passkeyUser) WebAuthnDisplayName() string                { return u.name }
func (u passkeyUser) WebAuthnCredentials() []webauthn.Credential { return u.keys }

// passkeyUserOf returns who can sign in by that id, with their passkeys. It returns db.ErrNone without one.
func passkeyUserOf(ctx context.Context, q db.Querier, id clinic.UserID) (passkeyUser, error) {
	u := passkeyUser{id: id}
	_, err := db.One(ctx, q, db.Into(&u.email, &u.name), `SELECT email, name FROM pf_users WHERE id = $1 AND disabled_at IS NULL`, id)
	if err != nil {
		return u, err
	}
	u.keys, err = db.List(ctx, q, func(r db.Row) (key webauthn.Credential, err error) {
		var record string
		err = r.Scan(&record)
		return key, errors.Join(err, json.Unmarshal([]byte(record), &key))
	}, `SELECT record FROM pf_passkeys WHERE user_id = $1 ORDER BY added_at, id`, id)
	return u, err
}

// recordOf returns a passkey as it is stored: without what its maker attests, which nobody asks for.
func recordOf(key webauthn.Credential) (string, error) {
	key.Attestation = webauthn.CredentialAttestation{}
	record, err := json.Marshal(key)
	return string(record), err
}
