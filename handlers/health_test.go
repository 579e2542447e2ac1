package handlers

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"televisit/backup"
	"televisit/doctor"
	"televisit/store"
	"televisit/store/db/dbtest"
	"televisit/store/storetest"
	"televisit/web"
)

const healthPath = "/settings/health"

// A watched site has a database file in a directory of its own, and backups.
type watched struct {
	*site
	dir      string // of the database
	watch    *doctor.Watch
	schedule *backup.Schedule
}

func newWatched(t *testing.T) *watched {
	t.Helper()
	d, dir := storetest.NewInFile(t), t.TempDir()
	open := func(path string) (*store.Store, error) {
		return store.Open(path, os.DirFS(dbtest.Migrations()), d.Clock.Now)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(d.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	file, keys := filepath.Join(dir, "televisit.db"), filepath.Join(dir, "secrets.key")
	for path, text := range map[string][]byte{file: nil, keys: key} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w := &watched{dir: dir, schedule: &backup.Schedule{Dir: t.TempDir(), Every: 24 * time.Hour,
		Maker: backup.Maker{Store: d.Store, Open: open, Now: d.Clock.Now}}}
	w.watch = doctor.NewWatch(doctor.Patient{Store: d.Store, File: file, Keys: keys, Now: d.Clock.Now,
		BackupDir: w.schedule.Dir, BackupEvery: w.schedule.Every, Schedule: w.schedule, Site: doctor.Site{Addr: "127.0.0.1:8080"}})
	w.site = siteWatched(t, d, home, web.Config{Log: slog.New(slog.DiscardHandler)}, w.watch)
	return w
}

// health returns what the page says of a thing: its state, what was found and what to do.
func (b *browser) health(name string, header ...string) string {
	b.t.Helper()
	page := b.get(healthPath, header...).expect(b.t, http.StatusOK)
	for _, row := range page.Doc.Find("tbody tr").EachIter() {
		if squash(row.Find("th").Text()) == name {
			return squash(row.Find("td").Text())
		}
	}
	b.t.Errorf("nothing is said of %s", name)
	return ""
}

// expectHealth looks for a state, and for a text behind it.
func (b *browser) expectHealth(name, state, text string, header ...string) {
	b.t.Helper()
	if got := b.health(name, header...); !strings.HasPrefix(got, state) || !strings.Contains(got, text) {
		b.t.Errorf("%s: got %q, want %s and %q", name, got, state, text)
	}
}

func run(t *testing.T, job func(context.Context) error) {
	t.Helper()
	if err := job(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestHealth: the page shows what the doctor finds as it is now, and of what takes long what it found the last time.
func TestHealth(t *testing.T) {
	t.Parallel()
	s := newWatched(t)
	b := s.as(t, adminEmail, "")
	b.expectHealth("Backup", "not checked yet", "The first one is made within a minute")
	b.expectHealth("Integrity", "not checked yet", "Nobody has looked")
	b.expectHealth("Audit chain", "not checked yet", "Nobody has looked")
	run(t, s.schedule.Run)
	b.expectHealth("Backup", "not checked yet", "The latest was made at Mon, Mar 2, 2026, 09:00")
	run(t, s.watch.Run)
	b.expectHealth("Backup", "well", "restored in another place and looked through, and is what its manifest says")
	b.expectHealth("Integrity", "well", "Every page and every reference was looked at.just now")
	b.expectHealth("Audit chain", "well", "lacks nothing that the backup of Mon, Mar 2, 2026, 09:00 has.just now")

	s.Clock.Add(3 * time.Hour)
	b = s.as(t, adminEmail, "")
	run(t, s.watch.Run) // nothing is due
	b.expectHealth("Integrity", "well", "3 hours ago")
	b.expectHealth("Backup", "well", "3 hours ago")
	b.expectHealth("Clock", "well", "The clock shows Mon, Mar 2, 2026, 12:00.")
	b.expectHealth("Proxy", "well", "No proxy is named")
	b.expectHealth("Proxy", "warning", "--trusted-proxy", "X-Forwarded-For", "192.0.2.1")
	if err := os.Chmod(filepath.Join(s.dir, "secrets.key"), 0o644); err != nil {
		t.Fatal(err)
	}
	b.expectHealth("Key file", "wrong", "Run chmod 600 on it.")
	page := b.get(healthPath)
	if first := squash(page.Doc.Find("tbody th").First().Text()); first != "Key file" && first != "Disk space" {
		t.Errorf("%s stands first, want what is wrong", first)
	}
	if got := page.notice(); got != "Something is wrong. What to do stands below." {
		t.Errorf("the page begins with %q", got)
	}
}

// TestHealthChecksNow: whoever administers lets what takes long be looked at, without a script and at most every few seconds.
func TestHealthChecksNow(t *testing.T) {
	t.Parallel()
	s := newWatched(t)
	b := s.as(t, adminEmail, "")
	run(t, s.schedule.Run)
	press := func() {
		t.Helper()
		action := b.get(healthPath).Doc.Find("form[method=post][action$=health]").AttrOr("action", "")
		b.post(action).expect(t, http.StatusSeeOther)
	}
	press()
	b.expectHealth("Integrity", "well", "just now")
	b.expectHealth("Backup", "well", "is what its manifest says")
	path, _, err := backup.Latest(s.schedule.Dir)
	if err == nil {
		err = os.WriteFile(path, []byte("nothing"), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	press()
	b.expectHealth("Backup", "well", "") // that was looked at just now
	s.Clock.Add(time.Minute)
	press()
	b.expectHealth("Backup", "wrong", "cannot be trusted")
	s.Clock.Add(24 * time.Hour)
	if err := s.watch.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "cannot be trusted") {
		t.Errorf("the daily look says %v, want that the backup cannot be trusted", err)
	}
}

// TestHealthOfABackupThatFails: the page says when the latest try was, and the job says it to the log.
func TestHealthOfABackupThatFails(t *testing.T) {
	t.Parallel()
	s := newWatched(t)
	run(t, s.schedule.Run)
	s.Clock.Add(25 * time.Hour)
	s.schedule.Open = func(string) (*store.Store, error) { return nil, errors.New("it cannot be opened") }
	if err := s.schedule.Run(t.Context()); err == nil {
		t.Fatal("a backup that cannot be opened was kept")
	}
	s.as(t, adminEmail, "").expectHealth("Backup", "wrong", "The latest try, at Tue, Mar 3, 2026, 10:00, failed. "+
		"The latest good one was made at Mon, Mar 2, 2026, 09:00.Look into the server's log")
}

// TestHealthTellsNoPlace: who administers a practice, this one or another on the server, is told of no place on it; whoever
// administers none is told nothing. It reads in Spanish as well.
func TestHealthTellsNoPlace(t *testing.T) {
	t.Parallel()
	s := newWatched(t)
	run(t, s.schedule.Run)
	run(t, s.watch.Run)
	for _, harm := range []func() error{
		func() error { return nil },
		func() error { return os.Chmod(s.dir, 0o755) },
		func() error { return os.WriteFile(filepath.Join(s.dir, "copy.db"), nil, 0o644) },
		func() error { return os.Chmod(filepath.Join(s.dir, "copy.db"), 0o644) },
		func() error { return os.RemoveAll(s.schedule.Dir) },
		func() error { return os.RemoveAll(s.dir) },
	} {
		if err := harm(); err != nil {
			t.Fatal(err)
		}
		for _, email := range []string{adminEmail, "admin@harbor.example"} {
			text := s.as(t, email, "").get(healthPath).expect(t, http.StatusOK).Text
			for _, place := range []string{s.dir, s.schedule.Dir, filepath.Dir(s.Where), "copy.db", "televisit-2", "no such file"} {
				if strings.Contains(text, place) {
					t.Errorf("%s is told of %s", email, place)
				}
			}
		}
	}
	b := s.as(t, "admin@harbor.example", "")
	b.expectHealth("Integridad", "bien", "Se revisaron todas las páginas", "Accept-Language", "es")
	b.expectHealth("Copia de seguridad", "mal", "No hay ninguna copia de seguridad", "Accept-Language", "es")
	s.as(t, "manager@northside.example", "").get(healthPath).expect(t, http.StatusForbidden)
}

// TestHealthNamesNoOtherPractice: that somebody's audit trail was changed is on the page, whose it is only the log and the command say.
func TestHealthNamesNoOtherPractice(t *testing.T) {
	t.Parallel()
	s := newWatched(t)
	s.Exec(t, `DROP TRIGGER pf_audit_fixed`)
	s.Exec(t, `UPDATE pf_audit SET action = 'x' WHERE seq = 2 AND org_id = $1`, string(s.Harbor))
	if err := s.watch.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "Harbor") {
		t.Errorf("the log says %v, want whose trail was changed", err)
	}
	b := s.as(t, adminEmail, "")
	b.expectHealth("Audit chain", "wrong", "The audit trail of a practice was changed or cut off.")
	if text := b.get(healthPath).Text; strings.Contains(text, "Harbor") {
		t.Error("the page names another practice")
	}
}
