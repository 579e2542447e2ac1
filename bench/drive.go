package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// A call does one thing once and returns how long what is measured took.
type call func() (time.Duration, error)

// A side is one thing that is measured beside others.
type side struct {
	name      string
	calls     []call                      // one a connection; each is repeated by itself
	server    *process                    // whose CPU counts, or nil
	meanwhile func(context.Context) error // goes on during a round, or nil
}

// callOf returns a call that do is all of.
func callOf(do func() error) call {
	return func() (time.Duration, error) {
		start := time.Now()
		err := do()
		return time.Since(start), err
	}
}

// after returns the call of read, each time after a change that is not
// measured.
func after(change, read call) call {
	return func() (time.Duration, error) {
		if _, err := change(); err != nil {
			return 0, fmt.Errorf("the change before: %w", err)
		}
		return read()
	}
}

// run repeats the calls of s for d, all at once.
func (s side) run(ctx context.Context, d time.Duration) (sample, error) {
	ctx, stop := context.WithTimeout(ctx, d)
	defer stop()
	var aside error
	var wait sync.WaitGroup
	if s.meanwhile != nil {
		wait.Go(func() { aside = s.meanwhile(ctx) })
	}
	took, errs := make([][]time.Duration, len(s.calls)), make([]error, len(s.calls))
	start, cpu := time.Now(), s.server.cpu()
	for i, do := range s.calls {
		wait.Go(func() { took[i], errs[i] = repeat(ctx, do) })
	}
	wait.Wait()
	r := sample{wall: time.Since(start), cpu: s.server.cpu() - cpu}
	for _, t := range took {
		r.took = append(r.took, t...)
	}
	return r, errors.Join(append(errs, aside)...)
}

// repeat does do until ctx ends, at least once.
func repeat(ctx context.Context, do call) (took []time.Duration, err error) {
	for {
		d, err := do()
		if err != nil {
			return took, err
		}
		if took = append(took, d); ctx.Err() != nil {
			return took, nil
		}
	}
}

// interleave measures sides in turn, A B A B, so many rounds of d each, after
// one that does not count. It returns the samples of each side.
func interleave(ctx context.Context, rounds int, d time.Duration, sides ...side) ([][]sample, error) {
	all := make([][]sample, len(sides))
	for round := -1; round < rounds; round++ {
		for i, s := range sides {
			length := d
			if round < 0 {
				length = d / 3
			}
			r, err := s.run(ctx, length)
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return nil, errors.Join(errors.New(s.name), err)
			}
			if round >= 0 {
				all[i] = append(all[i], r)
			}
		}
	}
	return all, nil
}

// paced calls do as often a second, on as many goroutines as there are dos,
// until ctx ends.
func paced(ctx context.Context, perSecond int, dos []call) error {
	tick := time.NewTicker(time.Second / time.Duration(perSecond))
	defer tick.Stop()
	errs := make([]error, len(dos))
	var wait sync.WaitGroup
	for i, do := range dos {
		wait.Go(func() {
			for errs[i] == nil {
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
					_, errs[i] = do()
				}
			}
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}
