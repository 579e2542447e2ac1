package store

import (
	"context"
	"database/sql"
	"sync"
)

// statements are the queries of a pool, prepared once. Their texts are this
// package's, never a request's, so there are only so many of them.
type statements struct{ held sync.Map } // *sql.Stmt by text

// A batch is the statements of one transaction.
type batch struct {
	of     *statements
	db     *sql.DB
	tx     *sql.Tx
	missed []string // texts that were not prepared yet
}

func (s *statements) begin(ctx context.Context, db *sql.DB) (*batch, error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	return &batch{of: s, db: db, tx: tx}, nil
}

// run returns query as a statement of the transaction. A text that is new is
// prepared for this one alone: preparing it for all would wait for a second
// connection while holding the first.
func (b *batch) run(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := b.of.held.Load(query); ok {
		return b.tx.StmtContext(ctx, st.(*sql.Stmt)), nil
	}
	b.missed = append(b.missed, query)
	return b.tx.PrepareContext(ctx, query)
}

// done ends the transaction, without effect if it is not committed, and keeps
// what it had to prepare for the next one.
func (b *batch) done(ctx context.Context) {
	_ = b.tx.Rollback() // after a commit it does nothing
	for _, query := range b.missed {
		st, err := b.db.PrepareContext(ctx, query)
		if err != nil {
			return // the next one tries again
		}
		if _, loaded := b.of.held.LoadOrStore(query, st); loaded {
			_ = st.Close() // another one was faster
		}
	}
}
