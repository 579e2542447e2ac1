package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"
)

// options say how a run is made.
type options struct {
	command      string
	rounds       int
	seconds      float64 // of a round
	conns        int     // at once
	small, large int     // sessions
	huge         int     // sessions, 0 when left out
}

// A lab is one run: what is measured and all that it started.
type lab struct {
	options
	ctx       context.Context
	cache     string // of seeded databases
	dir       string // of this run, removed with it
	quiet     string // a copy of the large database that is not written to
	bin, bare string // the product, and the least that net/http can do
	sites     map[int]*site
	running   []*process
}

// open prepares a run. bin is the product to measure, "" to build it.
func open(ctx context.Context, o options, bin string) (l *lab, err error) {
	l = &lab{options: o, ctx: ctx, cache: filepath.Join(os.TempDir(), "televisit-bench"), bin: bin, sites: map[int]*site{}}
	if err = os.MkdirAll(l.cache, 0o700); err != nil {
		return nil, err
	}
	if l.dir, err = os.MkdirTemp(l.cache, "run-"); err != nil {
		return nil, err
	}
	l.bare = filepath.Join(l.dir, "bare")
	if err = build(ctx, l.bare, "./bench/bare"); err == nil && bin == "" {
		l.bin = filepath.Join(l.dir, "televisit")
		err = build(ctx, l.bin, ".")
	}
	if err != nil {
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

// build makes a stripped binary, as a release has it.
func build(ctx context.Context, to, what string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", to, what)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", cmd, err, out)
	}
	return nil
}

// do runs a command of the product to its end.
func (l *lab) do(args ...string) error {
	cmd := exec.CommandContext(l.ctx, l.bin, args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", cmd, err, out)
	}
	return nil
}

// close ends all that the run started and removes what it wrote.
func (l *lab) close() (err error) {
	for _, p := range l.running {
		err = errors.Join(err, p.stop())
	}
	return errors.Join(err, os.RemoveAll(l.dir))
}

func (l *lab) logf(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

func (l *lab) round() time.Duration { return time.Duration(l.seconds * float64(time.Second)) }

// measure interleaves sides for the rounds of this run.
func (l *lab) measure(sides ...side) ([][]sample, error) {
	return interleave(l.ctx, l.rounds, l.round(), sides...)
}

// barely starts the bare server with a status and, if body is not nil, with a
// body.
func (l *lab) barely(status int, kind string, body []byte) (*process, error) {
	args := []string{strconv.Itoa(status)}
	if body != nil {
		file := filepath.Join(l.dir, "body")
		if err := os.WriteFile(file, body, 0o600); err != nil {
			return nil, err
		}
		args = append(args, kind, file)
	}
	return l.track(start(l.ctx, l.bare, args...))
}

// sql starts the peer that asks the database in dir without the product.
func (l *lab) sql(dir, org string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return l.track(start(l.ctx, self, "peer", filepath.Join(dir, "televisit.db"), org))
}

// track ends p with the run.
func (l *lab) track(p *process, err error) (*process, error) {
	if err == nil {
		l.running = append(l.running, p)
	}
	return p, err
}

// on returns n calls, each sending request over a connection of its own.
func on(p *process, n int, request []byte, want int) (all []call, err error) {
	for range n {
		c, err := dial(p.url)
		if err != nil {
			return nil, err
		}
		all = append(all, callOf(func() error { return c.do(request, want) }))
	}
	return all, nil
}

// A counter counts what happened in some time.
type counter struct{ n, ns atomic.Int64 }

// rate returns how many a second.
func (c *counter) rate() float64 { return float64(c.n.Load()) / time.Duration(c.ns.Load()).Seconds() }
