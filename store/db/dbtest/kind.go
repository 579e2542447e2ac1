// Package dbtest gives tests databases of their own, of either kind, and what only
// those may say who know which kind it is.
package dbtest

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"televisit/store/db"
)

// A Kind is a kind of database for tests to run on.
type Kind interface {
	// Fresh returns where there is an empty database for one test alone.
	Fresh(t testing.TB) (where string)
	// Filled returns where there is a copy of a database that fill filled, for one test
	// alone. It calls fill once in a process, because filling takes a while.
	Filled(t testing.TB, fill func(where string) error) (where string)
	// Beside opens the database as another process does.
	Beside(where string) (*sql.DB, error)
	// OrgTables is the query for the tables whose rows belong to orgs.
	OrgTables() string
	// Unchecked is the statement after which a connection may save rows that refer to
	// rows which are not there.
	Unchecked() string
	// Unguarded are those after which it may change the audit trail.
	Unguarded() []string
	// Plan is what stands before a query to be told how it would be answered.
	Plan() string
	// Refusing returns the statements for a trigger that refuses what happens to a
	// table, such as an INSERT, when a condition holds.
	Refusing(event, table, condition string) []string
	// Parts is the query for how many indexes and triggers there are.
	Parts() string

	// schema are the queries for what the schema is made of, in the same words for all
	// kinds: columns, keys and references, indexes, triggers.
	schema() []string
	// version is the query for what the database is called.
	version() string
}

// Tested is the kind that tests run on: database files, unless the environment says
// TELEVISIT_TEST_DATABASE=postgres.
func Tested() Kind {
	if OnPostgres() {
		return &cluster
	}
	return &files
}

// OnPostgres reports whether the tests run on PostgreSQL.
func OnPostgres() bool { return os.Getenv("TELEVISIT_TEST_DATABASE") == "postgres" }

// Files is the kind that is a file, whatever the tests run on.
func Files() Kind { return &files }

// Server is the kind that is a server, whatever the tests run on. It skips the test
// where none is installed.
func Server(t testing.TB) Kind {
	t.Helper()
	if Binaries() == "" {
		t.Skip("PostgreSQL is not installed")
	}
	return &cluster
}

// kindOf returns the kind of the database at where.
func kindOf(where string) Kind {
	if db.IsServer(where) {
		return &cluster
	}
	return &files
}

// OnlyFiles skips a test of what only a database file has.
func OnlyFiles(t testing.TB, what string) {
	t.Helper()
	if OnPostgres() {
		t.Skip("only a database file has " + what)
	}
}

// Fresh returns where there is an empty database for this test alone.
func Fresh(t testing.TB) (where string) {
	t.Helper()
	return Tested().Fresh(t)
}

// FreshServer is Fresh on a server, for a test of what only those have.
func FreshServer(t testing.TB) (where string) {
	t.Helper()
	return Server(t).Fresh(t)
}

// Beside opens the database at where as another process does.
func Beside(t testing.TB, where string) *sql.DB {
	t.Helper()
	d, err := kindOf(where).Beside(where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// announced are the kinds that were announced.
var announced sync.Map

// Announce says once which database of this kind the tests of this process use, for
// whoever counts them (see testsum).
func Announce(k Kind, d *sql.DB) error {
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

// Migrations returns the folder of the schema's files.
func Migrations() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..", "migrations")
}
