package main

import (
	"errors"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"televisit/store"
	"televisit/store/db/dbtest"
)

// beforeTables returns the migrations before the latest one that makes several tables, and the name of the last of
// these tables: where that is there already, the migration fails half-way.
func beforeTables(t *testing.T) (files fstest.MapFS, table string) {
	t.Helper()
	shared, err := filepath.Glob("migrations/*.sql")
	own, err2 := filepath.Glob("migrations/sqlite/*.sql")
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	all := append(shared, own...)
	slices.SortFunc(all, func(a, b string) int { return strings.Compare(filepath.Base(a), filepath.Base(b)) })
	for i, path := range slices.Backward(all) {
		up, _, _ := strings.Cut(read(t, path), "-- +goose Down")
		if tables := strings.Split(up, "CREATE TABLE "); len(tables) > 2 {
			files = fstest.MapFS{}
			for _, path := range all[:i] {
				files[strings.TrimPrefix(path, "migrations/")] = &fstest.MapFile{Data: []byte(read(t, path))}
			}
			table, _, _ = strings.Cut(tables[len(tables)-1], " ")
			return files, table
		}
	}
	t.Fatal("no migration makes several tables")
	return nil, ""
}

// A migration that fails half-way changes nothing: the program says so in one line and does not start, the database
// stands as it did, and a copy of it lies beside. Once the cause is gone it migrates and serves.
func TestMigrationFails(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	path := filepath.Join(data, "televisit.db")
	files, obstacle := beforeTables(t)
	old, err := store.Open(path, files, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := old.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	byHand(t, path, `INSERT INTO pf_organizations (org_id, name, created_at) VALUES ('hilltop', 'Hilltop', 0)`)
	byHand(t, path, "CREATE TABLE "+obstacle+" (in_the_way TEXT)")
	before := dbtest.Schema(t, path)

	out, stderr, code := run(t, "", "serve", "--addr", "127.0.0.1:0", "--data", data)
	if code != 1 || out != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, obstacle) {
		t.Errorf("got %d, %q and %q, want one line that names %s", code, out, stderr, obstacle)
	}
	if after := dbtest.Schema(t, path); !slices.Equal(after, before) {
		t.Errorf("the schema is %q now, and was %q", after, before)
	}
	var orgs int
	if err := dbtest.Beside(t, path).QueryRow(`SELECT count(*) FROM pf_organizations`).Scan(&orgs); err != nil || orgs != 1 {
		t.Errorf("organizations: got %d, %v, want 1", orgs, err)
	}
	if aside, err := filepath.Glob(path + ".before-*"); err != nil || len(aside) != 1 {
		t.Errorf("copies beside: got %q, %v, want one", aside, err)
	}

	byHand(t, path, "DROP TABLE "+obstacle)
	founded(t, data)
	s := start(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	if res, err := s.ann().Get(s.url + "/pm/telehealth"); err != nil || res.StatusCode != http.StatusOK {
		t.Error(res, err)
	}
	s.stop()
}

// A database of a newer program is refused by every command, in one line that says what to do, and is left as it is.
func TestNewerSchema(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	founded(t, data)
	path := filepath.Join(data, "televisit.db")
	byHand(t, path, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)`)
	before := read(t, path)
	for _, c := range []struct {
		name string
		args []string
	}{
		{"serve", []string{"serve", "--addr", "127.0.0.1:0", "--data", data}},
		{"admin", []string{"admin", "sign-out-all", "--data", data}},
		{"backup", []string{"backup", "--data", data, t.TempDir()}},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, stderr, code := run(t, "", c.args...)
			if code != 1 || out != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "schema 999") ||
				!strings.Contains(stderr, "newer version") {
				t.Errorf("got %d, %q and %q, want one line that names the schema", code, out, stderr)
			}
		})
	}
	if after := read(t, path); after != before {
		t.Error("the file was changed")
	}
	byHand(t, path, `DELETE FROM goose_db_version WHERE version_id = 999`)
	start(t, "serve", "--addr", "127.0.0.1:0", "--data", data).stop()
}

// byHand changes a database file that no program uses by hand.
func byHand(t *testing.T, path, statement string) {
	t.Helper()
	d := dbtest.Beside(t, path)
	if _, err := d.Exec(statement); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}
