package backup_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"televisit/backup"
	"televisit/clinic"
	"televisit/store"
	"televisit/store/db/dbtest"
	"televisit/store/storetest"
)

func open(path string) (*store.Store, error) {
	return store.Open(path, os.DirFS(dbtest.Migrations()), func() time.Time { return storetest.Start })
}

// filed returns a practice in a file, and what makes backups of it.
func filed(t *testing.T) (*storetest.Desk, backup.Maker) {
	t.Helper()
	d := storetest.NewInFile(t)
	return d, backup.Maker{Store: d.Store, Open: open, Now: d.Clock.Now, Keys: d.KeyFile}
}

func identity(t *testing.T) *age.X25519Identity {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// What is copied while others write is whole, can be read by nobody else, and comes back as it was.
func TestBackupIsRestored(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]*age.X25519Identity{"plain": nil, "encrypted": identity(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, m := filed(t)
			var who []age.Identity
			if id != nil {
				m.Recipient, who = id.Recipient(), []age.Identity{id}
			}
			path := filepath.Join(t.TempDir(), m.Name(d.Clock.Now()))
			made := whileBooking(t, d, func() (backup.Manifest, error) { return m.Make(t.Context(), path) })
			if made.Rows["pm_patients"] == 0 || made.AuditHead == "" {
				t.Fatalf("the manifest says nothing of the practice: %+v", made)
			}
			for _, file := range []string{path, path + ".json"} {
				if info, err := os.Stat(file); err != nil || info.Mode() != 0o600 {
					t.Errorf("%s: %v %v, want a file that nobody else can read", file, info, err)
				}
			}
			if text, err := os.ReadFile(path); err != nil || id != nil && bytes.Contains(text, []byte("northside")) {
				t.Error("what is encrypted can be read:", err)
			}
			to := filepath.Join(t.TempDir(), "televisit.db")
			done, err := backup.Restorer{Open: open, Now: d.Clock.Now, Identities: who}.Restore(t.Context(), path, to)
			if err != nil || done.Companion != "" {
				t.Fatal(done.Companion, err)
			}
			if diff := cmp.Diff(made.Contents, contents(t, to)); diff != "" {
				t.Errorf("(-copied +restored):\n%s", diff)
			}
			if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// whileBooking runs do while patients are added.
func whileBooking(t *testing.T, d *storetest.Desk, do func() (backup.Manifest, error)) backup.Manifest {
	t.Helper()
	d.Patient(t, d.Northside, "Ada", "Archer", "N-1")
	desk := d.As(t, "staff@northside.example", d.Northside)
	ctx, stop := context.WithCancel(t.Context())
	var rest sync.WaitGroup
	rest.Go(func() {
		for i := 2; ctx.Err() == nil; i++ {
			p := clinic.Patient{Given: "Bo", Family: "Baker", MRN: "M-" + strconv.Itoa(i), Born: "1980-01-02", PayerClass: "other"}
			if _, err := desk.AddPatient(ctx, p); err != nil {
				return // the copy is made, or the record number is too long
			}
		}
	})
	made, err := do()
	stop()
	rest.Wait()
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func contents(t *testing.T, path string) store.Contents {
	t.Helper()
	s, err := open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c, err := s.UnscopedContents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestMakeRefuses(t *testing.T) {
	t.Parallel()
	_, m := filed(t)
	there := filepath.Join(t.TempDir(), "there.db")
	if err := os.WriteFile(there, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, path, want string }{
		{"a file that is there", there, "is there already"},
		{"no such directory", filepath.Join(t.TempDir(), "none", "x.db"), "no such file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := m.Make(t.Context(), c.path); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	if text, _ := os.ReadFile(there); string(text) != "mine" {
		t.Error("the file that was there is another one")
	}
}

// What cannot be restored is refused before anything is touched.
func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	d, m := filed(t)
	dir := t.TempDir()
	backedUp := func(name string) string {
		path := filepath.Join(dir, name)
		if _, err := m.Make(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	id, other := identity(t), identity(t)
	good, changed, strange := backedUp("good.db"), backedUp("changed.db"), filepath.Join(dir, "strange.db")
	m.Recipient = id.Recipient()
	sealed := backedUp("sealed.db.age")
	flip(t, changed)
	if err := os.WriteFile(strange, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	d.Clock.Add(time.Hour)
	d.Patient(t, d.Northside, "Late", "Comer", "N-9")
	later := filepath.Join(t.TempDir(), "televisit.db")
	if err := d.Store.UnscopedSnapshot(t.Context(), later); err != nil {
		t.Fatal(err)
	}
	before := contents(t, later)
	for _, c := range []struct {
		name, from, want string
		who              []age.Identity
	}{
		{"changed since", changed, "not the file that its manifest describes", nil},
		{"no database", strange, "cannot be restored", nil},
		{"encrypted", sealed, "--identity", nil},
		{"encrypted to another", sealed, "identity", []age.Identity{other}},
		{"older than what is there", good, "--newer", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := backup.Restorer{Open: open, Now: d.Clock.Now, Identities: c.who}.Restore(t.Context(), c.from, later)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if diff := cmp.Diff(before, contents(t, later)); diff != "" {
				t.Errorf("what was there is another (-before +now):\n%s", diff)
			}
		})
	}
	t.Run("older, as asked for", func(t *testing.T) {
		done, err := backup.Restorer{Open: open, Now: d.Clock.Now, Newer: true}.Restore(t.Context(), good, later)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, contents(t, done.Companion)); diff != "" {
			t.Errorf("what was there is not kept (-before +kept):\n%s", diff)
		}
		if got := contents(t, later); got.AuditHead == before.AuditHead {
			t.Error("the later changes are still there")
		}
	})
}

// flip changes one byte in the middle of a file.
func flip(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		text[len(text)/2] ^= 1
		err = os.WriteFile(path, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// The proof of a backup checks the audit trail, where the key file is there. A backup of a broken one is
// made all the same, and the schedule says so.
func TestBackupChecksTheTrail(t *testing.T) {
	t.Parallel()
	d, m := filed(t)
	dir := t.TempDir()
	for i, c := range []struct {
		name, keys, want, fault string
		tamper                  bool
	}{
		{name: "whole", keys: m.Keys, want: backup.Intact},
		{name: "no key file", keys: m.Keys + "2", want: backup.Unchecked, fault: "no such file"},
		{name: "broken", keys: m.Keys, want: backup.Broken, fault: "row 3", tamper: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.tamper {
				d.Unguard(t)
				d.Exec(t, `DELETE FROM pf_audit WHERE seq = 3`)
			}
			m.Keys = c.keys
			made, err := m.Make(t.Context(), filepath.Join(dir, fmt.Sprint(i, ".db")))
			if err != nil || made.AuditChain != c.want || !strings.Contains(made.AuditFault, c.fault) || len(made.AuditHeads) != 2 {
				t.Errorf("got %q, %q, heads %v, %v; want %q, %q", made.AuditChain, made.AuditFault, made.AuditHeads, err, c.want, c.fault)
			}
			read, err := backup.ReadManifest(filepath.Join(dir, fmt.Sprint(i, ".db")))
			if diff := cmp.Diff(made, read); diff != "" || err != nil {
				t.Errorf("%v; (-made +manifest):\n%s", err, diff)
			}
		})
	}
	s := &backup.Schedule{Maker: m, Dir: filepath.Join(dir, "own"), Every: time.Hour}
	if err := s.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "row 3") {
		t.Errorf("got %v, want that row 3 is missing", err)
	}
	if got := s.State(); !got.Last.Equal(d.Clock.Now()) || got.Err == nil || len(names(t, s.Dir)) != 2 {
		t.Errorf("got %+v, want a backup and an error", got)
	}
}
