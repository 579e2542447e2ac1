package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"televisit/clinic"
)

// RowID is a table's own name of a row, good as long as a statement runs.
const RowID = "rowid"

// IndexedBy follows a table in a query and makes it go by that index; the query
// fails rather than go by another.
func IndexedBy(index string) string { return " INDEXED BY " + index }

// dialect is the database's name in goose.
const dialect = goose.DialectSQLite3

// prepareDriver sets what the driver takes only before its first connection.
// Platforms without OFD locks keep the locks they have.
var prepareDriver = sync.OnceFunc(func() {
	_, _ = sqlite.OFDLocking(true)
	sqlite.StrictPragmas(true)
})

// pragmas hold for every connection; they are part of the address because a
// pool opens connections when it likes.
var pragmas = []string{
	"busy_timeout(5000)",
	"journal_mode(WAL)",
	"synchronous(FULL)",
	"foreign_keys(1)",
	"trusted_schema(0)",
}

// How many KiB of pages a connection holds. What is read after a commit of
// another connection is read anew, so a reader's are good for one query.
const (
	writerCache = "cache_size(-4096)"
	readerCache = "cache_size(-2048)"
	bulkCache   = "cache_size(-262144)"
)

// Where a connection keeps what it needs for a while. What a change among
// others would take back is small; the order of an index is not.
const (
	tempMemory = "temp_store(memory)"
	tempFiles  = "temp_store(file)"
)

// readers is how many connections read.
func readers() int { return max(2, runtime.NumCPU()) }

// openPools opens the one connection that writes and the ones that read.
func openPools(path string) (write, read *sql.DB, err error) {
	prepareDriver()
	address := func(extra ...string) string {
		q := url.Values{"_pragma": pragmas, "_defensive": {"1"}}
		for _, e := range extra {
			key, value, _ := strings.Cut(e, "=")
			q.Add(key, value)
		}
		return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
	}
	if write, err = sql.Open("sqlite", address("_txlock=immediate", "_pragma="+tempMemory, "_pragma="+writerCache)); err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	if err = write.Ping(); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("open %s: %w", path, err), write.Close())
	}
	if read, err = sql.Open("sqlite", address("_pragma=query_only(1)", "_pragma="+readerCache)); err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(readers())
	read.SetMaxIdleConns(readers())
	return write, read, nil
}

// execer is a connection, or a pool of one.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// set changes settings of a connection, whatever it answers.
func set(ctx context.Context, on execer, pragmas ...string) (err error) {
	for _, p := range pragmas {
		_, e := on.ExecContext(ctx, "PRAGMA "+p)
		err = errors.Join(err, userError(e))
	}
	return err
}

// prepareBulk sets the writer's conn up for a load: with 256 MiB of cache and,
// as long as nobody reads, without a write-ahead log. Then new pages are written
// once, not twice. It is as safe: a transaction that breaks off leaves nothing.
// restore is to be called in any case.
func (d *DB) prepareBulk(ctx context.Context, conn *sql.Conn) (restore func() error, err error) {
	d.reader.SetMaxIdleConns(0)                // readers that do nothing hold the log
	_ = set(ctx, conn, "journal_mode(DELETE)") // somebody reads: the log does it too
	restore = func() error {
		d.reader.SetMaxIdleConns(readers())
		return set(context.WithoutCancel(ctx), conn, "foreign_keys(1)", writerCache, tempMemory, "journal_mode(WAL)")
	}
	return restore, set(ctx, conn, bulkCache, "foreign_keys(0)", tempFiles)
}

// DropIndexes drops the indexes of tables that a load fills, and a trigger, and
// returns the statements that make them again. An index is built many times
// faster than it is kept up.
func (t *Tx) DropIndexes(ctx context.Context, trigger string, tables ...string) (again []string, err error) {
	type object struct{ kind, name, text string }
	scan := func(r Row) (o object, err error) {
		err = r.Scan(&o.kind, &o.name, &o.text)
		return o, err
	}
	all, err := List(ctx, t, scan, `SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL
		AND (type = 'trigger' AND name = $1 OR type = 'index' AND instr($2, ' ' || tbl_name || ' ') > 0)`,
		trigger, " "+strings.Join(tables, " ")+" ")
	for _, o := range all {
		if err == nil {
			_, err = t.Exec(ctx, "DROP "+o.kind+" "+o.name)
		}
		again = append(again, o.text)
	}
	return again, err
}

// migrating runs do while the writer sorts in files what may be whole tables.
func (d *DB) migrating(ctx context.Context, do func() error) error {
	if err := set(ctx, d.writer, tempFiles); err != nil {
		return err
	}
	return errors.Join(do(), set(context.WithoutCancel(ctx), d.writer, tempMemory))
}

// copyTo writes a consistent copy of the database to a new file.
func (d *DB) copyTo(ctx context.Context, path string) error {
	_, err := d.writer.ExecContext(ctx, `VACUUM INTO $1`, path)
	return err
}

// foreignWrites tells writes of other processes from ours.
type foreignWrites struct {
	mu      sync.Mutex
	conn    any          // the driver's connection that was asked last
	version int64        // what it answered
	n       atomic.Int64 // how often the answer was another one
}

// look asks the writer's conn whether anybody committed over another connection
// since the last look. All that this process commits goes over this one.
func (f *foreignWrites) look(ctx context.Context, conn *sql.Conn) error {
	var version int64
	// The driver gives up a connection whose query was cancelled, and a new one
	// would begin to count anew.
	if err := conn.QueryRowContext(context.WithoutCancel(ctx), `PRAGMA data_version`).Scan(&version); err != nil {
		return userError(err)
	}
	return conn.Raw(func(c any) error {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.conn != nil && (f.conn != c || f.version != version) {
			f.n.Add(1)
		}
		f.conn, f.version = c, version
		return nil
	})
}

// userError turns what the database says into an error that a person can act
// on, where there is one.
func userError(err error) error {
	var e *sqlite.Error
	if clinic.KindOf(err) != clinic.Internal || !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return busy(err)
	case lib.SQLITE_FULL, lib.SQLITE_IOERR, lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN:
		return clinic.Causef(clinic.Unavailable, err, "The disk cannot be written. Nothing was saved; tell whoever runs this machine.")
	}
	return err
}

func busy(cause error) error {
	return clinic.Causef(clinic.Unavailable, cause, "The database is busy. Nothing was saved; try again in a moment.")
}

// IsTaken reports whether err says that a unique value exists already.
func IsTaken(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code() == lib.SQLITE_CONSTRAINT_UNIQUE || e.Code() == lib.SQLITE_CONSTRAINT_PRIMARYKEY)
}
