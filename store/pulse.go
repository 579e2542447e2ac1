package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// A pulse tells whether anybody committed to the database, this process or
// another, at a tenth of what reading a row costs.
type pulse struct {
	mu   sync.Mutex
	conn *sql.Conn // of its own: the number is one connection's
	ask  *sql.Stmt
}

// read returns a number that is another one after any commit.
func (p *pulse) read(ctx context.Context, db *sql.DB) (n int64, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn == nil {
		if err := p.open(context.WithoutCancel(ctx), db); err != nil {
			return 0, friendly(err)
		}
	}
	return n, friendly(p.ask.QueryRowContext(ctx).Scan(&n))
}

func (p *pulse) open(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	ask, err := conn.PrepareContext(ctx, pulseQuery)
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	p.conn, p.ask = conn, ask
	return nil
}

// rest gives the connection back until the next read.
func (p *pulse) rest() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn == nil {
		return nil
	}
	err := errors.Join(p.ask.Close(), p.conn.Close())
	p.conn, p.ask = nil, nil
	return err
}
