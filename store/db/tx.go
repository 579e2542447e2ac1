package db

import (
	"context"
	"database/sql"
)

// A Tx is a transaction. It is for one goroutine.
type Tx struct {
	tx   *sql.Tx
	run  runner
	conn *sql.Conn // to be given back at the end, if any
	// whose is whose rows are not hidden.
	whose Owner
	// uncancellable says that nothing is broken off when whoever asked is gone:
	// others' changes may be in the same transaction.
	uncancellable bool
}

// A runner runs texts in a transaction, as a kind of database takes them.
type runner interface {
	exec(ctx context.Context, query string, args []any) (sql.Result, error)
	query(ctx context.Context, query string, args []any) (*sql.Rows, error)
	// load and dropIndexes do what the methods of Tx promise.
	load(ctx context.Context, table string, columns []string, values []any) error
	dropIndexes(ctx context.Context, t *Tx, trigger string, tables []string) ([]string, error)
	// silence keeps triggers of tables from changing what is copied into them, and
	// returns the statements that let them speak again.
	silence(ctx context.Context, t *Tx, tables []string) ([]string, error)
	// checkReferences returns an error when a row refers to one that is not there.
	checkReferences(ctx context.Context, t *Tx) error
	// show hides the rows of all but one owner from now on.
	show(ctx context.Context, whose Owner) error
	// ended is called when the transaction is over.
	ended(ctx context.Context)
}

// Exec runs a change and returns how many rows it touched.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	trace(ctx, query)
	res, err := t.run.exec(t.during(ctx), query, args)
	if err != nil {
		return 0, userError(err)
	}
	n, err := res.RowsAffected()
	return n, userError(err)
}

func (t *Tx) rows(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	trace(ctx, query)
	return t.run.query(t.during(ctx), query, args)
}

// CrossingOwners runs do while no rows are hidden.
func (t *Tx) CrossingOwners(ctx context.Context, do func() error) error {
	ctx = t.during(ctx)
	if err := t.run.show(ctx, Anyone); err != nil {
		return userError(err)
	}
	if err := do(); err != nil {
		return err
	}
	return userError(t.run.show(ctx, t.whose))
}

// Load inserts rows into a table: values are those of all columns of the first
// row, then of the second.
func (t *Tx) Load(ctx context.Context, table string, columns []string, values []any) error {
	return userError(t.run.load(t.during(ctx), table, columns, values))
}

// DropIndexes drops the indexes of tables that a load fills, and a trigger, and
// returns the statements that make them again. An index is built many times
// faster than it is kept up.
func (t *Tx) DropIndexes(ctx context.Context, trigger string, tables ...string) (again []string, err error) {
	return t.run.dropIndexes(ctx, t, trigger, tables)
}

// during returns the context to run something in.
func (t *Tx) during(ctx context.Context) context.Context {
	if t.uncancellable {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// end ends the transaction, without effect if it is committed.
func (t *Tx) end(ctx context.Context) {
	_ = t.tx.Rollback() // after a commit it does nothing
	if t.conn != nil {
		_ = t.conn.Close() // it goes back to its pool
	}
	t.run.ended(ctx)
}
