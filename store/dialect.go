package store

import (
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
	"cache_size(-8192)",
}

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
	if write, err = sql.Open("sqlite", address("_txlock=immediate")); err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	if err = write.Ping(); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("open %s: %w", path, err), write.Close())
	}
	if read, err = sql.Open("sqlite", address("_pragma=query_only(1)")); err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	readers := max(2, runtime.NumCPU())
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return write, read, nil
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
