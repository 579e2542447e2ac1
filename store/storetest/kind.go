package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"televisit/store"
)

// A kind is a kind of database for tests to run on.
type kind interface {
	// fresh returns where there is an empty database for one test alone.
	fresh(t testing.TB) (where string)
	// filled returns where there is one that every Desk begins as.
	filled(t testing.TB) (where string)
	// beside opens the database as another process does.
	beside(where string) (*sql.DB, error)
	// orgTables is the query for the tables whose rows belong to orgs.
	orgTables() string
	// unchecked, unguarded and plan do what the methods of Desk promise.
	unchecked() string
	unguarded() []string
	plan() string
	// refusing returns the statements for a trigger that refuses what happens to a
	// table, such as an INSERT, when a condition holds.
	refusing(event, table, condition string) []string
	// parts is the query for how many indexes and triggers there are.
	parts() string
	// schema are the queries for what the schema is made of, in the same words for all
	// kinds: columns, keys and references, indexes, triggers.
	schema() []string
	// version is the query for what the database is called.
	version() string
}

// tested is the kind that tests run on: SQLite, unless the environment says
// TELEVISIT_TEST_DATABASE=postgres.
func tested() kind {
	if OnPostgres() {
		return &cluster
	}
	return files{}
}

// OnPostgres reports whether the tests run on PostgreSQL.
func OnPostgres() bool { return os.Getenv("TELEVISIT_TEST_DATABASE") == "postgres" }

// OnlyFiles skips a test of what only a database file has.
func OnlyFiles(t testing.TB, what string) {
	t.Helper()
	if OnPostgres() {
		t.Skip("only a database file has " + what)
	}
}

// FreshServer returns the URL of an empty database of a server, for a test of what
// only those have. It skips the test where none is installed.
func FreshServer(t testing.TB) (where string) {
	t.Helper()
	needServer(t)
	return cluster.fresh(t)
}

func needServer(t testing.TB) {
	t.Helper()
	if Binaries() == "" {
		t.Skip("PostgreSQL is not installed")
	}
}

// Lose makes the database at where, of a server, unreachable until back is called.
func Lose(t testing.TB, where string) (back func()) {
	t.Helper()
	return cluster.lose(t, where, "true")
}

// LoseListener is Lose for the connections alone that hear what others write.
func LoseListener(t testing.TB, where string) (back func()) {
	t.Helper()
	return cluster.lose(t, where, `(query = 'LISTEN televisit' OR query = '-- ping')`)
}

// announced says once which databases the tests of this process use, for whoever counts
// them (see testsum).
var announced sync.Map

func announce(k kind, d *sql.DB) error {
	if _, done := announced.LoadOrStore(k, true); done {
		return nil
	}
	var name string
	if err := d.QueryRow(k.version()).Scan(&name); err != nil {
		return err
	}
	_, err := fmt.Println("database: " + name)
	return err
}

// Fresh returns where there is an empty database for this test alone.
func Fresh(t testing.TB) (where string) {
	t.Helper()
	return tested().fresh(t)
}

// Beside opens the database at where as another process does.
func Beside(t testing.TB, where string) *sql.DB {
	t.Helper()
	k := kind(files{})
	if store.IsServer(where) {
		k = &cluster
	}
	d, err := k.beside(where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// fillAt fills the empty database at where with what every Desk begins as.
func fillAt(k kind, where string) (err error) {
	s, err := store.Open(where, os.DirFS(Migrations()), func() time.Time { return Start })
	if err != nil {
		return err
	}
	s.SetPasswordCost(LightCost)
	keys, err := os.CreateTemp("", "televisit-test") // it is its owner's alone
	if err != nil {
		return err
	}
	defer os.Remove(keys.Name())
	_, err = keys.WriteString(Key)
	if err = errors.Join(err, keys.Close()); err == nil {
		err = fill(context.Background(), s, keys.Name())
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	d, err := k.beside(where)
	if err != nil {
		return err
	}
	// Both practices go by 24 hours, which are shorter to write in tests.
	_, err = d.Exec(`INSERT INTO pm_module_settings (org_id, key, value, updated_at) SELECT org_id, 'clock', '24', 0 FROM pf_organizations`)
	return errors.Join(err, d.Close())
}
