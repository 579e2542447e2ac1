package store

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/pressly/goose/v3"
)

// Migrate brings the schema to what this program needs and returns its
// version. A database that holds something already is first copied aside, as
// <path>.before-<version>; one that is newer than the program is refused.
func (s *Store) Migrate(ctx context.Context) (version int64, err error) {
	p, have, want, err := s.versionsOf(ctx)
	if err != nil {
		return 0, err
	}
	if have > want {
		return have, fmt.Errorf("the database has schema %d, this program knows %d: it was used by a newer version, run that one", have, want)
	}
	if have == want {
		return have, nil
	}
	if have > 0 {
		if err := s.copyAside(ctx, fmt.Sprintf("%s.before-%d", s.path, want)); err != nil {
			return have, err
		}
	}
	if _, err := s.write.ExecContext(ctx, "PRAGMA "+tempFiles); err != nil {
		return have, err
	}
	if _, err := p.Up(ctx); err != nil {
		return have, err
	}
	_, err = s.write.ExecContext(ctx, "PRAGMA "+tempMemory)
	return want, err
}

// Current returns an error unless the schema is exactly what this program
// needs: for one that may not change it, as another program is at work.
func (s *Store) Current(ctx context.Context) error {
	_, have, want, err := s.versionsOf(ctx)
	if err == nil && have != want {
		err = fmt.Errorf("the running server uses schema %d, this program knows %d: use the program that is running", have, want)
	}
	return err
}

// versionsOf returns which schema the database has and which the program wants.
func (s *Store) versionsOf(ctx context.Context) (p *goose.Provider, have, want int64, err error) {
	p, err = goose.NewProvider(goose.DialectSQLite3, s.write, s.schema)
	if err != nil {
		return nil, 0, 0, err
	}
	have, want, err = p.GetVersions(ctx)
	return p, have, want, friendly(err)
}

// copyAside writes a consistent copy of the database to path, in place of an
// older one.
func (s *Store) copyAside(ctx context.Context, path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if _, err := s.write.ExecContext(ctx, `VACUUM INTO $1`, path); err != nil {
		return fmt.Errorf("copy the database to %s before changing its schema: %w", path, friendly(err))
	}
	return nil
}
