package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"github.com/pressly/goose/v3"
)

// Migrate brings the schema to what this program needs and returns its
// version. A database that holds something already is first copied aside, as
// <path>.before-<version>; one that is newer than the program is refused.
func (d *DB) Migrate(ctx context.Context) (version int64, err error) {
	p, have, want, err := d.schemaVersions(ctx)
	if err != nil {
		return 0, err
	}
	if have > want {
		return have, fmt.Errorf("the database has schema %d, this program knows %d: it was used by a newer version, run that one", have,
			want)
	}
	if have == want {
		return have, nil
	}
	if have > 0 {
		if err := d.copyAside(ctx, fmt.Sprintf("%s.before-%d", d.path, want)); err != nil {
			return have, err
		}
	}
	if err := d.migrating(ctx, func() error { _, err := p.Up(ctx); return err }); err != nil {
		return have, userError(err)
	}
	return want, nil
}

// A Step is a migration in Go, with a number among those of the SQL files. Run is
// part of one transaction.
type Step struct {
	Version int64
	Run     func(context.Context, *Tx) error
}

func (s Step) migration() *goose.Migration {
	return goose.NewGoMigration(s.Version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		return s.Run(ctx, newTx(nil, tx))
	}}, nil)
}

// CheckSchema returns an error unless the schema is exactly what this program
// needs: for one that may not change it, as another program is at work.
func (d *DB) CheckSchema(ctx context.Context) error {
	_, have, want, err := d.schemaVersions(ctx)
	if err == nil && have != want {
		err = fmt.Errorf("the running server uses schema %d, this program knows %d: use the program that is running", have, want)
	}
	return err
}

// schemaVersions returns which schema the database has and which the program
// wants.
func (d *DB) schemaVersions(ctx context.Context) (p *goose.Provider, have, want int64, err error) {
	var inGo []*goose.Migration
	for _, s := range d.steps {
		inGo = append(inGo, s.migration())
	}
	p, err = goose.NewProvider(dialect, d.writer.DB, d.migrations, goose.WithGoMigrations(inGo...))
	if err != nil {
		return nil, 0, 0, err
	}
	have, want, err = p.GetVersions(ctx)
	return p, have, want, userError(err)
}

// copyAside writes a consistent copy of the database to path, in place of an
// older one.
func (d *DB) copyAside(ctx context.Context, path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := d.copyTo(ctx, path); err != nil {
		return fmt.Errorf("copy the database to %s before changing its schema: %w", path, userError(err))
	}
	return nil
}
