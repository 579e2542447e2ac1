package handlers

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// A cache holds rendered markup, the most recently used up to so many bytes.
// What it gives back may be old: each entry says itself what it is valid for.
type cache[K comparable, V any] struct {
	mu    sync.Mutex
	all   *simplelru.LRU[K, weighed[V]]
	bytes int
	most  int
}

type weighed[V any] struct {
	v     V
	bytes int
}

// newCache returns a cache of up to most bytes of markup.
func newCache[K comparable, V any](most int) *cache[K, V] {
	c := &cache[K, V]{most: most}
	c.all, _ = simplelru.NewLRU(1<<20, func(_ K, w weighed[V]) { c.bytes -= w.bytes }) // fails only for a size below 1
	return c
}

func (c *cache[K, V]) get(k K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w, ok := c.all.Get(k)
	return w.v, ok
}

// put holds v, whose markup has that many bytes, in place of what k had.
func (c *cache[K, V]) put(k K, v V, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all.Remove(k)
	c.all.Add(k, weighed[V]{v, bytes})
	for c.bytes += bytes; c.bytes > c.most; {
		c.all.RemoveOldest()
	}
}
