package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"televisit/clinic"
)

// A Login is an authenticated browser.
type Login struct {
	User clinic.UserID
	Name string
	Orgs int // how many orgs the user is a member of
	// KeysOff says that the user wants no single keys on the pages.
	KeysOff bool
	// Language is the one that the user chose, "" for none.
	Language string
	// Actor is who acts, and where; nil until an org is chosen.
	Actor *Actor
}

// seenEvery is how exactly the last request of a login is known. Each update
// is a write to disk.
const seenEvery = 30 * time.Second

var errSignIn = &clinic.Error{Kind: clinic.Unauthenticated, Message: "Please sign in."}

// UnscopedLogin returns whose token it is. It returns Unauthenticated for
// anything else, and for a login that was idle or lasted longer than the org
// allows. A quiet request, a poll, does not count as activity.
func (s *Store) UnscopedLogin(ctx context.Context, token string, quiet bool) (Login, error) {
	h, err := s.heldLogin(ctx, sha256.Sum256([]byte(token)))
	if err != nil {
		return Login{}, err
	}
	l, limits := Login{User: h.user, Name: h.name, Orgs: h.orgs, KeysOff: h.keysOff, Language: h.language}, clinic.DefaultSettings()
	if h.org != "" {
		if l.Actor, err = s.heldActor(ctx, h); err != nil {
			return Login{}, err
		}
		limits = l.Actor.settings
	}
	now := s.now()
	if now.Sub(time.UnixMilli(h.seen.Load())) > limits.IdleLock || now.Sub(h.created) > limits.LoginLasts {
		return Login{}, errors.Join(errSignIn, s.UnscopedSignOut(ctx, token))
	}
	if quiet {
		return l, nil
	}
	return l, s.sees(ctx, h, now)
}

// actor returns user as a member of org, with what all their roles grant.
func (s *Store) actor(ctx context.Context, org clinic.OrgID, user clinic.UserID, name string) (Actor, error) {
	a := Actor{org: org, user: user, name: name}
	rows, err := s.read.QueryContext(ctx, `
		SELECT o.name, r.id, r.system, p.permission, p.own
		FROM pf_organizations o
		JOIN pf_membership_roles m ON m.org_id = o.org_id AND m.user_id = $2
		JOIN pf_roles r ON r.org_id = m.org_id AND r.id = m.role_id
		LEFT JOIN pf_role_permissions p ON p.org_id = r.org_id AND p.role_id = r.id
		WHERE o.org_id = $1`, org, user)
	if err != nil {
		return Actor{}, friendly(err)
	}
	defer rows.Close()
	a.rights = clinic.Rights{}
	for rows.Next() {
		var role clinic.RoleID
		var system bool
		var permission sql.NullString
		var own sql.NullBool
		if err := rows.Scan(&a.orgName, &role, &system, &permission, &own); err != nil {
			return Actor{}, friendly(err)
		}
		a.rights.Add(grants(role, system, permission, own))
	}
	if err := rows.Err(); err != nil {
		return Actor{}, friendly(err)
	}
	a.settings, err = s.settings(ctx, org)
	a.class = classOf(a)
	a.settings = a.settings.Resolved()
	return a, err
}

// classOf tells members of one org apart by what they may do there, and by who
// they are where that depends on it.
func classOf(a Actor) string {
	who := clinic.UserID("")
	for _, scope := range a.rights {
		if scope == clinic.Own {
			who = a.user
		}
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %v %v", a.org, who, a.rights, a.settings)) // maps print sorted
	return string(sum[:])
}

// grants returns what one row of a member's roles adds. A system role's
// permissions are the program's; those of a custom one are rows.
func grants(role clinic.RoleID, system bool, permission sql.NullString, own sql.NullBool) clinic.Rights {
	if system {
		return clinic.RightsOf(role)
	}
	scope := clinic.All
	if own.Bool {
		scope = clinic.Own
	}
	if !permission.Valid {
		return nil
	}
	return clinic.Rights{clinic.Permission(permission.String): scope}
}

// newLogin makes a login of user, in org when it is not "", and returns its
// token: the one time that the token is known.
func (s *Store) newLogin(ctx context.Context, user clinic.UserID, org clinic.OrgID) (string, error) {
	token := newToken()
	now := s.now().UnixMilli()
	_, err := s.write.ExecContext(ctx, `INSERT INTO pf_logins (token_hash, user_id, org_id, created_at, seen_at) VALUES ($1, $2, $3, $4, $4)`,
		hashToken(token), user, optionalText(org), now)
	return token, friendly(err)
}

// UnscopedChooseOrg makes org the current one of a login. It returns NotFound
// when the user is no member of it.
func (s *Store) UnscopedChooseOrg(ctx context.Context, token string, org clinic.OrgID) error {
	res, err := s.write.ExecContext(ctx, `
		UPDATE pf_logins SET org_id = $2 WHERE token_hash = $1
		AND EXISTS (SELECT 1 FROM pf_memberships m WHERE m.org_id = $2 AND m.user_id = pf_logins.user_id)`, hashToken(token), org)
	s.logins.forget()
	if err != nil {
		return friendly(err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, &clinic.Error{Kind: clinic.NotFound, Message: "You are not a member of that organization."})
	}
	return nil
}

// UnscopedSignOut ends a login. Ending one that is over is no error.
func (s *Store) UnscopedSignOut(ctx context.Context, token string) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM pf_logins WHERE token_hash = $1`, hashToken(token))
	s.logins.forget()
	return friendly(err)
}

// UnscopedSignOutAll ends every login of the user with that email, and every
// login there is when email is "". It returns how many there were.
func (s *Store) UnscopedSignOutAll(ctx context.Context, email string) (int64, error) {
	res, err := s.write.ExecContext(ctx, `
		DELETE FROM pf_logins WHERE $1 = '' OR user_id IN (SELECT id FROM pf_users WHERE email = $1)`, foldEmail(email))
	s.logins.forget()
	if err != nil {
		return 0, friendly(err)
	}
	return res.RowsAffected()
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
	var user clinic.UserID
	var name string
	err := s.read.QueryRowContext(ctx, `
		SELECT u.id, u.name FROM pf_users u JOIN pf_memberships m ON m.user_id = u.id
		WHERE u.email = $1 AND m.org_id = $2 AND u.disabled_at IS NULL`, foldEmail(email), org).Scan(&user, &name)
	if errors.Is(err, sql.ErrNoRows) {
		return Actor{}, clinic.Errorf(clinic.NotFound, "There is no such member.")
	}
	if err != nil {
		return Actor{}, friendly(err)
	}
	return s.actor(ctx, org, user, name)
}
