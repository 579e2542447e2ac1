package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"televisit/store"
)

// A home is where a practice is kept: a data directory, or the database of a
// server.
type home struct {
	dir    string
	server string // its URL; "" when the directory is the home
	keys   string // the path of the key file; "" when nobody said where that could be
}

// homeOf returns the home that flags name: a server's database if one is given, by
// its URL or by a file with it, and else a data directory, which is made when it is
// missing. The key file is in the data directory, unless keys names another. No error
// tells the URL: it may hold a password.
func homeOf(dir, database, file, keys string) (home, error) {
	if file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return home{}, err
		}
		if database = strings.TrimSpace(string(text)); database == "" {
			return home{}, fmt.Errorf("%s is empty: it is to hold the URL of a database", file)
		}
	}
	if keys == "" && dir != "" {
		keys = filepath.Join(dir, "secrets.key")
	}
	if database == "" {
		return home{dir: dir, keys: keys}, makeData(dir)
	}
	if !store.IsServer(database) {
		return home{}, errors.New("the database is not a URL of PostgreSQL: write postgres://user:password@host:5432/database")
	}
	return home{server: database, keys: keys}, nil
}

// useKeys lets s use the key file, in a directory that is made when it is missing.
func (h home) useKeys(ctx context.Context, s *store.Store) error {
	if err := h.checkKeys(); err != nil {
		return err
	}
	return s.UseKeys(ctx, h.keys)
}

// checkKeys makes sure that there is a directory for the key file.
func (h home) checkKeys() error {
	if h.keys == "" {
		return errors.New("there is no home directory to keep the key file in: name a file with --key-file")
	}
	return makeData(filepath.Dir(h.keys))
}

// file returns the database file of a data directory.
func (h home) file() string { return filepath.Join(h.dir, "televisit.db") }

// String says where it is, without a password.
func (h home) String() string {
	if h.server == "" {
		return h.dir
	}
	u, err := url.Parse(h.server)
	if err != nil {
		return "PostgreSQL"
	}
	return (&url.URL{Scheme: u.Scheme, User: url.User(u.User.Username()), Host: u.Host, Path: u.Path}).String()
}

// attr says where it is, for the log.
func (h home) attr() slog.Attr {
	if h.server != "" {
		return slog.String("database", h.String())
	}
	return slog.String("data", h.dir)
}

// lock makes this process the only server of a data directory until release is
// called. A database server takes as many as come.
func (h home) lock() (release func(), err error) {
	if h.server != "" {
		return func() {}, nil
	}
	return lockData(h.dir)
}

func (h home) open() (*store.Store, error) {
	if h.server == "" {
		return openAt(h.file())
	}
	return openAt(h.server)
}

// openAt opens the database at where: a file, or a server's URL.
func openAt(where string) (*store.Store, error) {
	migrations, err := fs.Sub(embedded, "migrations")
	if err != nil {
		return nil, err
	}
	return store.Open(where, migrations, time.Now)
}

// isFile returns an error where the database is a server's: what is made of files does not hold there.
func (h home) isFile() error {
	if h.server == "" {
		return nil
	}
	return errors.New("PostgreSQL is backed up and restored by its own means, as pg_dump and pg_restore")
}

// migrated opens the database and brings its schema up to date. The caller holds
// the lock.
func (h home) migrated(ctx context.Context) (s *store.Store, schema int64, err error) {
	if s, err = h.open(); err != nil {
		return nil, 0, err
	}
	if schema, err = s.Migrate(ctx); err == nil {
		err = h.useKeys(ctx, s)
	}
	if err == nil {
		err = s.UnscopedBeginChains(ctx)
	}
	if err != nil {
		return nil, 0, errors.Join(err, s.Close())
	}
	return s, schema, nil
}

// withStore runs do on the database, also beside a running server. Only without
// one the schema may be changed.
func (h home) withStore(ctx context.Context, do func(*store.Store) error) error {
	s, err := h.open()
	if err != nil {
		return err
	}
	if err = h.settle(ctx, s); err == nil {
		err = do(s)
	}
	return errors.Join(err, s.Close())
}

// withKeys is withStore for what changes something.
func (h home) withKeys(ctx context.Context, do func(*store.Store) error) error {
	return h.withStore(ctx, func(s *store.Store) error {
		if err := h.useKeys(ctx, s); err != nil {
			return err
		}
		return do(s)
	})
}

// settle makes sure that the schema is the one this program needs. Nobody knows
// how many servers use a server's database: there only a new one gets its schema.
func (h home) settle(ctx context.Context, s *store.Store) error {
	if h.server != "" {
		if isNew, err := s.IsNew(ctx); err != nil || !isNew {
			return errors.Join(err, s.Current(ctx))
		}
		_, err := s.Migrate(ctx)
		return err
	}
	release, err := lockData(h.dir)
	if _, locked := errors.AsType[inUseError](err); locked {
		return s.Current(ctx)
	}
	if err != nil {
		return err
	}
	defer release()
	_, err = s.Migrate(ctx)
	return err
}

// A directory with this file holds a demo, never a real practice.
const demoMark = "DEMO.txt"

// isDemo reports whether a demo is kept here, never a real practice.
func (h home) isDemo(ctx context.Context, s *store.Store) (bool, error) {
	if h.server == "" {
		if _, err := os.Stat(filepath.Join(h.dir, demoMark)); err == nil {
			return true, nil
		}
	}
	return s.UnscopedIsDemo(ctx)
}

// markDemo tells who finds a directory that it holds a demo. A database knows by
// itself once it is filled.
func (h home) markDemo() error {
	if h.server != "" {
		return nil
	}
	return os.WriteFile(filepath.Join(h.dir, demoMark),
		[]byte("The people in this database are invented, and everybody knows their passwords.\n"), 0o600)
}
