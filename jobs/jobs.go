// Package jobs runs what is due by the clock, beside the requests.
package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// A Job is something to be done again and again.
type Job struct {
	Name  string // for the log
	Every time.Duration
	// Take reports whether a job that is due every so often is this server's to do now:
	// of all servers one is told so. Nil is for what each server does for itself.
	Take func(ctx context.Context, name string, every time.Duration) (bool, error)
	Run  func(ctx context.Context) error
}

// checks is how often it is asked, in the time from one run to the next, whose turn
// it is: the server that ran a job the last time may be gone.
const checks = 6

// Run runs all until ctx ends, each for itself and never twice at once. A job that
// fails is logged and tried again when it is due the next time.
func Run(ctx context.Context, log *slog.Logger, all ...Job) {
	var running sync.WaitGroup
	for _, j := range all {
		running.Go(func() { j.repeat(ctx, log) })
	}
	running.Wait()
}

func (j Job) repeat(ctx context.Context, log *slog.Logger) {
	every := j.Every
	if j.Take != nil {
		every /= checks
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := j.once(ctx); err != nil && ctx.Err() == nil {
			log.Error("job failed", "job", j.Name, "err", err)
		}
	}
}

// once runs the job if it is this server's turn. A turn lasts until the next one is
// due, so no two servers run it at once.
func (j Job) once(ctx context.Context) error {
	if j.Take == nil {
		return j.Run(ctx)
	}
	if mine, err := j.Take(ctx, j.Name, j.Every); err != nil || !mine {
		return err
	}
	ctx, over := context.WithTimeout(ctx, j.Every)
	defer over()
	return j.Run(ctx)
}
