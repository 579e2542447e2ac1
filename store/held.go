package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"televisit/clinic"
)

// heldLogins are the logins in use, so that a poll reads no row to know who
// asks. Whatever takes a login or something of it away has to forget them; the
// next request reads the database again. They are all forgotten at once: that
// is rare, and then nothing can be left behind.
type heldLogins struct {
	mu  sync.RWMutex
	all map[[32]byte]*heldLogin // by the token's SHA-256
	era int64                   // how often they were forgotten
}

// mostLogins bounds how many are held, at a few hundred bytes each.
const mostLogins = 10_000

// A heldLogin is a login as it was read. Only when it was last seen changes.
type heldLogin struct {
	hash     string
	user     clinic.UserID
	name     string
	orgs     int
	keysOff  bool
	language string       // "" for none chosen
	org      clinic.OrgID // "" until it is chosen
	version  int64        // of the org when the login was read
	created  time.Time
	seen     atomic.Int64          // Unix ms of the last request that was no poll
	saved    atomic.Int64          // what of seen is on disk
	checked  atomic.Pointer[beat]  // when the login was last read
	actor    atomic.Pointer[Actor] // nil until someone acts
}

func (h *heldLogins) find(key [32]byte) (l *heldLogin, era int64) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.all[key], h.era
}

// keep holds l, unless logins were forgotten since era: l may have been read
// before what made them forget.
func (h *heldLogins) keep(key [32]byte, l *heldLogin, era int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.era != era {
		return
	}
	if h.all == nil || len(h.all) >= mostLogins {
		h.all = map[[32]byte]*heldLogin{}
	}
	h.all[key] = l
}

func (h *heldLogins) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all, h.era = nil, h.era+1
}

// forgotten returns how often all were forgotten.
func (h *heldLogins) forgotten() int64 {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.era
}

// heldLogin returns the login of a token's hash, and Unauthenticated when
// there is none. What is held is good as long as nobody, nor another process,
// wrote to the database but for changes in orgs.
func (s *Store) heldLogin(ctx context.Context, key [32]byte) (*heldLogin, error) {
	held, era := s.logins.find(key)
	now, err := s.beat(ctx)
	if err != nil {
		return nil, err
	}
	if held != nil && s.onlyWe(*held.checked.Load(), now) {
		return held, nil
	}
	l, err := s.readLogin(ctx, hex.EncodeToString(key[:]))
	if err != nil && held != nil {
		s.logins.forget() // also what polls go by
	}
	if err != nil {
		return nil, err
	}
	if held != nil && held.org == l.org && held.name == l.name && held.orgs == l.orgs && held.keysOff == l.keysOff && held.language == l.language && !s.overtaken(l) {
		l = held
	} else {
		s.logins.keep(key, l, era)
	}
	l.checked.Store(&now)
	return l, nil
}

// overtaken reports whether another process changed the org of l, and lets
// readers see the org's version as l does.
func (s *Store) overtaken(l *heldLogin) bool {
	if l.org == "" {
		return false
	}
	known, ok := s.versions.Load(l.org)
	newer := !ok || known.(*atomic.Int64).Load() < l.version
	s.bump(l.org, l.version)
	return newer
}

// readLogin returns the login of a token's hash as it is in the database.
func (s *Store) readLogin(ctx context.Context, hash string) (*heldLogin, error) {
	l := &heldLogin{hash: hash}
	var org sql.NullString
	var created, seen int64
	err := s.read.QueryRowContext(ctx, `
		SELECT l.user_id, u.name, l.org_id, l.created_at, l.seen_at,
			(SELECT count(*) FROM pf_memberships m WHERE m.user_id = l.user_id),
			coalesce((SELECT o.version FROM pf_organizations o WHERE o.org_id = l.org_id), 0),
			EXISTS (SELECT 1 FROM pf_user_settings t WHERE t.user_id = l.user_id AND t.key = 'single_keys' AND t.value = 'off'),
			coalesce((SELECT t.value FROM pf_user_settings t WHERE t.user_id = l.user_id AND t.key = 'language'), '')
		FROM pf_logins l JOIN pf_users u ON u.id = l.user_id
		WHERE l.token_hash = $1 AND u.disabled_at IS NULL`, l.hash).
		Scan(&l.user, &l.name, &org, &created, &seen, &l.orgs, &l.version, &l.keysOff, &l.language)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errSignIn
	}
	if err != nil {
		return nil, friendly(err)
	}
	l.org, l.created = clinic.OrgID(org.String), time.UnixMilli(created)
	l.seen.Store(seen)
	l.saved.Store(seen)
	return l, nil
}

// heldActor returns who l acts as.
func (s *Store) heldActor(ctx context.Context, l *heldLogin) (*Actor, error) {
	if held := l.actor.Load(); held != nil {
		return held, nil
	}
	a, err := s.actor(ctx, l.org, l.user, l.name)
	if err != nil {
		return nil, err
	}
	a.orgs, a.keysOff = l.orgs, l.keysOff
	l.actor.Store(&a)
	return &a, nil
}

// changesRights reports whether a change of such an entity can change who may
// do what, or how a login is shown. Whatever is not known to be of the practice
// alone counts.
func changesRights(entity string) bool {
	return entity != "session" && entity != "appointment" && entity != "patient"
}

// sees notes that l was used at now; on disk only so often.
func (s *Store) sees(ctx context.Context, l *heldLogin, now time.Time) error {
	l.seen.Store(now.UnixMilli())
	if saved := l.saved.Load(); now.Sub(time.UnixMilli(saved)) < seenEvery || !l.saved.CompareAndSwap(saved, now.UnixMilli()) {
		return nil
	}
	_, err := s.write.ExecContext(ctx, `UPDATE pf_logins SET seen_at = $2 WHERE token_hash = $1`, l.hash, now.UnixMilli())
	return friendly(err)
}
