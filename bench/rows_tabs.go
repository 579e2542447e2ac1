package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// A day with many tabs open.
const (
	openTabs   = 1000
	pollEvery  = 5 * time.Second
	tabMoves   = 20 // a second
	tabsMeant  = 20 * time.Second
	tabsWarmUp = pollEvery
)

// tabs measures many open pages, each with its own connection, while sessions
// move.
func tabs(l *lab) (all []result, err error) {
	s, err := l.newSite(l.large)
	if err != nil {
		return nil, err
	}
	polls, err := openAll(s)
	if err != nil {
		return nil, err
	}
	meanwhile, made, err := s.moves(tabMoves)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithTimeout(l.ctx, tabsWarmUp+tabsMeant)
	defer stop()
	var aside error
	var wait sync.WaitGroup
	wait.Go(func() { aside = meanwhile(ctx) })
	r, largest, err := watch(ctx, s.process, polls)
	wait.Wait()
	if err = errors.Join(err, aside); err != nil {
		return nil, err
	}
	what := fmt.Sprintf("%d tabs polling every %s, %s moves/s", openTabs, pollEvery, number(made.rate()))
	p99, share := float64(quantile(r.took, .99).Microseconds())/1000, 100*r.cpu.Seconds()/r.wall.Seconds()
	return []result{
		{what: what + ": p99 of a poll", measured: duration(1000 * p99), value: p99, target: target{"≤", 25, " ms"},
			cpu: duration(r.cpuMicros())},
		{what: "the same: CPU of one core", measured: number(share) + " %", value: share, target: target{"≤", 25, " %"}},
		{what: "the same: RSS at most", measured: mib(largest), value: largest, target: target{"≤", 64, " MiB"}, rss: mib(largest)},
	}, nil
}

// openAll returns the polls of all tabs.
func openAll(s *site) (polls []call, err error) {
	who := people()
	for i := range openTabs {
		one, err := following(s, who[i%len(who)], 1)
		if err != nil {
			return nil, err
		}
		polls = append(polls, one...)
	}
	return polls, nil
}

// watch lets every tab poll in its turn until ctx ends. What is measured
// begins after the warm-up.
func watch(ctx context.Context, p *process, polls []call) (r sample, largest float64, err error) {
	var mu sync.Mutex
	var begun time.Time
	var cpu time.Duration
	note := func(d time.Duration, e error) {
		mu.Lock()
		defer mu.Unlock()
		err = errors.Join(err, e)
		if !begun.IsZero() {
			r.took = append(r.took, d)
		}
	}
	var wait sync.WaitGroup
	for i, do := range polls {
		wait.Go(func() {
			if !pause(ctx, pollEvery*time.Duration(i)/time.Duration(len(polls))) {
				return
			}
			every := time.NewTicker(pollEvery)
			defer every.Stop()
			for ok := true; ok; ok = next(ctx, every) {
				d, e := do()
				if note(d, e); e != nil {
					return
				}
			}
		})
	}
	if pause(ctx, tabsWarmUp) {
		mu.Lock()
		begun, cpu = time.Now(), p.cpu()
		mu.Unlock()
	}
	for second := time.NewTicker(time.Second); next(ctx, second); {
		largest = max(largest, p.rss())
	}
	r.wall, r.cpu = time.Since(begun), p.cpu()-cpu
	wait.Wait()
	return r, largest, err
}

// pause waits for d and reports whether ctx goes on.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// next waits for t and reports whether ctx goes on.
func next(ctx context.Context, t *time.Ticker) bool {
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
