package db

import (
	"context"
	"database/sql"
	"errors"
)

// A Querier runs queries: a Tx as part of it, a DB each on its own.
type Querier interface {
	rows(ctx context.Context, query string, args []any) (*sql.Rows, error)
}

// A Row is one row of an answer.
type Row interface{ Scan(...any) error }

// ErrNone says that a query selected no row.
var ErrNone = errors.New("no row")

// Each calls do with each row that query selects.
func Each(ctx context.Context, q Querier, do func(Row) error, query string, args ...any) error {
	rows, err := q.rows(ctx, query, args)
	if err != nil {
		return userError(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := do(rows); err != nil {
			return userError(err)
		}
	}
	return userError(errors.Join(rows.Err(), rows.Close()))
}

// List returns what scan makes of each row that query selects.
func List[T any](ctx context.Context, q Querier, scan func(Row) (T, error), query string, args ...any) (all []T, err error) {
	err = Each(ctx, q, func(r Row) error {
		v, err := scan(r)
		all = append(all, v)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return all, nil
}

// One returns what scan makes of the row that query selects, the last if there
// are several, and ErrNone when there is none.
func One[T any](ctx context.Context, q Querier, scan func(Row) (T, error), query string, args ...any) (v T, err error) {
	none := true
	err = Each(ctx, q, func(r Row) (err error) {
		none = false
		v, err = scan(r)
		return err
	}, query, args...)
	if err == nil && none {
		err = ErrNone
	}
	return v, err
}

// Text scans a row of one column.
func Text(r Row) (text string, err error) {
	err = r.Scan(&text)
	return text, err
}

// Int scans a row of one column.
func Int(r Row) (n int64, err error) {
	err = r.Scan(&n)
	return n, err
}

// Into returns what scans a row into dest.
func Into(dest ...any) func(Row) (struct{}, error) {
	return func(r Row) (struct{}, error) { return struct{}{}, r.Scan(dest...) }
}
