package db

import (
	"context"
	"errors"
)

var errOwnMeans = errors.New("PostgreSQL is backed up by its own means, as pg_dump")

func (*postgres) snapshot(context.Context, string) error { return errOwnMeans }

func (*postgres) prove(context.Context) (map[string]int64, error) { return nil, errOwnMeans }

func (p *postgres) version(ctx context.Context) (version string, err error) {
	err = p.pool.QueryRow(ctx, `SELECT 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1)`).Scan(&version)
	return version, userError(err)
}
