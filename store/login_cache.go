package store

import (
	"sync"
	"time"

	"televisit/clinic"
)

// A loginCache holds the logins of those who poll, so that a poll that finds
// nothing new reads no row. Pages and actions never go by it.
//
// An entry counts only in the generation that it was read in. Whatever may end
// a login or change what it shows begins a new generation, so no entry of
// before is used again: all at once, that none is overlooked.
type loginCache struct {
	mu      sync.Mutex
	entries map[[32]byte]cachedLogin // by the token's SHA-256
	changes int64                    // how often this process changed logins
}

// maxCachedLogins bounds the cache, at a few hundred bytes a login.
const maxCachedLogins = 10_000

// A cachedLogin is a login as it was read.
type cachedLogin struct {
	Login
	org        clinic.OrgID // "" until it is chosen
	version    int64        // of the org
	created    time.Time
	used       time.Time // the last request that was no poll
	saved      time.Time // what the database knows of that
	locked     bool      // nothing is served until the password is entered
	generation generation
}

// A generation is a number of changes to logins: those that this process made
// and those that it knows others made.
type generation struct{ own, foreign int64 }

// generation returns the one that logins which are read from now on belong to.
func (s *Store) generation() generation {
	s.logins.mu.Lock()
	defer s.logins.mu.Unlock()
	return generation{s.logins.changes, s.db.ForeignWrites()}
}

// invalidate begins a new generation.
func (c *loginCache) invalidate() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changes++
}

// get returns an entry of generation g.
func (c *loginCache) get(key [32]byte, g generation) (l cachedLogin, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l, ok = c.entries[key]
	return l, ok && l.generation == g
}

// put holds l in place of what it has for the key, and returns it with the
// later last use of both: the database knows only to half a minute.
func (c *loginCache) put(key [32]byte, l cachedLogin) cachedLogin {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil || len(c.entries) >= maxCachedLogins {
		c.entries = map[[32]byte]cachedLogin{}
	}
	if old := c.entries[key].used; old.After(l.used) {
		l.used = old
	}
	c.entries[key] = l
	return l
}

// size returns how many logins it has.
func (c *loginCache) size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.entries)
}

// remove drops a login that is over.
func (c *loginCache) remove(key [32]byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, key)
}
