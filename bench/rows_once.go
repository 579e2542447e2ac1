package main

import (
	"errors"
	"time"
)

// settled is how long a server is left alone before it counts as idle.
const settled = 5 * time.Second

// idle measures the memory of a server that has answered and has nothing to do.
func idle(l *lab) ([]result, error) {
	dir, err := l.quietCopy()
	if err != nil {
		return nil, err
	}
	var sizes []float64
	for range min(3, l.rounds) {
		p, err := l.serve(dir)
		if err != nil {
			return nil, err
		}
		err = first(p, "/login")
		if err == nil && !pause(l.ctx, settled) {
			err = l.ctx.Err()
		}
		sizes = append(sizes, p.rss())
		if err = errors.Join(err, p.stop()); err != nil {
			return nil, err
		}
	}
	v := median(sizes)
	return []result{{what: "idle RSS, " + many(l.large) + " sessions", measured: mib(v), value: v, target: target{"≤", 32, " MiB"},
		rss: mib(v)}}, nil
}

// first asks p for one page that needs no login.
func first(p *process, path string) error {
	c, err := dial(p.url)
	if err != nil {
		return err
	}
	defer c.close()
	return c.do((&site{process: p}).get("", path), 200)
}

// starts measures the time from the start of a process to its first 200.
func starts(l *lab) ([]result, error) {
	dir, err := l.quietCopy()
	if err != nil {
		return nil, err
	}
	start1 := func(begin func() (*process, error)) call {
		return func() (time.Duration, error) {
			begun := time.Now()
			p, err := begin()
			if err != nil {
				return 0, err
			}
			err = first(p, "/login")
			d := time.Since(begun)
			return d, errors.Join(err, p.stop())
		}
	}
	got, err := l.measure(
		side{name: "start", calls: []call{start1(func() (*process, error) { return l.serve(dir) })}},
		side{name: "bare start", calls: []call{start1(func() (*process, error) { return start(l.ctx, l.bare, "200") })}})
	if err != nil {
		return nil, err
	}
	return []result{slower("start to the first 200, "+many(l.large)+" sessions", "bare net/http", atMost(3), got[0], got[1])}, nil
}

// binary measures the size of the product.
func binary(l *lab) ([]result, error) {
	n, err := sizeOf(l.bin)
	v := float64(n) / 1e6
	return []result{{what: "binary, stripped", measured: number(v) + " MB", value: v, target: target{"≤", 20, " MB"}}}, err
}

// seeding tells how long the large database took when it was made.
func seeding(l *lab) ([]result, error) {
	_, v, err := l.seed(l.large)
	return []result{{what: "seeding " + many(l.large) + " sessions", measured: number(v) + " s", value: v,
		target: target{"≤", 60, " s"}}}, err
}
