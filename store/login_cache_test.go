package store

import (
	"crypto/sha256"
	"strconv"
	"testing"
)

func TestLoginCacheIsBounded(t *testing.T) {
	t.Parallel()
	var c loginCache
	for i := range 2*maxCachedLogins + 1 {
		key := sha256.Sum256([]byte(strconv.Itoa(i)))
		c.put(key, cachedLogin{})
		if _, ok := c.get(key, generation{}); !ok {
			t.Fatalf("entry %d: got none", i)
		}
	}
	if got := len(c.entries); got > maxCachedLogins {
		t.Errorf("entries: got %d, want at most %d", got, maxCachedLogins)
	}
}

// A login that was read before a change is not used after it, whenever it is put.
func TestLoginCacheKnowsGenerations(t *testing.T) {
	t.Parallel()
	var c loginCache
	key, before := sha256.Sum256([]byte("token")), generation{own: c.changes}
	c.invalidate()
	c.put(key, cachedLogin{generation: before})
	if _, ok := c.get(key, generation{own: c.changes}); ok {
		t.Error("got a login of before the change")
	}
}
