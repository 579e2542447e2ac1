package doctor_test

import (
	"fmt"
	"net/url"
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
)

func open(path string) (*store.Store, error) {
	return store.Open(path, os.DirFS(dbtest.Migrations()), func() time.Time { return storetest.Start })
}

type patient struct {
	desk *storetest.Desk
	doctor.Patient
}

// well returns a practice in a file, with a backup, of which nothing is wrong but perhaps the room on the test's disk.
func well(t *testing.T) *patient {
	t.Helper()
	d, dir, backups := storetest.NewInFile(t), t.TempDir(), t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	file, keys := filepath.Join(dir, "televisit.db"), filepath.Join(dir, "secrets.key")
	if err := d.Store.UnscopedSnapshot(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	write(t, keys, storetest.Key, 0o600)
	s, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, part := range []string{"-wal", "-shm"} { // the test's umask is not the program's
		if err := os.Chmod(file+part, 0o600); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	m := backup.Maker{Store: s, Open: open, Now: d.Clock.Now}
	if _, err := m.Make(t.Context(), filepath.Join(backups, m.Name(d.Clock.Now()))); err != nil {
		t.Fatal(err)
	}
	return &patient{d, doctor.Patient{Store: s, File: file, Keys: keys, BackupDir: backups, BackupEvery: 24 * time.Hour, Now: d.Clock.Now,
		Site: doctor.Site{Addr: "127.0.0.1:8080"}}}
}

// tamper changes the database as who owns its file can.
func (p *patient) tamper(t *testing.T, statements ...string) {
	t.Helper()
	beside := dbtest.Beside(t, p.File)
	for _, text := range append([]string{`DROP TRIGGER pf_audit_fixed`, `DROP TRIGGER pf_audit_kept`}, statements...) {
		if _, err := beside.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	for _, part := range []string{"-wal", "-shm"} { // the test's umask is not the program's
		if err := os.Chmod(p.File+part, 0o600); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// Each thing that is not well is found by the check of its name, which says what to do; all others stay as they were.
func TestChecks(t *testing.T) {
	t.Parallel()
	plain, _ := url.Parse("http://desk.example")
	secure, _ := url.Parse("https://desk.example")
	cases := []struct {
		name, check string
		want        doctor.State
		what        string
		harm        func(*testing.T, *patient)
	}{
		{"all is well", "", doctor.OK, "", func(*testing.T, *patient) {}},
		{"a clock behind the latest change", "Clock", doctor.Wrong, "before the latest change", func(t *testing.T, p *patient) {
			p.Now = func() time.Time { return p.desk.Clock.Now().Add(-time.Hour * 24 * 365 * 10) }
		}},
		{"a clock behind the program", "Clock", doctor.Wrong, "before this program was built", func(t *testing.T, p *patient) {
			p.Built = p.desk.Clock.Now().Add(time.Hour)
		}},
		{"a file that others may read", "Permissions", doctor.Warn, "could if it were open", func(t *testing.T, p *patient) {
			write(t, filepath.Join(filepath.Dir(p.File), "copy.db"), "x", 0o644)
		}},
		{"a file in a directory that others may read", "Permissions", doctor.Wrong, "copy.db", func(t *testing.T, p *patient) {
			write(t, filepath.Join(filepath.Dir(p.File), "copy.db"), "x", 0o644)
			if err := os.Chmod(filepath.Dir(p.File), 0o755); err != nil {
				t.Fatal(err)
			}
		}},
		{"no key file", "Key file", doctor.Warn, "There is no key file", func(_ *testing.T, p *patient) { p.Keys += "2" }},
		{"a key file that others may read", "Key file", doctor.Wrong, "Others than its owner", func(t *testing.T, p *patient) {
			p.Keys = filepath.Join(t.TempDir(), "secrets.key")
			write(t, p.Keys, storetest.Key, 0o640)
		}},
		{"a changed audit trail", "Audit chain", doctor.Wrong, "row 4 ", func(t *testing.T, p *patient) {
			p.tamper(t, `UPDATE pf_audit SET action = 'x' WHERE seq = 4`)
		}},
		{"an audit trail that was cut off since the backup", "Audit chain", doctor.Wrong, "row 8: it is missing", func(t *testing.T, p *patient) {
			p.tamper(t, `DELETE FROM pf_audit WHERE seq = 8`, `UPDATE pf_organizations SET audit_seq = 7,
				audit_mac = (SELECT mac FROM pf_audit a WHERE a.org_id = pf_organizations.org_id AND seq = 7)`)
		}},
		{"a long log", "Log", doctor.Warn, "65 MiB", func(t *testing.T, p *patient) {
			elsewhere := filepath.Join(t.TempDir(), "televisit.db")
			write(t, elsewhere+"-wal", "", 0o600)
			if err := os.Truncate(elsewhere+"-wal", 65<<20); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(filepath.Dir(elsewhere), 0o700); err != nil {
				t.Fatal(err)
			}
			p.File = elsewhere
		}},
		{"no directory of backups known", "Backup", doctor.Warn, "--backup-dir", func(_ *testing.T, p *patient) { p.BackupDir = "" }},
		{"no backup", "Backup", doctor.Wrong, "There is no backup", func(t *testing.T, p *patient) { p.BackupDir = t.TempDir() }},
		{"an old backup", "Backup", doctor.Wrong, "keeps it from making one", func(_ *testing.T, p *patient) {
			p.desk.Clock.Add(49 * time.Hour)
		}},
		{"a damaged backup", "Backup", doctor.Wrong, "cannot be trusted", func(t *testing.T, p *patient) {
			path, _, err := backup.Latest(p.BackupDir)
			if err != nil {
				t.Fatal(err)
			}
			write(t, path, "nothing", 0o600)
		}},
		{"a backup without its manifest", "Backup", doctor.Wrong, "no manifest", func(t *testing.T, p *patient) {
			path, _, err := backup.Latest(p.BackupDir)
			if err == nil {
				err = os.Remove(path + ".json")
			}
			if err != nil {
				t.Fatal(err)
			}
		}},
		{"plain http", "Address", doctor.Warn, "plain http", func(_ *testing.T, p *patient) { p.Site.Base = plain }},
		{"no TLS beyond this machine", "Address", doctor.Warn, "without TLS", func(_ *testing.T, p *patient) { p.Site.Addr = ":80" }},
		{"https by a proxy", "Address", doctor.OK, "by https", func(_ *testing.T, p *patient) { p.Site.Base = secure }},
		{"a proxy that is named", "Proxy", doctor.OK, "are believed", func(_ *testing.T, p *patient) { p.Site.Proxied = true }},
		{"no certificate", "Certificate", doctor.Wrong, "no such file", func(_ *testing.T, p *patient) {
			p.Site.Cert, p.Site.CertsKey = "none", "none"
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := well(t)
			c.harm(t, p)
			seen := false
			for _, got := range p.Checks(t.Context()) {
				if got.State != doctor.OK && got.Do.Format == "" {
					t.Errorf("%s: %q does not say what to do", got.Name, got.What)
				}
				if got.Name != c.check {
					followsFrom := c.check == "Key file" && got.Name == "Audit chain" && got.State == doctor.Warn
					if got.State != doctor.OK && got.Name != "Disk space" && !followsFrom {
						t.Errorf("%s: got %v, %s; want ok", got.Name, got.State, got.What)
					}
					continue
				}
				seen = true
				if text := fmt.Sprint(got.What, " ", got.Do, " ", got.Detail); got.State != c.want || !strings.Contains(text, c.what) {
					t.Errorf("got %v, %s; want %v, %q", got.State, text, c.want, c.what)
				}
			}
			if !seen && c.check != "" {
				t.Errorf("there is no check %q", c.check)
			}
		})
	}
}

// A database that cannot be opened, or is empty, is told without a fall; what else there is is looked at.
func TestNoDatabase(t *testing.T) {
	t.Parallel()
	p := well(t)
	p.Store, p.Unopened = nil, os.ErrPermission
	if got := p.Checks(t.Context()); got[0].State != doctor.Wrong || len(got) < 5 || doctor.Worst(got) != doctor.Wrong {
		t.Errorf("got %+v, want a database that is wrong, and the other checks", got)
	}
	empty, err := open(filepath.Join(t.TempDir(), "empty.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer empty.Close()
	p.Store, p.Unopened = empty, nil
	if got := doctor.Worst(p.Checks(t.Context())); got != doctor.Wrong {
		t.Errorf("an empty database: got %v, want wrong", got)
	}
}

// A large database is not looked through while everybody comes back to a server that was just started.
func TestLargeDatabaseWaits(t *testing.T) {
	t.Parallel()
	p := well(t)
	p.File = filepath.Join(t.TempDir(), "large.db")
	write(t, p.File, "", 0o600)
	if err := os.Truncate(p.File, 300<<20); err != nil {
		t.Fatal(err)
	}
	w := doctor.NewWatch(p.Patient)
	for _, c := range []struct {
		name  string
		later time.Duration
		seen  bool
	}{{"at the start", 0, false}, {"within the hour", 59 * time.Minute, false}, {"after it", time.Minute, true}} {
		p.desk.Clock.Add(c.later)
		if err := w.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, check := range w.Checks(t.Context(), doctor.Seen{}) {
			if check.Name == "Audit chain" && check.At.IsZero() == c.seen {
				t.Errorf("%s: got a look at %v, want one %v", c.name, check.At, c.seen)
			}
		}
	}
}
