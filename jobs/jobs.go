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
	Run   func(ctx context.Context) error
}

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
	tick := time.NewTicker(j.Every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := j.Run(ctx); err != nil && ctx.Err() == nil {
			log.Error("job failed", "job", j.Name, "err", err)
		}
	}
}
