package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"sync"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"televisit/clinic"
)

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
	writerCache = 4096
	readerCache = 2048
)

// Where a connection keeps what it needs for a while. What a change among
// others would take back is small; the order of an index is not.
const (
	tempMemory = "temp_store(memory)"
	tempFiles  = "temp_store(file)"
)

func cacheOf(kib int) string { return fmt.Sprintf("cache_size(-%d)", kib) }

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
	if write, err = sql.Open("sqlite", address("_txlock=immediate", "_pragma="+tempMemory, "_pragma="+cacheOf(writerCache))); err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	if err = write.Ping(); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("open %s: %w", path, err), write.Close())
	}
	if read, err = sql.Open("sqlite", address("_pragma=query_only(1)", "_pragma="+cacheOf(readerCache))); err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(readers())
	read.SetMaxIdleConns(readers())
	return write, read, nil
}

// bulk runs do in one transaction on the writer, with 256 MiB of cache and, as
// long as nobody reads, without a write-ahead log: then new pages are written
// once, not twice. It is as safe: a transaction that breaks off leaves nothing.
// What a row refers to is do's to look at; the database does not.
func (s *Store) bulk(ctx context.Context, do func(*sql.Tx) error) (err error) {
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	s.read.SetMaxIdleConns(0) // readers that do nothing hold the log
	defer func() {
		s.read.SetMaxIdleConns(readers())
		after := errors.Join(
			pragma(context.WithoutCancel(ctx), conn, "foreign_keys = 1"),
			pragma(context.WithoutCancel(ctx), conn, cacheOf(writerCache)),
			pragma(context.WithoutCancel(ctx), conn, tempMemory),
			pragma(context.WithoutCancel(ctx), conn, "journal_mode = WAL"))
		err = errors.Join(err, after)
	}()
	_ = pragma(ctx, conn, "journal_mode = DELETE") // somebody reads: the log does it too
	if err = errors.Join(pragma(ctx, conn, "cache_size = -262144"), pragma(ctx, conn, "foreign_keys = 0"), pragma(ctx, conn, tempFiles)); err != nil {
		return err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err = do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// pragma changes a setting of one connection, whatever it answers.
func pragma(ctx context.Context, conn *sql.Conn, text string) error {
	_, err := conn.ExecContext(ctx, "PRAGMA "+text)
	return err
}

// readers is how many connections read.
func readers() int { return max(2, runtime.NumCPU()) }

// setAside drops the indexes of the tables that a bulk load fills, and the
// trigger that counts sessions, and returns the statements that make them
// again. It pays: an index is built many times faster than it is kept up.
func setAside(ctx context.Context, tx *sql.Tx) (again []string, err error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND (name = 'pm_sessions_count_in' OR type = 'index'
			AND tbl_name IN ('pm_patients', 'pm_patient_terms', 'pm_appointments', 'pm_telehealth_sessions', 'pf_audit'))`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var drop []string
	for rows.Next() {
		var kind, name, text string
		if err = rows.Scan(&kind, &name, &text); err != nil {
			return nil, err
		}
		drop, again = append(drop, "DROP "+kind+" "+name), append(again, text)
	}
	if err = errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	for _, text := range drop {
		if _, err = tx.ExecContext(ctx, text); err != nil {
			return nil, err
		}
	}
	return again, nil
}

// goingBy makes a query go by an index of the table before it; it fails rather
// than go by another.
const goingBy = " INDEXED BY "

// rowID is a table's own name of a row, good as long as a statement runs.
const rowID = "rowid"

// foreignWrites counts how often another process was found to have written.
type foreignWrites struct {
	mu      sync.Mutex
	conn    any   // the driver's connection that was asked last
	version int64 // what it answered
	n       int64
}

// look asks conn, of those that write, whether anybody committed over another
// connection since the last look. All that this process commits goes over it.
func (f *foreignWrites) look(ctx context.Context, conn *sql.Conn) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var version int64
	// The driver drops a connection whose query was cancelled, and what this one knows with it.
	if err := conn.QueryRowContext(context.WithoutCancel(ctx), `PRAGMA data_version`).Scan(&version); err != nil {
		return friendly(err)
	}
	return conn.Raw(func(c any) error {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.conn != nil && (f.conn != c || f.version != version) {
			f.n++
		}
		f.conn, f.version = c, version
		return nil
	})
}

func (f *foreignWrites) count() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.n
}

// friendly turns what the database says into an error that a person can act
// on, where there is one.
func friendly(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return &clinic.Error{Kind: clinic.Unavailable, Message: "The database is busy. Nothing was saved; try again in a moment.", Cause: err}
	case lib.SQLITE_FULL, lib.SQLITE_IOERR, lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN:
		return &clinic.Error{Kind: clinic.Unavailable, Message: "The disk cannot be written. Nothing was saved; tell whoever runs this machine.", Cause: err}
	}
	return err
}

// isTaken reports whether err says that a unique value exists already.
func isTaken(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code() == lib.SQLITE_CONSTRAINT_UNIQUE || e.Code() == lib.SQLITE_CONSTRAINT_PRIMARYKEY)
}
