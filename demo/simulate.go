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
	s   *store.Store
	now func() time.Time
	log *slog.Logger
	rng *rand.Rand
	own map[clinic.SessionID]mark   // how it left the sessions it moved
	off map[clinic.SessionID]string // those it called off, and where
	far map[string]time.Duration    // how far back each practice is looked through
}

// A mark is what a session was like when the simulator left it.
type mark struct {
	version int64
	at      time.Time
}

// How far the simulator looks. At first it looks further back: a demo that is
// gone on with has old visits that nobody ended.
const (
	lookAhead = 3 * time.Hour
	lookBack  = 6 * time.Hour
	catchUp   = 14 * 24 * time.Hour
)

// handsOff is how long a session stays a person's after they changed it.
const handsOff = 2 * time.Minute

func newSimulator(s *store.Store, now func() time.Time, log *slog.Logger) *simulator {
	return &simulator{s: s, now: now, log: log, rng: rand.New(rand.NewPCG(uint64(now().UnixNano()), 11)),
		own: map[clinic.SessionID]mark{}, off: map[clinic.SessionID]string{}, far: map[string]time.Duration{}}
}

// pause returns how long until the next step.
func (m *simulator) pause() time.Duration {
	return 5*time.Second + time.Duration(m.rng.IntN(4000))*time.Millisecond
}

// step changes at most one thing in each practice and returns how many it
// changed. That somebody was faster or a rule says no is no error.
func (m *simulator) step(ctx context.Context) (changes int, err error) {
	maps.DeleteFunc(m.own, func(_ clinic.SessionID, left mark) bool { return m.now().Sub(left.at) > lookBack })
	var troupes []*troupe
	for _, p := range practices {
		t, err := m.enter(ctx, p)
		if err == nil {
			troupes = append(troupes, t)
		} else if !refused(err) {
			return 0, err
		}
	}
	for _, t := range troupes {
		for _, other := range troupes {
			if other != t {
				t.elsewhere = append(t.elsewhere, other.visits...)
			}
		}
		moved, err := m.play(ctx, t)
		if err != nil {
			return changes, err
		}
		if moved {
			changes++
		}
	}
	return changes, nil
}

// A troupe is the people of one practice at work, and what lies before them.
type troupe struct {
	now    time.Time
	staff  *store.Org
	hosts  []*store.Org // who sees patients; the first is the account "provider"
	busy   map[clinic.UserID]bool
	visits []clinic.Appointment
	// elsewhere are those of the other practice: somebody works in both.
	elsewhere []clinic.Appointment
	coming    int // scheduled for the next hour
}

// host returns whoever of t is that provider, nil when nobody is.
func (t *troupe) host(id clinic.UserID) *store.Org {
	for _, h := range t.hosts {
		if h.User() == id {
			return h
		}
	}
	return nil
}

// isFirst reports whether id is the account "provider". Its sessions wait
// longer: a person may want to start them.
func (t *troupe) isFirst(id clinic.UserID) bool { return len(t.hosts) > 0 && t.hosts[0].User() == id }

// enter gathers the people of p and their visits of these hours.
func (m *simulator) enter(ctx context.Context, p practice) (*troupe, error) {
	org, err := m.s.UnscopedOrgNamed(ctx, p.name)
	if err != nil {
		return nil, err
	}
	t := &troupe{now: m.now(), busy: map[clinic.UserID]bool{}}
	for _, who := range p.people {
		role := who.roles[len(who.roles)-1]
		if role != clinic.Staff && role != clinic.Provider {
			continue
		}
		actor, err := m.s.UnscopedActor(ctx, p.email(who), org)
		if refused(err) {
			continue // not a member any more
		}
		if err != nil {
			return nil, err
		}
		if role == clinic.Staff {
			t.staff = m.s.For(&actor)
		} else {
			t.hosts = append(t.hosts, m.s.For(&actor))
		}
	}
	if t.staff == nil {
		return nil, clinic.Errorf(clinic.NotFound, "Nobody is at the desk.")
	}
	return t, m.look(ctx, p, t)
}

// look reads the visits of these hours.
func (m *simulator) look(ctx context.Context, p practice, t *troupe) (err error) {
	back, known := m.far[p.name]
	if !known {
		back = catchUp
	}
	if t.visits, err = t.staff.Appointments(ctx, t.now.Add(-back), t.now.Add(lookAhead)); err != nil {
		return err
	}
	stale := false
	for _, a := range t.visits {
		open := a.SessionAt == clinic.Scheduled || a.SessionAt == clinic.Active
		switch until := a.StartsAt.Sub(t.now); {
		case a.SessionAt == clinic.Active:
			t.busy[a.ProviderID] = true
		case a.SessionAt == clinic.Scheduled && until > 0 && until < time.Hour:
			t.coming++
		}
		stale = stale || open && a.StartsAt.Before(t.now.Add(-lookBack)) && t.host(a.ProviderID) != nil
	}
	if !stale {
		m.far[p.name] = lookBack
	}
	return nil
}

// refused reports whether err is a plain no, to be taken as one.
func refused(err error) bool {
	switch clinic.KindOf(err) {
	case clinic.Invalid, clinic.NotFound, clinic.Conflict, clinic.Forbidden, clinic.Unavailable:
		return true
	}
	return false
}
