package db

import (
	"context"
	"database/sql"
	"strings"
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

// known returns the pool's statement for query, if it has one. Nil is no pool.
func (p *pool) known(query string) (*sql.Stmt, bool) {
	if p == nil {
		return nil, false
	}
	st, ok := p.prepared.Load(query)
	if !ok {
		return nil, false
	}
	return st.(*sql.Stmt), true
}

// prepared are the statements of one transaction.
type prepared struct {
	pool       *pool // nil: statements are this transaction's alone
	tx         *sql.Tx
	statements map[string]*sql.Stmt // by text
	missed     []string             // texts that the pool had not prepared
}

func newPrepared(p *pool, tx *sql.Tx) *prepared {
	return &prepared{pool: p, tx: tx, statements: map[string]*sql.Stmt{}}
}

func (p *prepared) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	st, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

func (p *prepared) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	st, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// statement returns query as a statement of the transaction. What the pool has
// not prepared is prepared for this transaction alone: the pool would need a
// second connection.
func (p *prepared) statement(ctx context.Context, query string) (st *sql.Stmt, err error) {
	if st, ok := p.statements[query]; ok {
		return st, nil
	}
	if known, ok := p.pool.known(query); ok {
		st = p.tx.StmtContext(ctx, known)
	} else {
		p.missed = append(p.missed, query)
		if st, err = p.tx.PrepareContext(ctx, query); err != nil {
			return nil, err
		}
	}
	p.statements[query] = st
	return st, nil
}

// loadRows is how many rows one statement inserts.
const loadRows = 50

// load inserts rows. The placeholders have no numbers: the driver searches for
// each numbered one, which takes most of the time when there are a thousand.
func (p *prepared) load(ctx context.Context, table string, columns []string, values []any) error {
	into := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES "
	row := "(?" + strings.Repeat(", ?", len(columns)-1) + ")"
	for most := loadRows * len(columns); len(values) > 0; {
		n := min(most, len(values))
		if _, err := p.exec(ctx, into+row+strings.Repeat(", "+row, n/len(columns)-1), values[:n]); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}

// show does nothing: a file cannot hide rows.
func (*prepared) show(context.Context, Owner) error { return nil }

// ended lets the pool prepare what it did not know.
func (p *prepared) ended(ctx context.Context) {
	if p.pool == nil {
		return
	}
	for _, query := range p.missed {
		if _, err := p.pool.prepare(ctx, query); err != nil {
			return // the next one tries again
		}
	}
}
