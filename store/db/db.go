// Package db runs the store's SQL: connections, statements, transactions, the
// commit queue, migrations, and what an error of the database means to a person.
// It knows no noun of the practice. The SQL is one text for every kind of
// database, as SQLite takes it; only sqlite.go and postgres.go know which kind it
// is.
//
// Every error that it returns is one for people where there is such a one.
package db

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"sync/atomic"
)

// A DB is a database.
type DB struct {
	engine       engine
	migrations   fs.FS
	goMigrations []Step

	saved, underWay atomic.Int64 // see Saved and UnderWay
}

// Open opens the database at where: the path of a file, which is made when it is
// missing, or a URL of PostgreSQL. It changes no schema: see Migrate. migrations
// holds the schema's SQL files, goMigrations what of a migration SQL cannot do.
func Open(where string, migrations fs.FS, goMigrations ...Step) (*DB, error) {
	ctx := context.Background()
	e, err := openEngine(ctx, where, migrations)
	if err != nil {
		return nil, err
	}
	d := &DB{engine: e, migrations: migrations, goMigrations: goMigrations}
	if err := d.CheckForeignWrites(ctx); err != nil { // from now on they are told apart
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// Close closes the database; a DB is of no use afterwards.
func (d *DB) Close() error { return d.engine.close() }

// Ping returns nil when the database answers.
func (d *DB) Ping(ctx context.Context) error {
	_, err := One(ctx, d, Int, `SELECT 1`)
	return err
}

// Read runs do on one consistent view of what is whose, in which it may write
// nothing.
func (d *DB) Read(ctx context.Context, whose Owner, do func(*Tx) error) error {
	return d.engine.read(ctx, whose, do)
}

// Write runs do in a transaction on what is whose, perhaps together with other
// changes, and returns when that is on disk or is known not to get there. If do
// returns an error or panics, nothing that it wrote is saved.
//
// Once do has begun it is finished, also when ctx ends meanwhile; if ctx ends
// before, do is not begun. It may run on another goroutine, and again from the
// beginning when the database broke it off, so it changes nothing else that
// matters then. It must not call Write.
func (d *DB) Write(ctx context.Context, whose Owner, do func(*Tx) error) error {
	d.underWay.Add(1)
	defer d.underWay.Add(-1)
	err := d.engine.write(ctx, whose, do)
	if err == nil {
		d.saved.Add(1)
	}
	return err
}

// Saved returns how many changes Write has brought to disk, of which one commit may have several.
func (d *DB) Saved() int64 { return d.saved.Load() }

// UnderWay returns how many changes wait for their turn or for the disk.
func (d *DB) UnderWay() int64 { return d.underWay.Load() }

// Bulk runs do in one transaction with settings for a load of whole tables.
// Nobody else writes meanwhile. What a row refers to is do's to look at; the
// database does not, or only at the end.
func (d *DB) Bulk(ctx context.Context, do func(*Tx) error) error { return d.engine.bulk(ctx, do) }

// Snapshot writes what is committed, as it is at one instant, to a new file at path that nobody else
// may read. Others write meanwhile. A server has means of its own, and refuses.
func (d *DB) Snapshot(ctx context.Context, path string) error { return d.engine.snapshot(ctx, path) }

// Prove looks through the whole database and returns how many rows each table has. What is broken is
// an error. A server refuses.
func (d *DB) Prove(ctx context.Context) (rows map[string]int64, err error) {
	return d.engine.prove(ctx)
}

// Version says which database this is, and of which version, in a few words.
func (d *DB) Version(ctx context.Context) (string, error) { return d.engine.version(ctx) }

// rows makes a DB a Querier: a query of its own needs no transaction.
func (d *DB) rows(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	trace(ctx, query)
	return d.engine.lone(ctx, query, args)
}

// CheckForeignWrites looks whether another process wrote to the database since
// the last look; ForeignWrites then returns another number. It is cheap enough
// for every second.
func (d *DB) CheckForeignWrites(ctx context.Context) error { return d.engine.look(ctx) }

// ForeignWrites returns how often another process was found to have written.
func (d *DB) ForeignWrites() int64 { return d.engine.foreignWrites() }

// HandWrites returns how often something else than this program was found to have
// written. Where that cannot be told, it is ForeignWrites.
func (d *DB) HandWrites() int64 { return d.engine.handWrites() }
