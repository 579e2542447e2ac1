package torture

import (
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// Backups are made while sixteen writers write. Each is restored elsewhere: it is sound, has all that was
// acknowledged before it was begun, and the program serves it.
func TestBackups(t *testing.T) {
	alone(t)
	dir := copyDemo(t)
	s := serve(t, "--data", dir)
	p := gather(t, s.url, func(t *testing.T) (*sql.DB, func()) { return openFile(t, dir) })
	stop := p.load(t, s.url)
	defer stop()
	n, good := cycles(2, 100), 0
	for i := range n {
		file := filepath.Join(t.TempDir(), fmt.Sprintf("%d.db", i))
		floor := p.versions()
		run(t, "backup", "--data", dir, file)
		ceiling := p.versions()
		if err := p.restored(t, file, filepath.Join(dir, "secrets.key"), floor, ceiling); err != nil {
			t.Errorf("backup %d: %v", i+1, err)
			continue
		}
		if good++; good%10 == 0 {
			t.Logf("%d of %d", good, i+1)
		}
	}
	p.await(t, 1)
	stop()
	figure(t, "backups under 16 writers, each restored", fmt.Sprintf("%d of %d sound, with all that was acknowledged before, and served; "+
		"%d writes acknowledged meanwhile", good, n, p.acked()))
	if p.acked() == 0 {
		t.Error("nobody wrote meanwhile")
	}
}

// restored restores a backup to a new place, and compares it with what was acknowledged up to floor, before
// it was begun, and up to ceiling, after it was made.
func (p *practice) restored(t *testing.T, file, keys string, floor, ceiling []int64) error {
	t.Helper()
	dir := t.TempDir()
	run(t, "restore", "--data", dir, file)
	d, done := openFile(t, dir)
	defer done()
	if err := sound(d); err != nil {
		return err
	}
	lost, err := p.check(d, floor, ceiling)
	if err != nil || lost > 0 {
		return fmt.Errorf("%d acknowledged writes are missing: %w", lost, err)
	}
	b, err := os.ReadFile(keys)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "secrets.key"), b, 0o600)
	}
	if err != nil {
		return err
	}
	s := serve(t, "--data", dir)
	res, err := http.Get(s.url + "/readyz")
	if err != nil {
		return err
	}
	_ = res.Body.Close() // it is not read
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("served from the backup, /readyz answers %s", res.Status)
	}
	return s.end()
}
