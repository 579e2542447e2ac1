package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"televisit/clinic"
)

// commits brings changes to disk. Those that come while others are on their way
// there wait, and then go together: it takes as long for one as for many. One
// that comes alone waits for nobody.
type commits struct {
	mu      sync.Mutex
	waiting []*change
	busy    bool
}

const (
	// mostTogether bounds how long one transaction keeps others from writing.
	mostTogether = 64
	// pace is how soon one group follows another. Each commit makes all who read
	// do so anew; as many changes in fewer commits leave them more time.
	pace = 8 * time.Millisecond
)

// A change is one act in an org, on its way to disk.
type change struct {
	ctx context.Context
	org clinic.OrgID
	by  clinic.UserID // "" when the program itself acts, as in a set-up
	act *act
	do  func(scope) error

	done    chan struct{}
	version int64 // of the org, with c
	foreign int64 // writes that were known before
	err     error // good once done is closed
}

// enter lets c wait for its turn and reports whether somebody has to begin.
func (q *commits) enter(c *change) (idle bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, c)
	idle, q.busy = !q.busy, true
	return idle
}

// next returns whose turn it is, and none when nobody waits.
func (q *commits) next() (group []*change) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.waiting), mostTogether)
	group, q.waiting = q.waiting[:n:n], q.waiting[n:]
	q.busy = n > 0
	return group
}

// change is what write does once it is permitted. It returns when the change is
// on disk, or is known not to get there.
func (s *Store) change(ctx context.Context, org clinic.OrgID, by clinic.UserID, a *act, do func(scope) error) error {
	c := &change{foreign: s.foreign.count(), ctx: ctx, org: org, by: by, act: a, do: do, done: make(chan struct{})}
	if s.commits.enter(c) {
		go s.commitAll()
	}
	<-c.done
	return friendly(c.err)
}

// commitAll commits until nobody waits.
func (s *Store) commitAll() {
	for group := s.commits.next(); len(group) > 0; group = s.commits.next() {
		begun := time.Now()
		s.commit(group)
		if len(group) > 1 {
			time.Sleep(time.Until(begun.Add(pace)))
		}
	}
}

// commit brings a group to disk and answers each of it. What one of them refuses
// or fails at is its own matter; what the disk refuses is that of all.
func (s *Store) commit(group []*change) {
	defer func() {
		for _, c := range group {
			close(c.done)
		}
	}()
	err := s.together(group)
	for _, c := range group {
		if c.err == nil {
			c.err = err
		}
		if c.err == nil {
			s.committed(c)
		}
	}
}

// together makes a group one transaction.
func (s *Store) together(group []*change) error {
	ctx := context.Background()
	b, err := s.writing.begin(ctx, s.write)
	if err != nil {
		return err
	}
	defer b.done(ctx)
	if err := s.apply(b, group); err != nil {
		return err
	}
	return b.tx.Commit()
}

// apply makes each change of a group. It returns an error when the transaction
// is not to be committed.
func (s *Store) apply(b *batch, group []*change) error {
	for _, c := range group {
		within := scope{org: c.org, now: s.now(), run: b.run, whole: true}
		if len(group) == 1 {
			return c.apply(within)
		}
		if err := c.applyAmong(within); err != nil {
			return err
		}
	}
	return nil
}

// errGroupLost is what the others of a group get when one of them ended their
// transaction.
var errGroupLost = &clinic.Error{Kind: clinic.Unavailable, Message: "The database is busy. Nothing was saved; try again in a moment."}

// applyAmong is apply for one of several: c alone is taken back when it fails.
// It returns an error for the others when that could not be done.
func (c *change) applyAmong(within scope) error {
	if _, err := within.outside(c.ctx, "SAVEPOINT change"); err != nil {
		return err
	}
	if c.err = c.apply(within); c.err != nil {
		if _, err := within.outside(c.ctx, "ROLLBACK TO change"); err != nil {
			c.err = errors.Join(c.err, err) // it ended the transaction
			return errGroupLost
		}
	}
	_, err := within.outside(c.ctx, "RELEASE change")
	return err
}

// apply runs c and writes down that it happened. A panic is an error: the
// others in the transaction have no part in it.
func (c *change) apply(within scope) (err error) {
	if err = c.ctx.Err(); err != nil {
		return err // nobody waits for it any more
	}
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("panic: %v\n%s", e, debug.Stack())
		}
	}()
	if err = c.do(within); err != nil {
		return err
	}
	if c.version, err = within.record(c.ctx, c.by, c.act); err != nil {
		return fmt.Errorf("record %s: %w", c.act.action, err)
	}
	return nil
}

// committed lets others hear of c.
func (s *Store) committed(c *change) {
	s.versions.bump(c.org, c.version, c.foreign)
	if changesLogins(c.act.entity) {
		s.logins.invalidate()
	}
}
