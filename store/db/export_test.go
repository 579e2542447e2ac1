package db

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

// Goose calls do with what brings the schema to another version.
func (d *DB) Goose(ctx context.Context, do func(*goose.Provider) error) error {
	return d.engine.migrating(ctx, func(pool *sql.DB) error {
		p, _, _, err := d.schemaVersions(ctx, pool)
		if err != nil {
			return err
		}
		return do(p)
	})
}

// Waiting returns how many changes wait for their turn, -1 when nobody's is it.
func (d *DB) Waiting() int {
	q := &d.engine.(*sqlite).queue
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.busy {
		return -1
	}
	return len(q.waiting)
}
