package backup_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/backup"
)

func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

// A backup is made when the latest is old enough, also by another run of the program.
func TestSchedule(t *testing.T) {
	t.Parallel()
	d, m := filed(t)
	dir := filepath.Join(t.TempDir(), "backups")
	first := d.Clock.Now()
	for _, c := range []struct {
		name string
		wait time.Duration
		want int // backups, each with its manifest
	}{{"at first", 0, 1}, {"not due", 23 * time.Hour, 1}, {"due", time.Hour, 2}} {
		t.Run(c.name, func(t *testing.T) {
			d.Clock.Add(c.wait)
			s := &backup.Schedule{Maker: m, Dir: dir, Every: 24 * time.Hour}
			if err := s.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := names(t, dir); len(got) != 2*c.want {
				t.Errorf("got %v, want %d backups", got, c.want)
			}
			want := backup.State{Last: first.Add(time.Duration(c.want-1) * 24 * time.Hour), Tried: d.Clock.Now()}
			if diff := cmp.Diff(want, s.State()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A backup that fails says so, and the good ones stay.
func TestScheduleFails(t *testing.T) {
	t.Parallel()
	d, m := filed(t)
	dir := t.TempDir()
	s := &backup.Schedule{Maker: m, Dir: dir, Every: time.Hour}
	if err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	last := d.Clock.Now()
	d.Clock.Add(2 * time.Hour)
	if err := d.Store.Close(); err != nil { // as good as a disk that is gone
		t.Fatal(err)
	}
	if err := os.Rename(d.Where, d.Where+".gone"); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(d.Where, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := s.Run(t.Context()); err == nil {
		t.Fatal("a backup of nothing was made")
	}
	if got := s.State(); got.Err == nil || !got.Last.Equal(last) || len(names(t, dir)) != 2 {
		t.Errorf("got %+v and %v, want an error and the backup of before", got, names(t, dir))
	}
}

// Of a backup a day for two years the latest of 7 days, 4 weeks and 12 months are left, and what is no
// backup of ours stays.
func TestPrune(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := time.Date(2026, 3, 31, 3, 0, 0, 0, time.UTC)
	for range 730 {
		write(t, filepath.Join(dir, backup.Maker{}.Name(at)))
		at = at.AddDate(0, 0, -1)
	}
	write(t, filepath.Join(dir, "mine.db"))
	if err := backup.Prune(dir); err != nil {
		t.Fatal(err)
	}
	want := []string{"mine.db"}
	for _, day := range []string{"20250430", "20250531", "20250630", "20250731", "20250831", "20250930", "20251031", "20251130", "20251231",
		"20260131", "20260228", "20260315", "20260322", "20260325", "20260326", "20260327", "20260328", "20260329", "20260330", "20260331"} {
		want = append(want, "televisit-"+day+"T030000Z.db")
	}
	if diff := cmp.Diff(want, names(t, dir)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func write(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
}
