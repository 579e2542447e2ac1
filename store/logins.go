package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// A Login is an authenticated browser.
type Login struct {
	User clinic.UserID
	Name string
	Orgs int // how many orgs the user is a member of
	// SecondFactor says that the user has to enter a code after the password.
	SecondFactor bool
	// SignOn is how the login goes with the identity provider of its org.
	SignOn SignOnState
	// KeysOff says that the user wants no single keys on the pages.
	KeysOff bool
	// Language is the one that the user chose, "" for none.
	Language string
	// Clock is the one that the user chose, "" for none.
	Clock clinic.Clock
	// Views are the ones that the user chose.
	Views Views
	// NewDevice is the latest that the user has not said to know, the zero one for none; of
	// a device of its own a login is not told.
	NewDevice Device
	// Actor is who acts, and where; nil until an org is chosen.
	Actor *Actor
	// Token is what the browser showed.
	Token string
	// IdleLock is how long the login may go unused, IdleLeft how much of that is
	// left.
	IdleLock, IdleLeft time.Duration
}

// touchEvery is how exactly the database knows the last use of a login. Each
// update is a write to disk.
const touchEvery = 30 * time.Second

var errSignIn = clinic.Errorf(clinic.Unauthenticated, "Please sign in.")

// UnscopedLogin returns whose token it is. It returns Unauthenticated for
// anything else, for a login that is locked, and for one that was idle or lasted
// longer than the org allows; a provider in an active session is never idle. A quiet request, a poll,
// does not count as use, and may be answered by what was read before: what other
// processes took away since is noticed within a second (see Notice).
func (s *Store) UnscopedLogin(ctx context.Context, token string, quiet bool) (Login, error) {
	key, g := sha256.Sum256([]byte(token)), s.generation()
	l, cached := s.logins.get(key, g)
	if !quiet || !cached {
		var err error
		if l, err = s.refreshLogin(ctx, key, g); err != nil {
			return Login{}, err
		}
	}
	now := s.now()
	over, err := s.over(ctx, l, now)
	if err != nil {
		return Login{}, err
	}
	if over {
		_, err := s.endLogins(ctx, "login.idle", `token_hash = $1`, hashToken(token))
		return Login{}, errors.Join(errSignIn, err)
	}
	if l.locked {
		return Login{}, errSignIn
	}
	if !quiet {
		l.used = now
		err = s.touch(ctx, key, l, now)
	}
	return l.shown(token, now), err
}

// UnscopedLoginOf returns the login of the first of tokens that has one, as
// UnscopedLogin does, and Unauthenticated when none has.
func (s *Store) UnscopedLoginOf(ctx context.Context, tokens []string, quiet bool) (l Login, err error) {
	err = errSignIn
	for _, token := range tokens {
		if l, err = s.UnscopedLogin(ctx, token, quiet); clinic.KindOf(err) != clinic.Unauthenticated {
			return l, err
		}
	}
	return l, err
}

// LacksSecondFactor reports whether the org demands a second factor of the user, who has
// none.
func (l Login) LacksSecondFactor() bool {
	has := l.SecondFactor && !l.SignOn.Made || l.SignOn.factor
	return l.Actor != nil && !has && l.Actor.settings.DemandsSecondFactor(l.Actor.rights)
}

// refreshLogin reads a login of generation g and puts it into the cache.
func (s *Store) refreshLogin(ctx context.Context, key [32]byte, g generation) (cachedLogin, error) {
	l, err := s.readLogin(ctx, hex.EncodeToString(key[:]))
	if clinic.KindOf(err) == clinic.Unauthenticated {
		s.logins.remove(key)
	}
	if err != nil {
		return l, err
	}
	l.generation = g
	if l.org != "" {
		s.versions.bump(l.org, l.version, g.foreign)
	}
	return s.logins.put(key, l), nil
}

// touch notes that l is used at now; in the database only so often.
func (s *Store) touch(ctx context.Context, key [32]byte, l cachedLogin, now time.Time) error {
	l.used = now
	s.logins.put(key, l)
	if now.Sub(l.saved) < touchEvery {
		return nil
	}
	_, err := s.exec(ctx, `UPDATE pf_logins SET seen_at = $2 WHERE token_hash = $1`, hex.EncodeToString(key[:]), now.UnixMilli())
	return err
}

// readLogin returns the login of a token's hash as it is in the database, with
// who acts, what they may do and how their org works. It returns
// Unauthenticated when there is none.
func (s *Store) readLogin(ctx context.Context, hash string) (l cachedLogin, err error) {
	err = s.db.Read(ctx, db.Anyone, func(tx *db.Tx) error {
		l, err = db.One(ctx, tx, scanLogin, `
			SELECT l.user_id, u.name, l.org_id, l.created_at, l.seen_at,
				CASE WHEN l.made_by = '' THEN (SELECT count(*) FROM pf_memberships m WHERE m.user_id = l.user_id) ELSE 1 END,
				l.made_by, EXISTS (SELECT 1 FROM pf_identity_providers p WHERE p.org_id = l.org_id AND p.active AND p.only_way),
				coalesce((SELECT o.version FROM pf_organizations o WHERE o.org_id = l.org_id), 0),
				`+hasFactor+`,
				EXISTS (SELECT 1 FROM pf_user_settings t WHERE t.user_id = l.user_id AND t.key = 'single_keys' AND t.value = 'off'),
				coalesce((SELECT t.value FROM pf_user_settings t WHERE t.user_id = l.user_id AND t.key = 'language'), ''),
				coalesce((SELECT t.value FROM pf_user_settings t WHERE t.user_id = l.user_id AND t.key = 'clock'), ''),
				coalesce((SELECT t.value FROM pf_user_settings t WHERE t.user_id = l.user_id AND t.key = 'today'), ''),
				coalesce((SELECT t.value FROM pf_user_settings t WHERE t.user_id = l.user_id AND t.key = 'sessions'), ''),
				l.locked_at IS NOT NULL, d.id, d.browser, d.system, d.first_at
			FROM pf_logins l JOIN pf_users u ON u.id = l.user_id
			LEFT JOIN pf_devices d ON d.id = (SELECT n.id FROM pf_devices n WHERE n.user_id = l.user_id AND n.known_at IS NULL
				AND n.first_at > $2 AND n.id <> coalesce(l.device_id, '') ORDER BY n.first_at DESC, n.id LIMIT 1)
			WHERE l.token_hash = $1 AND u.disabled_at IS NULL`, hash, s.now().Add(-newDeviceFor).UnixMilli())
		if errors.Is(err, db.ErrNone) {
			return errSignIn
		}
		if err != nil || l.org == "" {
			return err
		}
		a, err := actor(ctx, tx, l.org, l.User, l.Name)
		a.orgs, a.keysOff, a.views = l.Orgs, l.KeysOff, l.Views
		l.Actor = &a
		return err
	})
	return l, err
}

