// Command bench measures the built product on seeded databases, each figure
// beside its limit or a peer in the same run, and prints one table.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	if len(os.Args) == 4 && os.Args[1] == "peer" {
		err = peer(ctx, os.Args[2], os.Args[3])
	} else {
		err = run(ctx)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

// rows are the groups of lines of the table.
var rows = []struct {
	name    string
	measure func(*lab) ([]result, error)
}{
	{"poll", poll}, {"page", page}, {"fresh", fresh}, {"size", size}, {"deep", deep}, {"counts", counts}, {"search", search}, {"filters",
		filters},
	{"moves", moves}, {"busy", busy}, {"tabs", tabs}, {"idle", idle}, {"start", starts}, {"binary", binary}, {"seed", seeding},
	{apart, scale},
}

// apart is measured only when it is asked for: it needs PostgreSQL, and has a page of its own.
const apart = "scale"

func run(ctx context.Context) (err error) {
	o := options{}
	names := make([]string, len(rows))
	for i, r := range rows {
		names[i] = r.name
	}
	chosen := flag.String("rows", "", "measure only these, of "+strings.Join(names, ","))
	flag.IntVar(&o.rounds, "rounds", 5, "rounds that count")
	flag.Float64Var(&o.seconds, "seconds", 1.5, "length of a round")
	flag.IntVar(&o.conns, "conns", 8, "connections at once")
	flag.IntVar(&o.small, "small", 10_000, "sessions of the small database")
	flag.IntVar(&o.large, "large", 1_000_000, "sessions of the large one")
	bin := flag.String("bin", "", "measure this binary instead of building one")
	write := flag.String("write", "", "put the table into this file")
	most := flag.Duration("most", 45*time.Minute, "give up after this time; two hours more with BENCH_HUGE=1")
	flag.Parse()
	if o.command = "make bench"; *chosen != "" {
		o.command = "go run ./bench -rows " + *chosen
	}
	if os.Getenv("BENCH_HUGE") == "1" {
		o.huge = 10 * o.large
		*most += 2 * time.Hour
	}
	ctx, stop := context.WithTimeout(ctx, *most)
	defer stop()
	l, err := open(ctx, o, *bin)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	all, err := l.all(strings.Split(*chosen, ","))
	fmt.Print(table(all))
	if err == nil && *write != "" {
		err = report(*write, all, o)
	}
	return err
}

// wanted reports whether a group is measured where these are chosen.
func wanted(name string, chosen []string) bool {
	return slices.Contains(chosen, name) || chosen[0] == "" && name != apart
}

// all measures the chosen rows, or every one. What fails does not keep the
// others from being measured.
func (l *lab) all(chosen []string) (all []result, err error) {
	for _, r := range rows {
		if !wanted(r.name, chosen) || l.ctx.Err() != nil {
			continue
		}
		l.logf("measuring %s", r.name)
		some, failed := r.measure(l)
		for _, s := range some {
			l.logf("  %s", s.line())
		}
		all = append(all, some...)
		if failed != nil {
			failed = fmt.Errorf("%s: %w", r.name, failed)
			l.logf("%v", failed)
			err = errors.Join(err, failed)
		}
	}
	return all, errors.Join(err, l.ctx.Err())
}
