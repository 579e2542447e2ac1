package db

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

func (s *sqlite) bulk(ctx context.Context, do func(*Tx) error) (err error) {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return userError(err)
	}
	defer conn.Close()
	restore, err := s.prepareBulk(ctx, conn)
	defer func() { err = errors.Join(err, restore()) }()
	if err != nil {
		return err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return userError(err)
	}
	t := newSQLiteTx(nil, tx)
	defer t.end(ctx)
	if err = do(t); err != nil {
		return err
	}
	return userError(tx.Commit())
}

// prepareBulk sets the writer's conn up for a load: with 256 MiB of cache and,
// as long as nobody reads, without a write-ahead log. Then new pages are written
// once, not twice. It is as safe: a transaction that breaks off leaves nothing.
// restore is to be called in any case.
func (s *sqlite) prepareBulk(ctx context.Context, conn *sql.Conn) (restore func() error, err error) {
	s.reader.SetMaxIdleConns(0)                // readers that do nothing hold the log
	_ = set(ctx, conn, "journal_mode(DELETE)") // somebody reads: the log does it too
	restore = func() error {
		s.reader.SetMaxIdleConns(readers())
		return set(context.WithoutCancel(ctx), conn, "foreign_keys(1)", writerCache, tempMemory, "journal_mode(WAL)")
	}
	return restore, set(ctx, conn, bulkCache, "foreign_keys(0)", tempFiles)
}

func (sqliteTx) dropIndexes(ctx context.Context, t *Tx, trigger string, tables []string) (again []string, err error) {
	type object struct{ kind, name, text string }
	scan := func(r Row) (o object, err error) {
		err = r.Scan(&o.kind, &o.name, &o.text)
		return o, err
	}
	all, err := List(ctx, t, scan, `SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL
		AND (type = 'trigger' AND name = $1 OR type = 'index' AND instr($2, ' ' || tbl_name || ' ') > 0)`,
		trigger, " "+strings.Join(tables, " ")+" ")
	for _, o := range all {
		if err == nil {
			_, err = t.Exec(ctx, "DROP "+o.kind+" "+o.name)
		}
		again = append(again, o.text)
	}
	return again, err
}
