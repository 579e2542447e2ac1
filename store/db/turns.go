package db

import (
	"context"
	"sync"
)

// turns lets the writes of one owner come one after the other before each has a
// connection: one practice must not hold them all.
type turns struct {
	mu    sync.Mutex
	taken map[Owner]chan struct{}
	wait  map[Owner]int
}

// take waits for the turn of a write, or until ctx ends. leave is to be called
// when it is over.
func (t *turns) take(ctx context.Context, whose Owner) (leave func(), err error) {
	if whose == Anyone {
		return func() {}, ctx.Err()
	}
	t.mu.Lock()
	if t.taken == nil {
		t.taken, t.wait = map[Owner]chan struct{}{}, map[Owner]int{}
	}
	if t.taken[whose] == nil {
		t.taken[whose] = make(chan struct{}, 1)
	}
	turn := t.taken[whose]
	t.wait[whose]++
	t.mu.Unlock()
	unqueue := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.wait[whose]--; t.wait[whose] == 0 {
			delete(t.wait, whose)
			delete(t.taken, whose)
		}
	}
	select {
	case turn <- struct{}{}:
		return func() { <-turn; unqueue() }, nil
	case <-ctx.Done():
		unqueue()
		return nil, ctx.Err()
	}
}
