package db

import (
	"context"
	"database/sql"
	"sync"
)

// A pool is the connections that read, or the one that writes, and their
// statements, each prepared once. Their texts are the program's, never a
// request's, so there are only so many of them.
type pool struct {
	*sql.DB
	prepared sync.Map // *sql.Stmt by text
}

// prepare returns query as a statement of the pool. It may wait for a
// connection.
func (p *pool) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := p.prepared.Load(query); ok {
		return st.(*sql.Stmt), nil
	}
	st, err := p.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if first, loaded := p.prepared.LoadOrStore(query, st); loaded {
		_ = st.Close() // another one was faster
		return first.(*sql.Stmt), nil
	}
	return st, nil
}

// A Tx is a transaction. It is for one goroutine.
type Tx struct {
	pool       *pool // nil: statements are this transaction's alone
	tx         *sql.Tx
	conn       *sql.Conn            // to be given back at the end, if any
	statements map[string]*sql.Stmt // by text
	missed     []string             // texts that the pool had not prepared
	// uncancellable says that nothing is broken off when whoever asked is gone:
	// others' changes are in the same transaction.
	uncancellable bool
}

func newTx(p *pool, tx *sql.Tx) *Tx { return &Tx{pool: p, tx: tx, statements: map[string]*sql.Stmt{}} }

// Exec runs a change and returns how many rows it touched.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	st, ctx, err := t.statement(ctx, query)
	if err != nil {
		return 0, userError(err)
	}
	res, err := st.ExecContext(ctx, args...)
	if err != nil {
		return 0, userError(err)
	}
	n, err := res.RowsAffected()
	return n, userError(err)
}

func (t *Tx) rows(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	st, ctx, err := t.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// statement returns query as a statement of the transaction, and the context to
// run it in. What the pool has not prepared is prepared for this transaction
// alone: the pool would need a second connection.
func (t *Tx) statement(ctx context.Context, query string) (*sql.Stmt, context.Context, error) {
	if t.uncancellable {
		ctx = context.WithoutCancel(ctx)
	}
	if st, ok := t.statements[query]; ok {
		return st, ctx, nil
	}
	var st *sql.Stmt
	var err error
	if prepared, ok := t.known(query); ok {
		st = t.tx.StmtContext(ctx, prepared)
	} else {
		t.missed = append(t.missed, query)
		st, err = t.tx.PrepareContext(ctx, query)
	}
	if err != nil {
		return nil, ctx, err
	}
	t.statements[query] = st
	return st, ctx, nil
}

// known returns the pool's statement for query, if it has one.
func (t *Tx) known(query string) (*sql.Stmt, bool) {
	if t.pool == nil {
		return nil, false
	}
	st, ok := t.pool.prepared.Load(query)
	if !ok {
		return nil, false
	}
	return st.(*sql.Stmt), true
}

// end ends the transaction, without effect if it is not committed, and lets the
// pool prepare what it did not know.
func (t *Tx) end(ctx context.Context) {
	_ = t.tx.Rollback() // after a commit it does nothing
	if t.conn != nil {
		_ = t.conn.Close() // it goes back to its pool
	}
	if t.pool == nil {
		return
	}
	for _, query := range t.missed {
		if _, err := t.pool.prepare(ctx, query); err != nil {
			return // the next one tries again
		}
	}
}
