package jobs

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second+time.Millisecond)
		defer stop()
		var log bytes.Buffer
		good, bad := 0, 0
		Run(ctx, slog.New(slog.NewTextHandler(&log, nil)),
			Job{Name: "good", Every: time.Second, Run: func(context.Context) error { good++; return nil }},
			Job{Name: "bad", Every: 5 * time.Second, Run: func(context.Context) error { bad++; return errors.New("no luck") }})
		if good != 10 || bad != 2 {
			t.Errorf("ran %d and %d times, want 10 and 2", good, bad)
		}
		if got := strings.Count(log.String(), "job=bad"); got != 2 || strings.Contains(log.String(), "job=good") {
			t.Errorf("the log has %d failures, want 2 of the bad one:\n%s", got, log.String())
		}
	})
}

// A job of all servers runs where it is its turn, and the turn ends before the next.
func TestRunOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), time.Minute+time.Millisecond)
		defer stop()
		asked, ran := 0, 0
		Run(ctx, slog.New(slog.DiscardHandler), Job{Name: "one", Every: 6 * time.Second,
			Take: func(_ context.Context, name string, every time.Duration) (bool, error) {
				asked++
				return asked%12 == 0 && name == "one" && every == 6*time.Second, nil
			},
			Run: func(ctx context.Context) error {
				ran++
				<-ctx.Done()
				return ctx.Err()
			}})
		if ran < 3 || ran > 5 || asked < 12*ran {
			t.Errorf("asked %d times, ran %d times", asked, ran)
		}
	})
}
