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
	// The handmade ones, some 120, are there in any case.
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
	return load.Practices(ctx, s, now(), func(l *load.Loader) error {
		seed := &seed{load: l, now: now().UTC().Truncate(time.Minute), progress: o.Progress}
		for _, p := range practices {
			if err := seed.open(p); err != nil {
				return err
			}
		}
		return seed.fill(o.Sessions)
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

// A seed is a demo in the making.
type seed struct {
	load        *load.Loader
	now         time.Time
	orgs        []*office
	done, total int
	progress    func(done, total int)
}

// made counts one more session and tells of every hundredth part.
func (s *seed) made() {
	s.done++
	if s.progress != nil && (s.done == s.total || s.done%max(1, s.total/100) == 0) {
		s.progress(s.done, s.total)
	}
}

// fill makes the handmade visits of every org and then as many as are missing.
func (s *seed) fill(sessions int) error {
	for _, f := range s.orgs {
		f.handmade()
		for _, v := range f.plan {
			if v.shown() {
				s.total++
			}
		}
	}
	s.total = max(s.total, sessions)
	for _, f := range s.orgs {
		if err := f.keep(); err != nil {
			return err
		}
	}
	for i, f := range s.orgs {
		if err := f.bulk((s.total - s.done) / (len(s.orgs) - i)); err != nil {
			return err
		}
	}
	return nil
}
