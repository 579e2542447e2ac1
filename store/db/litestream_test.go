package db_test

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"televisit/store/db"
	"televisit/store/db/dbtest"
)

// logHeader is how many bytes begin a log, and no other.
const logHeader = 32

// A replicator does to a database file what Litestream does beside the program: it has two small tables of its own,
// reads for as long as it likes, so that no log is begun anew under it, and copies the log.
type replicator struct {
	pool *sql.DB
	read *sql.Tx // begun after a write of its own, so that what follows stays in the log
	log  string
}

func replicate(t *testing.T, path string) *replicator {
	t.Helper()
	pool, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=wal_autocheckpoint(0)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	r := &replicator{pool: pool, log: path + "-wal"}
	r.exec(t, `CREATE TABLE IF NOT EXISTS _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)`,
		`CREATE TABLE IF NOT EXISTS _litestream_lock (id INTEGER)`)
	r.hold(t)
	return r
}

func (r *replicator) exec(t *testing.T, all ...string) {
	t.Helper()
	for _, query := range all {
		if _, err := r.pool.ExecContext(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
}

// hold begins to read, and so keeps the log.
func (r *replicator) hold(t *testing.T) {
	t.Helper()
	r.exec(t, `INSERT INTO _litestream_seq VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET seq = seq + 1`)
	var n int
	var err error
	if r.read, err = r.pool.BeginTx(context.Background(), nil); err == nil {
		err = r.read.QueryRow(`SELECT count(*) FROM _litestream_seq`).Scan(&n)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// copied returns what the log has: what was copied of it must not change.
func (r *replicator) copied(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile(r.log)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// fill writes more than a log has when it is to be emptied, which is a thousand pages.
func fill(t *testing.T, d *db.DB) {
	t.Helper()
	for range 3 {
		err := d.Write(t.Context(), db.Anyone, func(tx *db.Tx) error {
			for range 600 {
				if _, err := tx.Exec(t.Context(), insert, strings.Repeat("x", 4096)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// While a replicator reads, nothing of ours begins the log anew, cuts it or ends it: what it has copied stays as it was, and
// what we write stands behind that. Once it stops, the log is used again from its beginning.
func TestLogStaysUnderAReplicator(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "replicated.db")
	d := openAt(t, path)
	r := replicate(t, path)
	before := r.copied(t)
	fill(t, d)
	for name, do := range map[string]func() error{
		"snapshot": func() error { return d.Snapshot(t.Context(), path+".copy") },
		"migrate":  func() error { _, err := d.Migrate(t.Context()); return err },
		"look":     func() error { return d.CheckForeignWrites(t.Context()) },
		"bulk":     func() error { return d.Bulk(t.Context(), func(*db.Tx) error { return nil }) },
	} {
		if err := do(); err != nil {
			t.Errorf("%s beside a replicator: %v", name, err)
		}
	}
	rows, err := d.Prove(t.Context())
	if err != nil || rows["t"] != 1800 || len(rows) != 2 {
		t.Errorf("the tables of a replicator are ours, or rows are missing: %v, %v", rows, err)
	}
	fill(t, d)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	after := r.copied(t)
	if !bytes.HasPrefix(after, before) || len(after) < 3600*4096 {
		t.Errorf("the log of %d bytes is not the one of %d, with what was written behind it", len(after), len(before))
	}

	d = openAt(t, path)
	if err := r.read.Rollback(); err != nil {
		t.Fatal(err)
	}
	fill(t, d) // which empties it after its first transaction, and begins anew with the next
	if bytes.HasPrefix(r.copied(t), after[:logHeader]) {
		t.Error("the log is not begun anew when nobody reads: it grows for ever")
	}
}

// A replicator finds a log to copy, may write its own tables, and may empty the log itself: nothing of ours reads for long.
func TestReplicatorMayWork(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "replicated.db")
	d := openAt(t, path)
	r := replicate(t, path)
	if err := r.read.Rollback(); err != nil {
		t.Fatal(err)
	}
	var mode string
	if err := r.pool.QueryRow(`PRAGMA journal_mode`).Scan(&mode); err != nil || mode != "wal" {
		t.Errorf("got the journal mode %s, %v; want wal", mode, err)
	}
	foreign := d.ForeignWrites()
	tx, err := r.pool.Begin() // its turn to write
	if err == nil {
		_, err = tx.Exec(`INSERT INTO _litestream_lock (id) VALUES (1)`)
	}
	if err != nil {
		t.Fatal(err)
	}
	ours := make(chan error)
	go func() { ours <- write(t.Context(), d) }()
	for d.UnderWay() == 0 { // until it waits
		runtime.Gosched()
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := <-ours; err != nil {
		t.Errorf("a change that met the replicator's: %v", err)
	}
	r.exec(t, `UPDATE _litestream_seq SET seq = seq + 1`)
	if err := write(t.Context(), d); err != nil || d.ForeignWrites() == foreign {
		t.Errorf("after its write: %v, and it was noticed: %v", err, d.ForeignWrites() != foreign)
	}
	var busy, frames, done int
	if err := r.pool.QueryRow(`PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &done); err != nil || busy != 0 {
		t.Errorf("it cannot empty the log: busy %d, %v", busy, err)
	}
}

// Only SQLite's own passive emptying touches the log: whatever waits for readers would stop all writers beside a replicator.
func TestNothingForcesTheLog(t *testing.T) {
	t.Parallel()
	forced := regexp.MustCompile(`(?i)wal_checkpoint|wal_autocheckpoint|locking_mode|journal_size_limit`)
	files, err := filepath.Glob(filepath.Join(filepath.Dir(dbtest.Migrations()), "store", "db", "sqlite*.go"))
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := forced.Find(text); found != nil {
			t.Errorf("%s says %s", name, found)
		}
	}
}
