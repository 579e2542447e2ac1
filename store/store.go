package store

import (
	"context"
	"errors"
	"io/fs"
	"sync/atomic"
	"time"

	"televisit/store/db"
	"televisit/store/seal"
)

// A Store is the database. By itself it gives out almost nothing: see For.
type Store struct {
	db       *db.DB
	now      func() time.Time
	versions orgVersions
	logins   loginCache
	noted    notedEntries
	hashing  chan struct{} // one for each password that is hashed at once
	hashed   atomic.Int64  // what that took so far: KiB times passes
	cost     PasswordCost
	places   places
	keys     *seal.Keys // nil until UseKeys

	outgoing        chan struct{} // see Outgoing
	privateWebhooks bool

	privateProviders bool
}

// Open opens the database at where: the path of a file, which is made when it is
// missing, or a URL of PostgreSQL. It changes no schema: see Migrate. migrations
// holds the schema's SQL files.
func Open(where string, migrations fs.FS, now func() time.Time) (*Store, error) {
	d, err := db.Open(where, migrations, goMigrations...)
	if err != nil {
		return nil, err
	}
	return &Store{db: d, now: func() time.Time { return now().UTC().Truncate(time.Millisecond) }, hashing: make(chan struct{}, 2),
		cost: UsualCost, outgoing: make(chan struct{}, 1)}, nil
}

// IsServer reports whether where, as Open takes it, is the URL of a database server.
func IsServer(where string) bool { return db.IsServer(where) }

// lastSave is how long what was noted may take to be written at the end.
const lastSave = 5 * time.Second

// Close writes what was noted and closes the database; a Store is of no use afterwards.
func (s *Store) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), lastSave)
	defer cancel()
	return errors.Join(s.UnscopedSaveNoted(ctx), s.db.Close())
}

// Ready returns nil when the database answers.
func (s *Store) Ready(ctx context.Context) error { return s.db.Ping(ctx) }

// Migrate brings the schema to what this program needs and returns its
// version. A database file that holds something already is first copied aside; a
// database that is newer than the program is refused.
func (s *Store) Migrate(ctx context.Context) (version int64, err error) { return s.db.Migrate(ctx) }

// Current returns an error unless the schema is exactly what this program
// needs: for one that may not change it, as another program is at work.
func (s *Store) Current(ctx context.Context) error { return s.db.CheckSchema(ctx) }

// Schema returns which schema the database has, 0 for none, and which one this program needs.
func (s *Store) Schema(ctx context.Context) (have, want int64, err error) { return s.db.Schema(ctx) }

// Engine says which database this is, and of which version, in a few words.
func (s *Store) Engine(ctx context.Context) (string, error) { return s.db.Version(ctx) }

// IsNew reports whether the database has no schema yet.
func (s *Store) IsNew(ctx context.Context) (bool, error) {
	have, _, err := s.db.Schema(ctx)
	return have == 0, err
}

// Notice looks whether another process wrote to the database, or replaced the key
// file, since it was last asked. If so, nothing of what is cached counts any more. It is
// cheap enough for every second.
func (s *Store) Notice(ctx context.Context) error {
	if s.keys != nil {
		s.keys.Look()
	}
	return s.db.CheckForeignWrites(ctx)
}

// exec runs one change of what belongs to no org, and returns how many rows it
// touched.
func (s *Store) exec(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = s.db.Write(ctx, db.Anyone, func(tx *db.Tx) (err error) {
		n, err = tx.Exec(ctx, query, args...)
		return err
	})
	return n, err
}
