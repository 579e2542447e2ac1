package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
)

// A pulse tells whether anybody committed to the database, this process or
// another, at a tenth of what reading a row costs. Every page asks it, so it
// goes to the driver itself, and no query that short needs to be broken off.
type pulse struct {
	mu   sync.Mutex
	conn *sql.Conn // of its own: the number is one connection's
	ask  driver.StmtQueryContext
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
	err = p.conn.Raw(func(any) error {
		rows, err := p.ask.QueryContext(context.Background(), nil)
		if err != nil {
			return err
		}
		var row [1]driver.Value
		err = errors.Join(rows.Next(row[:]), rows.Close())
		n, _ = row[0].(int64)
		return err
	})
	return n, friendly(err)
}

func (p *pulse) open(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	err = conn.Raw(func(c any) error {
		st, err := c.(driver.Conn).Prepare(pulseQuery)
		if err != nil {
			return err
		}
		ask, ok := st.(driver.StmtQueryContext)
		if !ok {
			return fmt.Errorf("the driver's statements are %T", st)
		}
		p.ask = ask
		return nil
	})
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	p.conn = conn
	return nil
}

// rest gives the connection back until the next read.
func (p *pulse) rest() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn == nil {
		return nil
	}
	err := errors.Join(p.conn.Raw(func(any) error { return p.ask.(driver.Stmt).Close() }), p.conn.Close())
	p.conn, p.ask = nil, nil
	return err
}
