package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/pressly/goose/v3"
	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"televisit/clinic"
)

// RowID is a table's own name of a row, good as long as a statement runs.
const RowID = "rowid"

// IndexedBy follows a table in a query and makes it go by that index; the query
// fails rather than go by another. Where a database chooses for itself it says
// nothing.
func IndexedBy(index string) string { return " INDEXED BY " + index }

// ofFile takes as many of each as are wanted by where the last of them is.
func (f First) ofFile() string {
	from := f.Of + IndexedBy(f.Index) + " WHERE " + f.Where
	order, within, all := f.By, " <= ", "9223372036854775807"
	if f.Last {
		order, within, all = f.By+" DESC", " >= ", "-9223372036854775808"
	}
	return f.Each + " CROSS JOIN " + from + " AND " + f.By + within + "coalesce((SELECT " + f.By + " FROM " + from +
		" ORDER BY " + order + " LIMIT 1 OFFSET " + f.Limit + "), " + all + ")"
}

// A sqlite is a database file: several connections that read and one that writes.
type sqlite struct {
	path           string
	reader, writer *pool
	queue          queue
	foreign        foreignWrites
}

func openSQLite(path string) (engine, error) {
	write, read, err := openPools(path)
	if err != nil {
		return nil, err
	}
	s := &sqlite{path: path, reader: &pool{DB: read}, writer: &pool{DB: write}}
	s.queue.begin = s.beginWrite
	return s, nil
}

func (s *sqlite) close() error { return errors.Join(s.reader.Close(), s.writer.Close()) }

func (*sqlite) schema() (goose.Dialect, string) { return goose.DialectSQLite3, "sqlite" }

// adapt returns a migration as it is: they are written as SQLite takes them.
func (*sqlite) adapt(migration string) string { return migration }

func (s *sqlite) inTx(tx *sql.Tx) *Tx { return newSQLiteTx(nil, tx) }

func newSQLiteTx(p *pool, tx *sql.Tx) *Tx { return &Tx{tx: tx, run: sqliteTx{newPrepared(p, tx)}} }

// A sqliteTx is the statements of a transaction.
type sqliteTx struct{ *prepared }

func (s *sqlite) lone(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	st, err := s.reader.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// read reads the whole file's: there is nothing that could hide rows.
func (s *sqlite) read(ctx context.Context, _ Owner, do func(*Tx) error) error {
	tx, err := s.reader.BeginTx(ctx, nil)
	if err != nil {
		return userError(err)
	}
	t := newSQLiteTx(s.reader, tx)
	defer t.end(ctx)
	return do(t)
}

// write lets do wait for its turn: one writes at a time, whosever rows they are.
func (s *sqlite) write(ctx context.Context, _ Owner, do func(*Tx) error) error {
	return s.queue.write(ctx, do)
}

func (s *sqlite) beginWrite(ctx context.Context) (*Tx, error) {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return nil, userError(err)
	}
	if err := s.foreign.look(ctx, conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, errors.Join(userError(err), conn.Close())
	}
	t := newSQLiteTx(s.writer, tx)
	t.conn, t.uncancellable = conn, true
	return t, nil
}

// prepareDriver sets what the driver takes only before its first connection.
// Platforms without OFD locks keep the locks they have.
var prepareDriver = sync.OnceFunc(func() {
	_, _ = driver.OFDLocking(true)
	driver.StrictPragmas(true)
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
	if write, err = sql.Open("sqlite", fileAddress(path, "_txlock=immediate", "_pragma="+tempMemory, "_pragma="+writerCache)); err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	if err = write.Ping(); err != nil {
		return nil, nil, errors.Join(openError(path, err), write.Close())
	}
	if read, err = sql.Open("sqlite", fileAddress(path, "_pragma=query_only(1)", "_pragma="+readerCache)); err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(readers())
	read.SetMaxIdleConns(readers())
	return write, read, nil
}

// openError says in one line why the file at path cannot be opened, and what to do.
func openError(path string, err error) error {
	var e *driver.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("open %s: %w", path, err)
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_PERM:
		return fmt.Errorf("%s cannot be written: give it and its directory to the user who runs this program, on a disk that can be written (%w)",
			path, err)
	case lib.SQLITE_FULL, lib.SQLITE_IOERR:
		return fmt.Errorf("%s cannot be opened: look whether its disk is full or broken (%w)", path, err)
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return fmt.Errorf("%s is damaged, or no database: put a backup in its place with televisit restore (%w)", path, err)
	}
	return fmt.Errorf("open %s: %w", path, err)
}

// fileAddress is how the driver is told to open a file; extra are more of its settings.
func fileAddress(path string, extra ...string) string {
	q := url.Values{"_pragma": pragmas, "_defensive": {"1"}}
	for _, e := range extra {
		key, value, _ := strings.Cut(e, "=")
		q.Add(key, value)
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
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

// migrating runs do while the writer sorts in files what may be whole tables.
// Whoever holds the data directory is alone with it.
func (s *sqlite) migrating(ctx context.Context, do func(*sql.DB) error) error {
	if err := set(ctx, s.writer, tempFiles); err != nil {
		return err
	}
	return errors.Join(do(s.writer.DB), set(context.WithoutCancel(ctx), s.writer, tempMemory))
}

// aside writes a consistent copy of the database beside it, as
// <path>.before-<version>, in place of an older one.
func (s *sqlite) aside(ctx context.Context, version int64) error {
	path := fmt.Sprintf("%s.before-%d", s.path, version)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := s.snapshot(ctx, path); err != nil {
		return fmt.Errorf("copy the database to %s before changing its schema: %w", path, err)
	}
	return nil
}

func (s *sqlite) look(ctx context.Context) error {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return userError(err)
	}
	defer conn.Close()
	return s.foreign.look(ctx, conn)
}

func (s *sqlite) foreignWrites() int64 { return s.foreign.n.Load() }

func (s *sqlite) handWrites() int64 { return s.foreign.n.Load() }

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

// explainSQLite returns err for people, nil where there is nothing to explain.
func explainSQLite(err error) error {
	var e *driver.Error
	if !errors.As(err, &e) {
		return nil
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return busy(err)
	case lib.SQLITE_FULL, lib.SQLITE_IOERR, lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN:
		return clinic.Causef(clinic.Unavailable, err, "The disk cannot be written. Nothing was saved; tell whoever runs this machine.")
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return clinic.Causef(clinic.Unavailable, err, "The database is damaged. Nothing was saved; tell whoever runs this machine.")
	}
	return nil
}

func takenInSQLite(err error) bool {
	var e *driver.Error
	return errors.As(err, &e) && (e.Code() == lib.SQLITE_CONSTRAINT_UNIQUE || e.Code() == lib.SQLITE_CONSTRAINT_PRIMARYKEY)
}
