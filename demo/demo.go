// Package demo makes two invented practices that look as if people worked in
// them, and goes on moving their sessions while somebody looks.
package demo

import (
	"context"
	"time"

	"televisit/clinic"
	"televisit/demo/load"
	"televisit/store"
)

// Options say how much a demo holds.
type Options struct {
	// Sessions is how many sessions the lists of both orgs show together.
	// The handwritten ones, some 200, are there in any case.
	Sessions int
	// Progress hears now and then how many sessions are made; it may be nil.
	Progress func(done, total int)
}

// Seed makes the practices of the demo in s, with sessions around now. It does
// nothing when they exist. It makes all of them or, on an error, nothing.
func Seed(ctx context.Context, s *store.Store, now func() time.Time, o Options) error {
	if there, err := exist(ctx, s); there || err != nil {
		return err
	}
	start := now().UTC()
	return load.Practices(ctx, s, start, func(l *load.Loader) error {
		seed := &seeder{loader: l, now: start.Truncate(time.Minute), progress: o.Progress}
		for _, p := range practices {
			if err := seed.openOffice(p); err != nil {
				return err
			}
		}
		if err := seed.addVisits(o.Sessions); err != nil {
			return err
		}
		for _, o := range seed.offices {
			if err := o.addWebhooks(); err != nil {
				return err
			}
		}
		return nil
	})
}

// exist reports whether both practices are there.
func exist(ctx context.Context, s *store.Store) (bool, error) {
	for _, p := range practices {
		if _, err := s.UnscopedOrgNamed(ctx, p.name); clinic.KindOf(err) == clinic.NotFound {
			return false, nil
		} else if err != nil {
			return false, err
		}
	}
	return true, nil
}

// A seeder makes a demo.
type seeder struct {
	loader      *load.Loader
	now         time.Time
	offices     []*office
	done, total int // sessions
	progress    func(done, total int)
}

// countSession counts one more session and reports every hundredth part.
func (s *seeder) countSession() {
	s.done++
	if s.progress != nil && (s.done == s.total || s.done%max(1, s.total/100) == 0) {
		s.progress(s.done, s.total)
	}
}

// addVisits adds the handwritten visits of every office and then generates as
// many as are missing.
func (s *seeder) addVisits(sessions int) error {
	plans := make([][]visit, len(s.offices))
	for i, o := range s.offices {
		plans[i] = o.handwrittenVisits()
		for _, v := range plans[i] {
			if v.isListed() {
				s.total++
			}
		}
	}
	s.total = max(s.total, sessions)
	for i, o := range s.offices {
		for n, v := range plans[i] {
			if err := o.addVisit(v, o.nextPatient(), variant(n)); err != nil {
				return err
			}
		}
	}
	for i, o := range s.offices {
		if err := o.generate((s.total - s.done) / (len(s.offices) - i)); err != nil {
			return err
		}
	}
	return nil
}
