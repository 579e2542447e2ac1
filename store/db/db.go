// Package db runs the store's SQL: connections, prepared statements,
// transactions, the commit queue, migrations, and what an error of the database
// means to a person. It knows no noun of the practice, and only sqlite.go knows
// which database it is.
//
// Every error that it returns is one for people where there is such a one.
package db

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
)

// A DB is a database: several connections that read and one that writes.
type DB struct {
	path           string
	migrations     fs.FS
	steps          []Step
	reader, writer *pool
	queue          queue
	foreign        foreignWrites
}

// Open opens the database file at path, which is made when it is missing. It
// changes no schema: see Migrate. migrations holds the schema's SQL files, steps
// what of a migration SQL cannot do.
func Open(path string, migrations fs.FS, steps ...Step) (*DB, error) {
	write, read, err := openPools(path)
	if err != nil {
		return nil, err
	}
	d := &DB{path: path, migrations: migrations, steps: steps, reader: &pool{DB: read}, writer: &pool{DB: write}}
	if err := d.CheckForeignWrites(context.Background()); err != nil { // from now on they are told apart
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// Close closes the database; a DB is of no use afterwards.
func (d *DB) Close() error { return errors.Join(d.reader.Close(), d.writer.Close()) }

// Ping returns nil when the database answers.
func (d *DB) Ping(ctx context.Context) error {
	_, err := One(ctx, d, Int, `SELECT 1`)
	return err
}

// Read runs do on one consistent view of the database, in which it may write
// nothing.
func (d *DB) Read(ctx context.Context, do func(*Tx) error) error {
	tx, err := d.reader.BeginTx(ctx, nil)
	if err != nil {
		return userError(err)
	}
	t := newTx(d.reader, tx)
	defer t.end(ctx)
	return do(t)
}

// rows makes a DB a Querier: a query of its own needs no transaction.
func (d *DB) rows(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	st, err := d.reader.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// CheckForeignWrites looks whether another process wrote to the database since
// the last look; ForeignWrites then returns another number. It is cheap enough
// for every second, and each commit looks as well.
func (d *DB) CheckForeignWrites(ctx context.Context) error {
	conn, err := d.writer.Conn(ctx)
	if err != nil {
		return userError(err)
	}
	defer conn.Close()
	return d.foreign.look(ctx, conn)
}

// ForeignWrites returns how often another process was found to have written.
func (d *DB) ForeignWrites() int64 { return d.foreign.n.Load() }
