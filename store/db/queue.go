package db

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// A queue brings changes to disk. Those that come while others are on their way
// there wait, and then go together: it takes as long for one as for many. One
// that comes alone waits for nobody.
type queue struct {
	begin   func(context.Context) (*Tx, error)
	mu      sync.Mutex
	waiting []*change
	busy    bool
}

const (
	// maxGroup bounds how long one transaction keeps others from writing.
	maxGroup = 64
	// pace is how soon one group follows another. Each commit makes all who read
	// do so anew; as many changes in fewer commits leave them more time.
	pace = 8 * time.Millisecond
)

// A change is on its way to disk.
type change struct {
	ctx  context.Context
	do   func(*Tx) error
	done chan struct{}
	err  error // good once done is closed
}

// add lets c wait for its turn and reports whether somebody has to begin.
func (q *queue) add(c *change) (idle bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, c)
	idle, q.busy = !q.busy, true
	return idle
}

// next returns whose turn it is, and none when nobody waits.
func (q *queue) next() (group []*change) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.waiting), maxGroup)
	group, q.waiting = q.waiting[:n:n], q.waiting[n:]
	q.busy = n > 0
	return group
}

// write runs do on a goroutine of the queue's, and returns when that is on disk or
// is known not to get there.
func (q *queue) write(ctx context.Context, do func(*Tx) error) error {
	c := &change{ctx: ctx, do: do, done: make(chan struct{})}
	if q.add(c) {
		go q.commitAll()
	}
	<-c.done
	return c.err
}

// commitAll commits until nobody waits.
func (q *queue) commitAll() {
	for group := q.next(); len(group) > 0; group = q.next() {
		begun := time.Now()
		q.commit(group)
		if len(group) > 1 {
			time.Sleep(time.Until(begun.Add(pace)))
		}
	}
}

// commit brings a group to disk and answers each of it. What one of them refuses
// or fails at is its own matter; what the disk refuses is that of all.
func (q *queue) commit(group []*change) {
	err := q.commitTogether(group)
	for _, c := range group {
		if c.err == nil {
			c.err = err
		}
		close(c.done)
	}
}

// commitTogether makes a group one transaction.
func (q *queue) commitTogether(group []*change) error {
	ctx := context.Background()
	t, err := q.begin(ctx)
	if err != nil {
		return err
	}
	defer t.end(ctx)
	if err := t.apply(ctx, group); err != nil {
		return err
	}
	return userError(t.tx.Commit())
}

// apply makes each change of a group. It returns an error when the transaction
// is not to be committed.
func (t *Tx) apply(ctx context.Context, group []*change) error {
	if len(group) == 1 {
		return group[0].apply(t)
	}
	for _, c := range group {
		if err := t.applyOne(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// applyOne makes c one of several changes: it alone is taken back when it fails.
// It returns an error for the others when that could not be done.
func (t *Tx) applyOne(ctx context.Context, c *change) error {
	if _, err := t.Exec(ctx, "SAVEPOINT change"); err != nil {
		return err
	}
	if c.err = c.apply(t); c.err != nil {
		if _, err := t.Exec(ctx, "ROLLBACK TO change"); err != nil {
			c.err = errors.Join(c.err, err)
			return busy(err) // c ended the transaction of all
		}
	}
	_, err := t.Exec(ctx, "RELEASE change")
	return err
}

// apply runs c. A panic is an error: the others in the transaction have no part
// in it.
func (c *change) apply(t *Tx) (err error) {
	if err = c.ctx.Err(); err != nil {
		return err // nobody waits for it any more
	}
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("panic: %v\n%s", e, debug.Stack())
		}
	}()
	return c.do(t)
}