func scanLogin(r db.Row) (l cachedLogin, err error) {
	var org sql.NullString
	var created, used int64
	var madeBy string
	err = r.Scan(&l.User, &l.Name, &org, &created, &used, &l.Orgs, &madeBy, &l.SignOn.only, &l.version, &l.SecondFactor, &l.KeysOff,
		&l.Language, &l.Clock, &l.Views.Today, &l.Views.Sessions, &l.locked, (*optionalText)(&l.NewDevice.ID),
		(*optionalText)(&l.NewDevice.Browser), (*optionalText)(&l.NewDevice.System), (*instant)(&l.NewDevice.SignedIn))
	l.SignOn.Made, l.SignOn.factor = madeBy != "", madeBy == byProviderWithFactor
	l.org, l.created, l.saved = clinic.OrgID(org.String), time.UnixMilli(created), time.UnixMilli(used)
	l.used = l.saved
	return l, err
}

// newLogin makes a login of user, in org when it is not "", and returns its
// token: the one time that the token is known.
func (s *Store) newLogin(ctx context.Context, user clinic.UserID, org clinic.OrgID) (string, error) {
	token, now := newToken(), s.now()
	err := s.db.Write(ctx, db.Anyone, func(tx *db.Tx) error {
		return s.putLogin(ctx, tx, madeLogin{token: token, user: user, org: org}, now)
	})
	return token, err
}

// UnscopedChooseOrg makes org the current one of a login. It returns NotFound
// when the user is no member of it, or their login is of another one alone.
func (s *Store) UnscopedChooseOrg(ctx context.Context, token string, org clinic.OrgID) error {
	err := s.db.Write(ctx, db.Anyone, func(tx *db.Tx) error {
		var user clinic.UserID
		var was sql.NullString
		_, err := db.One(ctx, tx, db.Into(&user, &was), `SELECT l.user_id, l.org_id FROM pf_logins l WHERE l.token_hash = $1
			AND (l.made_by = '' OR l.org_id = $2)
			AND EXISTS (SELECT 1 FROM pf_memberships m WHERE m.org_id = $2 AND m.user_id = l.user_id)`, hashToken(token), org)
		if errors.Is(err, db.ErrNone) {
			return clinic.Errorf(clinic.NotFound, "You are not a member of that organization.")
		}
		if err != nil || was.String == string(org) {
			return err
		}
		if _, err = tx.Exec(ctx, `UPDATE pf_logins SET org_id = $2 WHERE token_hash = $1`, hashToken(token), org); err != nil {
			return err
		}
		return s.recordLogin(ctx, tx, org, loginRow(ctx, s.now(), user, "login.in"))
	})
	s.logins.invalidate()
	return err
}

// UnscopedSignOut ends a login. Ending one that is over is no error.
func (s *Store) UnscopedSignOut(ctx context.Context, token string) error {
	_, err := s.endLogins(ctx, "login.out", `token_hash = $1`, hashToken(token))
	return err
}

// UnscopedSignOutAll ends every login of the user with that email, and every
// login there is when email is "". It returns how many there were.
func (s *Store) UnscopedSignOutAll(ctx context.Context, email string) (int64, error) {
	return s.endLogins(ctx, "login.ended", `$1 = '' OR user_id IN (SELECT id FROM pf_users WHERE email = $1)`, foldEmail(email))
}

func foldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// newToken returns 256 random bits as text that fits a cookie and a URL.
func newToken() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program first
	return base64.RawURLEncoding.EncodeToString(b)
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// UnscopedActor returns the member of org with that email, as one who acts
// without a browser: the demo's people, and tests. It returns NotFound when
// there is no such member.
func (s *Store) UnscopedActor(ctx context.Context, email string, org clinic.OrgID) (Actor, error) {
	var a Actor
	_, err := db.One(ctx, s.db, db.Into(&a.user, &a.name), `
		SELECT u.id, u.name FROM pf_users u JOIN pf_memberships m ON m.user_id = u.id
		WHERE u.email = $1 AND m.org_id = $2 AND u.disabled_at IS NULL`, foldEmail(email), org)
	if errors.Is(err, db.ErrNone) {
		return Actor{}, clinic.Errorf(clinic.NotFound, "There is no such member.")
	}
	if err != nil {
		return Actor{}, err
	}
	return actor(ctx, s.db, org, a.user, a.name)
}
