package demo

import (
	"context"
	"log/slog"
	"maps"
	"math/rand/v2"
	"time"

	"televisit/clinic"
	"televisit/store"
)

// Simulate goes on working in both practices, as their people and by their
// rules, until ctx ends: every few seconds one session of each moves on, and
// now and then somebody books. What a person changed in the last two minutes
// is left alone.
func Simulate(ctx context.Context, s *store.Store, now func() time.Time, log *slog.Logger) {
	ctx = store.From(ctx, store.Origin{Via: store.ViaWeb, Address: "198.51.100.7"}) // of the practice
	m := newSimulator(s, now, log)
	next := time.NewTimer(m.pause())
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-next.C:
			if _, err := m.step(ctx); err != nil && ctx.Err() == nil {
				log.WarnContext(ctx, "the demo could not move on", "err", err)
			}
			next.Reset(m.pause())
		}
	}
}

// A simulator plays the people of both practices.
type simulator struct {
	store     *store.Store
	now       func() time.Time
	log       *slog.Logger
	rng       *rand.Rand
	left      map[clinic.SessionID]leftAs // the sessions that it moved
	cancelled map[clinic.SessionID]string // those that it cancelled, and in which practice
	caughtUp  map[string]bool             // practices that have no old visits left
}

// leftAs is what a session was like when the simulator left it.
type leftAs struct {
	version int64
	at      time.Time
}

// How far the simulator looks for visits, before and after now.
const (
	lookAhead = 3 * time.Hour
	lookBack  = 6 * time.Hour
	catchUp   = 14 * 24 * time.Hour // a demo that was stopped has old visits that nobody ended
)

// handsOff is how long a session stays a person's after they changed it.
const handsOff = 2 * time.Minute

// A pause is between shortestPause and pauseVaries longer.
const (
	shortestPause = 5 * time.Second
	pauseVaries   = 4 * time.Second
)

func newSimulator(s *store.Store, now func() time.Time, log *slog.Logger) *simulator {
	// #nosec G404 -- an invented practice
	return &simulator{store: s, now: now, log: log, rng: rand.New(rand.NewPCG(uint64(now().UnixNano()), 11)),
		left: map[clinic.SessionID]leftAs{}, cancelled: map[clinic.SessionID]string{}, caughtUp: map[string]bool{}}
}

// pause returns how long until the next step.
func (m *simulator) pause() time.Duration {
	return shortestPause + time.Duration(m.rng.Int64N(int64(pauseVaries)))
}

// step changes at most one thing in each practice and returns how many it
// changed. That somebody was faster or a rule says no is no error.
func (m *simulator) step(ctx context.Context) (changes int, err error) {
	maps.DeleteFunc(m.left, func(_ clinic.SessionID, left leftAs) bool { return m.now().Sub(left.at) > lookBack })
	var casts []*cast
	for _, p := range practices {
		c, err := m.gatherCast(ctx, p)
		if err == nil {
			casts = append(casts, c)
		} else if !isRefusal(err) {
			return 0, err
		}
	}
	for _, c := range casts {
		for _, other := range casts {
			if other != c {
				c.elsewhere = append(c.elsewhere, other)
			}
		}
		changed, err := m.simulateChange(ctx, c)
		if err != nil {
			return changes, err
		}
		if changed {
			changes++
		}
	}
	return changes, nil
}

// isRefusal reports whether err is a plain no, to be taken as one.
func isRefusal(err error) bool {
	switch clinic.KindOf(err) {
	case clinic.Invalid, clinic.NotFound, clinic.Conflict, clinic.Forbidden, clinic.Unavailable:
		return true
	}
	return false
}
