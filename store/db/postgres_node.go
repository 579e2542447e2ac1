package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// migrating runs do over connections of whoever the URL names, not of the
// application's role, while no other process does so: as many as like may start at
// once. Then it sees to it that every table is protected.
func (p *postgres) migrating(ctx context.Context, do func(*sql.DB) error) (err error) {
	d := stdlib.OpenDB(*p.config.ConnConfig)
	defer func() { err = errors.Join(err, d.Close()) }()
	conn, err := d.Conn(ctx)
	if err != nil {
		return userError(err)
	}
	defer conn.Close() // and with it the lock
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(hashtextextended('televisit migrations', 0))`); err != nil {
		return userError(err)
	}
	if err := do(d); err != nil {
		return migrationError(err)
	}
	if p.protect != "" {
		if _, err := conn.ExecContext(ctx, p.protect); err != nil {
			return fmt.Errorf("protect the tables: %w", err)
		}
	}
	p.pool.Reset() // the application's role may be there only now
	return nil
}

// aside does nothing: a server's data is backed up by its own means.
func (*postgres) aside(context.Context, int64) error { return nil }

func (p *postgres) inTx(tx *sql.Tx) *Tx { return &Tx{tx: tx, run: postgresTx{tx: tx}} }

// A listener hears of the writes of all processes, for each table says so in the
// transaction that changes it (see migrations/postgres/protect.sql). It asks
// instead of waiting: a question is answered after all that was said before it.
type listener struct {
	mu     sync.Mutex
	conn   *pgx.Conn
	lost   bool // what was said meanwhile nobody heard
	heard  bool // another process wrote
	byHand bool // and it was none of this program's
	n      atomic.Int64
	hands  atomic.Int64
}

func (p *postgres) foreignWrites() int64 { return p.listener.n.Load() }

func (p *postgres) handWrites() int64 { return p.listener.hands.Load() }

// look counts what was heard. Who heard nothing for a while, because the
// connection broke, has to take it that something was said; as long as there is
// none, each look counts, so that nothing is held for longer than from one to the next.
func (p *postgres) look(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l := &p.listener
	l.mu.Lock()
	defer l.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), connectTimeout)
	defer cancel()
	if l.conn != nil && l.conn.Ping(ctx) != nil {
		_ = l.conn.Close(ctx) // it is broken
		l.conn, l.lost = nil, true
	}
	if l.conn == nil {
		if err := l.connect(ctx, p); err != nil {
			l.n.Add(1)
			return userError(err)
		}
	}
	if l.heard || l.lost {
		l.n.Add(1)
	}
	if l.byHand {
		l.hands.Add(1)
	}
	l.heard, l.byHand, l.lost = false, false, false
	return nil
}

func (l *listener) connect(ctx context.Context, p *postgres) error {
	config := p.config.ConnConfig.Copy()
	config.OnNotification = func(_ *pgconn.PgConn, n *pgconn.Notification) {
		l.heard, l.byHand = l.heard || n.Payload != p.node, l.byHand || n.Payload == ""
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, `LISTEN televisit`); err != nil {
		return errors.Join(err, conn.Close(ctx))
	}
	l.conn = conn
	return nil
}

func (l *listener) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn == nil {
		return nil
	}
	return l.conn.Close(context.Background())
}

// migrationError tells who may not change the schema what to do.
func migrationError(err error) error {
	if codeOf(err) == notAllowed {
		return fmt.Errorf("the schema is not that of this program, and this user may not change it: "+
			"start this program once as the user that the tables belong to (%w)", err)
	}
	return err
}
