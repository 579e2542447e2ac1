package store

import (
	"context"
	"encoding/json"
	"errors"

	"televisit/clinic"
	"televisit/store/db"
)

// What a login was made by, as it is stored: nothing of these is a password.
const (
	byProvider           = "provider"
	byProviderWithFactor = "factor"
)

// A SignOnState says how a login goes with the identity provider of its org.
type SignOnState struct {
	// Made says that the provider vouched for it: it is of that org alone.
	Made   bool
	factor bool // and for a second factor
	only   bool // the org wants its members to sign in so
}

// LacksSignOn reports whether the org wants its members to sign in by its identity
// provider, and the login was made by a password. Who may change that can always come in.
func (l Login) LacksSignOn() bool {
	return l.Actor != nil && l.SignOn.only && !l.SignOn.Made && !l.Actor.rights.May(clinic.ManageSettings)
}

// A SignOnRefused is why an identity was not let in.
type SignOnRefused struct{ Fault clinic.SignOnFault }

func (e SignOnRefused) Error() string { return "sign-on refused: " + string(e.Fault) }

// An Arrival is somebody whom the provider of Org vouched for, as the Client that it was
// asked as, by the way back of a state.
type Arrival struct {
	Org   clinic.OrgID
	As    Client
	State string
	clinic.Identity
}

// UnscopedSignOn makes a login for a member whom the identity provider of their org
// vouched for, and returns its token. The login is of that org alone. Somebody is found by
// the address of their email once, and by their subject from then on. It returns a
// SignOnRefused for who is not let in; that is put on record.
func (s *Store) UnscopedSignOn(ctx context.Context, a Arrival) (login string, err error) {
	login = newToken()
	err = s.db.Write(ctx, db.Owner(a.Org), func(tx *db.Tx) error {
		c := scope{a.Org, s.now(), tx}
		p, err := c.identityProvider(ctx)
		if err != nil {
			return err
		}
		if !p.Active || p.Issuer != a.As.Issuer || p.ClientID != a.As.ID { // it changed a moment ago
			return SignOnRefused{clinic.SignOnUnproved}
		}
		user, err := s.identify(ctx, c, p, a.Identity)
		if err != nil {
			return err
		}
		if err := s.signOn(ctx, c, p, a.Identity, user, login); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE pf_used_sign_ons SET address_hash = '' WHERE state_hash = $1`, hashToken(a.State))
		return err
	})
	if refused, ok := errors.AsType[SignOnRefused](err); ok {
		return "", errors.Join(err, s.UnscopedNoteRefused(ctx, a.Org, refused.Fault))
	}
	return login, err
}

// identify returns the member who is known by a subject, or else the one with the address
// that p vouches for, who is known by the subject from then on.
func (s *Store) identify(ctx context.Context, c scope, p clinic.IdentityProvider, i clinic.Identity) (clinic.UserID, error) {
	user, err := one(ctx, c, db.Text, `SELECT i.user_id FROM pf_identities i
		JOIN pf_memberships m ON m.org_id = i.org_id AND m.user_id = i.user_id JOIN pf_users u ON u.id = i.user_id
		WHERE i.org_id = $1 AND i.subject = $2 AND u.disabled_at IS NULL`, i.Subject)
	if clinic.KindOf(err) != clinic.NotFound {
		return clinic.UserID(user), err
	}
	switch {
	case i.Email == "" || !i.Verified:
		return "", SignOnRefused{clinic.SignOnNoEmail}
	case !p.VouchesFor(i.Email):
		return "", SignOnRefused{clinic.SignOnDomain}
	}
	user, err = one(ctx, c, db.Text, `SELECT u.id FROM pf_users u JOIN pf_memberships m ON m.user_id = u.id
		WHERE m.org_id = $1 AND u.email = $2 AND u.disabled_at IS NULL`, foldEmail(i.Email))
	if clinic.KindOf(err) == clinic.NotFound {
		err = SignOnRefused{clinic.SignOnStranger}
	}
	if err != nil {
		return "", err
	}
	return clinic.UserID(user), s.bind(ctx, c, i.Subject, clinic.UserID(user))
}

// bind makes user the one who is known by a subject. It returns a SignOnRefused when either
// is bound otherwise.
func (s *Store) bind(ctx context.Context, c scope, subject string, user clinic.UserID) error {
	n, err := c.exec(ctx, `INSERT INTO pf_identities (org_id, subject, user_id, since, used_at) VALUES ($1, $2, $3, $4, $4)
		ON CONFLICT (org_id, subject) DO NOTHING`, subject, user, c.now.UnixMilli())
	if err == nil && n == 0 { // somebody who left had it, or they came twice at once
		n, err = one(ctx, c, db.Int, `SELECT count(*) FROM pf_identities WHERE org_id = $1 AND subject = $2 AND user_id = $3`, subject, user)
	}
	if db.IsTaken(err) || err == nil && n == 0 {
		return SignOnRefused{clinic.SignOnOther}
	}
	if err != nil {
		return err
	}
	return s.recordLogin(ctx, c.tx, c.org, loginRow(ctx, c.now, user, "login.identity"))
}

// signOn makes the login of a token for user.
func (s *Store) signOn(ctx context.Context, c scope, p clinic.IdentityProvider, i clinic.Identity, user clinic.UserID,
	token string) error {
	madeBy := byProvider
	if p.SecondFactor || i.SecondFactor {
		madeBy = byProviderWithFactor
	}
	a, err := actor(ctx, c.tx, c.org, user, "")
	if err != nil {
		return err
	}
	if madeBy == byProvider && a.settings.DemandsSecondFactor(a.rights) {
		return SignOnRefused{clinic.SignOnFactor}
	}
	_, err = c.exec(ctx, `UPDATE pf_identities SET used_at = $3 WHERE org_id = $1 AND user_id = $2`, user, c.now.UnixMilli())
	if err != nil {
		return err
	}
	return s.putLogin(ctx, c.tx, madeLogin{token, user, c.org, madeBy}, c.now)
}

// UnscopedNoteRefused puts on record that somebody who came from the identity provider of
// org was not let in.
func (s *Store) UnscopedNoteRefused(ctx context.Context, org clinic.OrgID, why clinic.SignOnFault) error {
	detail, err := json.Marshal(map[string]any{"why": why})
	if err != nil {
		return err
	}
	row := AuditRow{At: s.now(), Action: "login.sso_failed", Entity: "sso", EntityID: string(org), Detail: string(detail),
		Kind: clinic.AuditLogins, Origin: originOf(ctx)}
	row.ID = NewID()
	return s.db.Write(ctx, db.Owner(org), func(tx *db.Tx) error { return s.recordLogin(ctx, tx, org, row) })
}
