package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// limits returns how long the login may last and go unused.
func (l cachedLogin) limits() clinic.Settings {
	if l.Actor != nil {
		return l.Actor.settings
	}
	return clinic.DefaultSettings()
}

// shown returns the login of token as it is at now.
func (l cachedLogin) shown(token string, now time.Time) Login {
	who := l.Login
	who.Token, who.IdleLock = token, l.limits().IdleLock
	who.IdleLeft = who.IdleLock - now.Sub(l.used)
	return who
}

// over reports whether l was idle too long at now, or has lasted too long.
func (s *Store) over(ctx context.Context, l cachedLogin, now time.Time) (bool, error) {
	limits := l.limits()
	if now.Sub(l.created) > limits.LoginLasts {
		return true, nil
	}
	if l.locked || now.Sub(l.used) <= limits.IdleLock { // what is locked serves nobody, so it may wait
		return false, nil
	}
	hosting, err := s.isHosting(ctx, l.User)
	return !hosting, err
}

// isHosting reports whether a session of user is active, in whichever org.
func (s *Store) isHosting(ctx context.Context, user clinic.UserID) (hosting bool, err error) {
	_, err = db.One(ctx, s.db, db.Into(&hosting), hostingSQL, user)
	return hosting, err
}

const hostingSQL = `
	SELECT EXISTS (
		SELECT 1 FROM pf_memberships m
		JOIN pm_telehealth_sessions s ON s.org_id = m.org_id AND s.provider_id = m.user_id
		WHERE m.user_id = $1 AND s.status = 'active' AND s.deleted_at IS NULL)`

// UnscopedIdleLeft returns how long l may go on unused. In an active session that
// is as long as ever.
func (s *Store) UnscopedIdleLeft(ctx context.Context, l Login) (time.Duration, error) {
	hosting, err := s.isHosting(ctx, l.User)
	if hosting {
		return l.IdleLock, err
	}
	return l.IdleLeft, err
}

// An EndedLogin is whose a login was, or is while it is locked, and the org that they worked
// in, "" for none.
type EndedLogin struct {
	User clinic.UserID
	Org  clinic.OrgID
}

// UnscopedEndedLogin returns whose login was the one of token, which is over or locked.
// It returns NotFound when there was none, or too long ago.
func (s *Store) UnscopedEndedLogin(ctx context.Context, token string) (l EndedLogin, err error) {
	var org sql.NullString
	_, err = db.One(ctx, s.db, db.Into(&l.User, &org), `SELECT user_id, org_id FROM pf_ended_logins WHERE token_hash = $1
		UNION ALL SELECT user_id, org_id FROM pf_logins WHERE token_hash = $1 AND locked_at IS NOT NULL`, hashToken(token))
	if errors.Is(err, db.ErrNone) {
		err = clinic.Errorf(clinic.NotFound, "Please sign in.")
	}
	l.Org = clinic.OrgID(org.String)
	return l, err
}

// rememberEnded is for how long it is known whose a login was, counted from its
// last use.
const rememberEnded = 48 * time.Hour
