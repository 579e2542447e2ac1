package store

import (
	"context"
	"database/sql"
)

// A view is one consistent state of the database, for reading.
type view struct {
	s      *Store
	tx     *sql.Tx
	missed []string // texts that were not prepared yet
}

func (s *Store) view(ctx context.Context) (*view, error) {
	tx, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	return &view{s: s, tx: tx}, nil
}

// run returns query as a statement of the view. A text that is new is prepared
// for the view alone: preparing it for all would wait for a second connection
// while holding the first.
func (v *view) run(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := v.s.prepared.Load(query); ok {
		return v.tx.StmtContext(ctx, st.(*sql.Stmt)), nil
	}
	v.missed = append(v.missed, query)
	return v.tx.PrepareContext(ctx, query)
}

// done ends the view and keeps what it had to prepare for the next one.
// Queries are texts of this package, never of a request, so there are only so
// many of them.
func (v *view) done(ctx context.Context) {
	_ = v.tx.Rollback() // nothing was written
	for _, query := range v.missed {
		st, err := v.s.read.PrepareContext(ctx, query)
		if err != nil {
			return // the next view tries again
		}
		if _, loaded := v.s.prepared.LoadOrStore(query, st); loaded {
			_ = st.Close() // another view was faster
		}
	}
}
