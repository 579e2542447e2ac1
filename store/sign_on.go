package store

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"time"

	"televisit/clinic"
	"televisit/store/db"
	"televisit/store/seal"
)

// A SignOn is somebody on their way to an identity provider and back. Sealed is the same
// for their browser to carry: nothing is kept here until they come back.
type SignOn struct {
	Org                    clinic.OrgID
	State, Nonce, Verifier string // what ties question and answer together
	Next                   string // where they want to go afterwards
	Expires                time.Time
	Sealed                 string `json:"-"`
}

// SignOnLasts is how long the way to a provider and back may take.
const SignOnLasts = 10 * time.Minute

// longestNext keeps what a browser carries within what browsers carry.
const longestNext = 1000

// signOnPlace is where what a browser carries belongs.
var signOnPlace = seal.Place{ID: "sign on"}

// A Client is what an org is at its identity provider.
type Client struct{ Issuer, ID, Secret string }

// UnscopedBeginSignOn sends somebody to the identity provider of org. It returns NotFound
// when there is none to sign in by, and Unavailable when its secret cannot be read.
func (s *Store) UnscopedBeginSignOn(ctx context.Context, org clinic.OrgID, next string) (on SignOn, at Client, err error) {
	if at, _, err = s.client(ctx, org); err != nil {
		return on, at, err
	}
	if len(next) > longestNext {
		next = ""
	}
	on = SignOn{Org: org, State: rand.Text(), Nonce: rand.Text(), Verifier: newToken(), Next: next, Expires: s.now().Add(SignOnLasts)}
	text, err := json.Marshal(on)
	if err != nil {
		return on, at, err
	}
	if on.Sealed, _, err = s.keys.Seal(signOnPlace, string(text)); err != nil {
		err = errNoKeys(err)
	}
	return on, at, err
}

// client returns what org is at its identity provider, and the provider.
func (s *Store) client(ctx context.Context, org clinic.OrgID) (at Client, p clinic.IdentityProvider, err error) {
	err = s.db.Read(ctx, db.Owner(org), func(tx *db.Tx) error {
		c := scope{org, s.now(), tx}
		if p, err = c.identityProvider(ctx); err != nil {
			return err
		}
		if !p.Active {
			return clinic.Errorf(clinic.NotFound, "There is no single sign-on at this address.")
		}
		at = Client{Issuer: p.Issuer, ID: p.ClientID}
		if at.Secret, err = s.secret(ctx, c, clientSecret); clinic.KindOf(err) == clinic.NotFound {
			err = clinic.Causef(clinic.Unavailable, err, "The secret of single sign-on is missing. An administrator has to enter it again.")
		}
		return err
	})
	return at, p, err
}

// errSignOnOver is what a way back is told that leads nowhere any more.
var errSignOnOver = clinic.Errorf(clinic.Gone, "This way back was used already, or it took longer than 10 minutes. Sign in again.")

// A WayBack is what a browser comes back from a provider with: to which org, the state that
// it was sent with, what it carries, and its network address as far as it is told apart.
type WayBack struct {
	Org                    clinic.OrgID
	State, Sealed, Address string
}

// UnscopedReturnSignOn uses up a way back. It returns Gone for one that is none,
// is too old or was used, and TooMany, caused by a Throttled, for too many that failed.
func (s *Store) UnscopedReturnSignOn(ctx context.Context, b WayBack) (on SignOn, at Client, err error) {
	if s.keys == nil {
		return on, at, errNoKeys(errNoKeyFile)
	}
	text, err := s.keys.Open(signOnPlace, b.Sealed)
	if err != nil {
		return on, at, errSignOnOver // another browser, or one that waited long
	}
	if err := json.Unmarshal([]byte(text), &on); err != nil {
		return on, at, err
	}
	if on.Org != b.Org || subtle.ConstantTimeCompare([]byte(on.State), []byte(b.State)) == 0 || !s.now().Before(on.Expires) {
		return on, at, errSignOnOver
	}
	if err := s.useSignOn(ctx, on.State, b.Address); err != nil {
		return on, at, err
	}
	at, _, err = s.client(ctx, b.Org)
	return on, at, err
}

// mostFailed is how many ways back from one address, which a whole practice may share, can
// fail in the time that one lasts. Each asks a provider and stands in an audit trail.
const mostFailed = 100

// useSignOn uses up a state. It returns Gone for one that was used, and TooMany.
func (s *Store) useSignOn(ctx context.Context, state, address string) error {
	return s.db.Write(ctx, db.Anyone, func(tx *db.Tx) error {
		now, from := s.now(), hashToken("sign on from "+address)
		n, err := db.One(ctx, tx, db.Int, `SELECT count(*) FROM pf_used_sign_ons WHERE address_hash = $1 AND used_at > $2`, from,
			now.Add(-SignOnLasts).UnixMilli())
		if err == nil && n >= mostFailed {
			err = clinic.Causef(clinic.TooMany, Throttled{SignOnLasts}, "Too many wrong attempts. Try again in %s.", clinic.Wait(SignOnLasts))
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO pf_used_sign_ons (state_hash, address_hash, used_at) VALUES ($1, $2, $3)`, hashToken(state),
			from, now.UnixMilli())
		if db.IsTaken(err) {
			err = errSignOnOver
		}
		return err
	})
}

// purgeSignOns forgets the ways back that are too old to be used again.
func purgeSignOns(ctx context.Context, tx *db.Tx, now time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM pf_used_sign_ons WHERE used_at < $1`, now.Add(-2*SignOnLasts).UnixMilli())
	return err
}
