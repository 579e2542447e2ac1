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
			Job{"good", time.Second, func(context.Context) error { good++; return nil }},
			Job{"bad", 5 * time.Second, func(context.Context) error { bad++; return errors.New("no luck") }})
		if good != 10 || bad != 2 {
			t.Errorf("ran %d and %d times, want 10 and 2", good, bad)
		}
		if got := strings.Count(log.String(), "job=bad"); got != 2 || strings.Contains(log.String(), "job=good") {
			t.Errorf("the log has %d failures, want 2 of the bad one:\n%s", got, log.String())
		}
	})
}
