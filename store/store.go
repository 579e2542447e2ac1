package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"televisit/clinic"
)

// A Store is the database. By itself it gives out almost nothing: see For.
type Store struct {
	write, read      *sql.DB
	path             string
	schema           fs.FS // the migrations
	now              func() time.Time
	reading, writing statements
	commits          commits
	versions         sync.Map // org versions as of the last commit: *atomic.Int64
	logins           heldLogins
	pulse            pulse
	others           others
	seen             atomic.Int64 // the database's data_version at the last Notice
	hashing          chan struct{}
}

// Open opens the database file at path, which is made when it is missing. It
// changes no schema: see Migrate. migrations holds the schema's SQL files.
func Open(path string, migrations fs.FS, now func() time.Time) (*Store, error) {
	write, read, err := openPools(path)
	if err != nil {
		return nil, err
	}
	s := &Store{write: write, read: read, path: path, schema: migrations, pulse: pulse{db: read, path: path}, hashing: make(chan struct{}, 2)}
	s.now = func() time.Time { return now().UTC().Truncate(time.Millisecond) }
	return s, nil
}

// Close closes the database; a Store is of no use afterwards.
func (s *Store) Close() error {
	return errors.Join(s.pulse.rest(), s.read.Close(), s.write.Close(), s.pulse.close())
}

// Ready returns nil when the database answers.
func (s *Store) Ready(ctx context.Context) error {
	var one int
	return friendly(s.read.QueryRowContext(ctx, `SELECT 1`).Scan(&one))
}

// version returns the counter of org's changes as of the last commit.
func (s *Store) version(ctx context.Context, org clinic.OrgID) (int64, error) {
	if v, ok := s.versions.Load(org); ok {
		return v.(*atomic.Int64).Load(), nil
	}
	var n int64
	if err := s.read.QueryRowContext(ctx, `SELECT version FROM pf_organizations WHERE org_id = $1`, org).Scan(&n); err != nil {
		return 0, friendly(err)
	}
	s.bump(org, n)
	return n, nil
}

// bump makes n the version that readers see, unless a later one is known.
func (s *Store) bump(org clinic.OrgID, n int64) {
	held, _ := s.versions.LoadOrStore(org, new(atomic.Int64))
	for v := held.(*atomic.Int64); ; {
		old := v.Load()
		if old >= n || v.CompareAndSwap(old, n) {
			return
		}
	}
}
