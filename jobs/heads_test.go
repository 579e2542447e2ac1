package jobs_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/jobs"
	"televisit/store"
	"televisit/store/storetest"
)

// The log has where each chain ends, as it can be compared with later, and nobody's name.
func TestLogHeads(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	var log bytes.Buffer
	job := jobs.LogHeads(d.Store, slog.New(slog.NewTextHandler(&log, nil)))
	if err := job.Run(t.Context()); err != nil || job.Every != time.Hour || job.Take == nil {
		t.Fatal(job, err)
	}
	want, err := d.Store.UnscopedChainHeads(t.Context())
	if err != nil || len(want) != 2 {
		t.Fatal(want, err)
	}
	if diff := cmp.Diff(want, store.ParseChainHeads(log.String())); diff != "" || strings.Contains(log.String(), "Northside") {
		t.Errorf("(-want +got):\n%s\n%s", diff, log.String())
	}
}
