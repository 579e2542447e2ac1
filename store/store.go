package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"time"
)

// A Store is the database. By itself it gives out almost nothing: see For.
type Store struct {
	write, read      *sql.DB
	path             string
	schema           fs.FS // the migrations
	now              func() time.Time
	reading, writing statements
	commits          commits
	foreign          foreignWrites
	versions         orgVersions
	logins           loginCache
	hashing          chan struct{}
}

// Open opens the database file at path, which is made when it is missing. It
// changes no schema: see Migrate. migrations holds the schema's SQL files.
func Open(path string, migrations fs.FS, now func() time.Time) (*Store, error) {
	write, read, err := openPools(path)
	if err != nil {
		return nil, err
	}
	s := &Store{write: write, read: read, path: path, schema: migrations, hashing: make(chan struct{}, 2)}
	s.now = func() time.Time { return now().UTC().Truncate(time.Millisecond) }
	if err := s.Notice(context.Background()); err != nil { // from now on, foreign writes are told apart
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close closes the database; a Store is of no use afterwards.
func (s *Store) Close() error {
	return errors.Join(s.read.Close(), s.write.Close())
}

// Ready returns nil when the database answers.
func (s *Store) Ready(ctx context.Context) error {
	var one int
	return friendly(s.read.QueryRowContext(ctx, `SELECT 1`).Scan(&one))
}
