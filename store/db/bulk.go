package db

import (
	"context"
	"errors"
)

// Bulk runs do in one transaction with settings for a load of whole tables.
// Nobody else writes meanwhile. What a row refers to is do's to look at; the
// database does not.
func (d *DB) Bulk(ctx context.Context, do func(*Tx) error) (err error) {
	conn, err := d.writer.Conn(ctx)
	if err != nil {
		return userError(err)
	}
	defer conn.Close()
	restore, err := d.prepareBulk(ctx, conn)
	defer func() { err = errors.Join(err, restore()) }()
	if err != nil {
		return err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return userError(err)
	}
	t := newTx(nil, tx)
	defer t.end(ctx)
	if err = do(t); err != nil {
		return err
	}
	return userError(tx.Commit())
}
