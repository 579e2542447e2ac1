package ui

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// A Cache holds rendered fragments, the most recently used up to so many bytes.
// What a fragment is valid for stands in its key, or in the fragment itself.
type Cache[K comparable, V any] struct {
	mu    sync.Mutex
	all   *simplelru.LRU[K, entry[V]]
	bytes int
	most  int
}

type entry[V any] struct {
	value V
	bytes int
}

// NewCache returns a cache of up to most bytes of markup.
func NewCache[K comparable, V any](most int) *Cache[K, V] {
	c := &Cache[K, V]{most: most}
	c.all, _ = simplelru.NewLRU(1<<20, func(_ K, e entry[V]) { c.bytes -= e.bytes }) // fails only for a size below 1
	return c
}

// Get returns what was put under that key last, if it is still there.
func (c *Cache[K, V]) Get(key K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.all.Get(key)
	return e.value, ok
}

// Size returns how many fragments there are, and how many bytes of markup they have.
func (c *Cache[K, V]) Size() (entries, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.all.Len(), c.bytes
}

// Put holds value, whose markup has that many bytes, in place of what key had.
func (c *Cache[K, V]) Put(key K, value V, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all.Remove(key)
	c.all.Add(key, entry[V]{value, bytes})
	for c.bytes += bytes; c.bytes > c.most; {
		c.all.RemoveOldest()
	}
}
