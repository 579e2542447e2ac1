package db

import (
	"context"

	"televisit/clinic"
)

var errOwnMeans = clinic.Errorf(clinic.Invalid, "PostgreSQL is backed up by its own means, as pg_dump.")

func (*postgres) snapshot(context.Context, string) error { return errOwnMeans }

func (*postgres) prove(context.Context) (map[string]int64, error) { return nil, errOwnMeans }
