package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// moves measures status moves, as many at once as there are sessions to move,
// against their statements alone, and what they leave to those who read.
func moves(l *lab) ([]result, error) {
	s, err := l.site(l.large)
	if err != nil {
		return nil, err
	}
	raw, err := rawMoves(l, s)
	if err != nil {
		return nil, err
	}
	do, err := s.movers(most)
	if err != nil {
		return nil, err
	}
	var a, b []sample
	for round := -1; round < l.rounds; round++ {
		ours, err := side{name: "moves", calls: do, server: s.process}.run(l.ctx, l.round())
		if err != nil {
			return nil, err
		}
		theirs, err := raw()
		if err != nil {
			return nil, err
		}
		if round >= 0 {
			a, b = append(a, ours), append(b, theirs)
		}
	}
	r := rates(fmt.Sprintf("status moves, %d at once, synchronous=FULL", most), "the same statements, raw", atLeast(.70), a, b)
	r.rss = mib(s.rss())
	readers, err := readersMeanwhile(l, s)
	return append([]result{r}, readers...), err
}

// rawMoves returns what measures one round of the statements alone, on a copy
// of the database.
func rawMoves(l *lab, s *site) (func() (sample, error), error) {
	dir, err := l.copyOf(l.large)
	if err != nil {
		return nil, err
	}
	f, err := learn(l.ctx, dir)
	if err != nil {
		return nil, err
	}
	p, err := l.sql(dir, s.org)
	if err != nil {
		return nil, err
	}
	ids := make([]string, most)
	for i, m := range f.moving[:most] {
		ids[i] = m.id
	}
	question := fmt.Sprintf("moves %s %s %s", l.round(), f.provider, strings.Join(ids, " "))
	return func() (sample, error) {
		cpu := p.cpu()
		a, err := p.ask(question)
		if err != nil {
			return sample{}, err
		}
		count, wall, _ := strings.Cut(a, " ")
		r := sample{cpu: p.cpu() - cpu}
		var n int
		if _, err = fmt.Sscan(count, &n); err == nil {
			r.wall, err = time.ParseDuration(wall)
		}
		r.took = make([]time.Duration, n)
		return r, err
	}, nil
}

// readersMeanwhile measures readers of the first page alone and while sessions
// of their org move as fast as they can.
func readersMeanwhile(l *lab, s *site) ([]result, error) {
	do, err := s.movers(most)
	read, err2 := on(s.process, l.conns, s.get(desk, pollPath), 200)
	if err = errors.Join(err, err2); err != nil {
		return nil, err
	}
	var made counter
	all := func(ctx context.Context) error {
		begun := time.Now()
		defer func() { made.ns.Add(int64(time.Since(begun))) }()
		errs := make([]error, len(do))
		var wait sync.WaitGroup
		for i, d := range do {
			wait.Go(func() {
				took, err := repeat(ctx, d)
				made.n.Add(int64(len(took)))
				errs[i] = err
			})
		}
		wait.Wait()
		return errors.Join(errs...)
	}
	got, err := l.measure(side{name: "readers and moves", calls: read, server: s.process, meanwhile: all},
		side{name: "readers", calls: read, server: s.process})
	if err != nil {
		return nil, err
	}
	return []result{rates(fmt.Sprintf("readers of the first page during %s moves/s", number(made.rate())), "unloaded", atLeast(.5), got[0],
		got[1])}, nil
}

// following returns calls that poll as a page does: with the tag it holds.
func following(s *site, who string, n int) (all []call, err error) {
	for range n {
		c, err := dial(s.url)
		if err == nil {
			err = c.do(s.get(who, pollPath), 200)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, callOf(func() error { return c.pollWith(s.get(who, pollPath, "HX-PTag: "+c.tag)) }))
	}
	return all, nil
}

// busy measures polls in an org where sessions move.
func busy(l *lab) ([]result, error) {
	s, err := l.site(l.large)
	if err != nil {
		return nil, err
	}
	do, err := following(s, desk, l.conns)
	if err != nil {
		return nil, err
	}
	meanwhile, made, err := s.moves(50)
	if err != nil {
		return nil, err
	}
	got, err := l.measure(side{name: "polls and moves", calls: do, server: s.process, meanwhile: meanwhile},
		side{name: "polls", calls: do, server: s.process})
	if err != nil {
		return nil, err
	}
	r := rates(fmt.Sprintf("polls while %s moves/s land in their org", number(made.rate())), "without moves", atLeast(.85), got[0], got[1])
	r.rss = mib(s.rss())
	return []result{r}, nil
}
