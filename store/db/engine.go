package db

import (
	"context"
	"database/sql"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
)

// An engine is a database of one kind. What differs between the kinds is behind
// it, in a file of their own each.
type engine interface {
	// lone runs a query that is part of no transaction.
	lone(ctx context.Context, query string, args []any) (*sql.Rows, error)
	// read, write and bulk do what DB's methods promise.
	read(ctx context.Context, whose Owner, do func(*Tx) error) error
	write(ctx context.Context, whose Owner, do func(*Tx) error) error
	bulk(ctx context.Context, do func(*Tx) error) error
	// look counts foreign writes since the last look.
	look(ctx context.Context) error
	foreignWrites() int64
	// handWrites counts those that no server of this program made, as far as they can
	// be told apart.
	handWrites() int64

	// migrating calls do with connections that may change the schema, while no
	// other process does.
	migrating(ctx context.Context, do func(*sql.DB) error) error
	// aside keeps what there is, before the schema becomes version.
	aside(ctx context.Context, version int64) error
	// schema says how goose calls this kind, and in which folder of the migrations
	// there is what is its alone.
	schema() (dialect goose.Dialect, folder string)
	// adapt returns a migration, written as SQLite's are, as this kind takes it.
	adapt(migration string) string
	// inTx makes a Tx of a transaction that goose began.
	inTx(*sql.Tx) *Tx
	// catalogue says how to ask which tables there are.
	catalogue() catalogue

	// snapshot and prove do what Snapshot and Prove promise.
	snapshot(ctx context.Context, path string) error
	prove(ctx context.Context) (rows map[string]int64, err error)

	// version says which database this is, and of which version.
	version(ctx context.Context) (string, error)

	close() error
}

// An Owner is whose rows a transaction is about. Two writes for one owner never
// overlap. Where the database can, it hides all rows of others.
type Owner string

// Anyone stands for no owner in particular: nothing is hidden, and writes may
// overlap those of others.
const Anyone Owner = "*"

// openEngine opens the database at where: a URL of PostgreSQL, or the path of a
// file.
func openEngine(ctx context.Context, where string, migrations fs.FS) (engine, error) {
	if IsServer(where) {
		return openPostgres(ctx, where, migrations)
	}
	return openSQLite(where)
}

// IsServer reports whether where is the URL of a database server, not a file.
func IsServer(where string) bool {
	return strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://")
}
