package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/pressly/goose/v3"
)

// Migrate brings the schema to what this program needs and returns its
// version. A database file that holds something already is first copied aside, as
// <path>.before-<version>; a database that is newer than the program is refused.
// Several processes may call it at once.
func (d *DB) Migrate(ctx context.Context) (version int64, err error) {
	err = d.engine.migrating(ctx, func(pool *sql.DB) error {
		p, have, want, err := d.schemaVersions(ctx, pool)
		version = have
		switch {
		case err != nil || have == want:
			return err
		case have > want:
			return fmt.Errorf("the database has schema %d, this program knows %d: it was used by a newer version, run that one", have, want)
		case have > 0:
			err = d.engine.aside(ctx, want)
		}
		if err == nil {
			_, err = p.Up(ctx)
		}
		if err == nil {
			version = want
		}
		return userError(err)
	})
	return version, err
}

// A Step is a migration in Go, with a number among those of the SQL files. Run is
// part of one transaction.
type Step struct {
	Version int64
	Run     func(context.Context, *Tx) error
}

func (d *DB) goStep(s Step) *goose.Migration {
	return goose.NewGoMigration(s.Version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		return s.Run(ctx, d.engine.inTx(tx))
	}}, nil)
}

// CheckSchema returns an error unless the schema is exactly what this program
// needs: for one that may not change it, as another program is at work.
func (d *DB) CheckSchema(ctx context.Context) error {
	have, want, err := d.Schema(ctx)
	if err == nil && have != want {
		err = fmt.Errorf("the running server uses schema %d, this program knows %d: use the program that is running", have, want)
	}
	return err
}

// Schema returns which schema the database has, 0 for none, and which one the
// program wants.
func (d *DB) Schema(ctx context.Context) (have, want int64, err error) {
	err = d.engine.migrating(ctx, func(pool *sql.DB) error {
		_, have, want, err = d.schemaVersions(ctx, pool)
		return err
	})
	return have, want, err
}

// schemaVersions returns what brings the schema over pool to another version,
// which it has and which the program wants.
func (d *DB) schemaVersions(ctx context.Context, pool *sql.DB) (p *goose.Provider, have, want int64, err error) {
	kind, _ := d.engine.schema()
	files, base, err := migrationFiles(d.migrations, d.engine)
	if err != nil {
		return nil, 0, 0, err
	}
	var inGo []*goose.Migration
	for _, s := range d.goMigrations {
		if s.Version > base {
			inGo = append(inGo, d.goStep(s))
		}
	}
	p, err = goose.NewProvider(kind, pool, files, goose.WithGoMigrations(inGo...))
	if err != nil {
		return nil, 0, 0, errors.Join(errors.New("read the migrations"), err)
	}
	have, want, err = p.GetVersions(ctx)
	return p, have, want, userError(err)
}
