package db

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"televisit/clinic"
)

// A postgresTx runs texts in a transaction. The driver keeps the statements of a
// connection prepared.
type postgresTx struct {
	tx   *sql.Tx
	conn *sql.Conn // nil: goose has it
}

func (p postgresTx) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	values, err := stored(args)
	if err != nil {
		return nil, err
	}
	return p.tx.ExecContext(ctx, translate(query), values...)
}

func (p postgresTx) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	values, err := stored(args)
	if err != nil {
		return nil, err
	}
	return p.tx.QueryContext(ctx, translate(query), values...)
}

func (postgresTx) ended(context.Context) {}

func (p postgresTx) show(ctx context.Context, whose Owner) error {
	_, err := p.tx.ExecContext(ctx, `SELECT set_config('televisit.org', $1, true)`, string(whose))
	return err
}

// What stands in the way of a load of whole tables: that rows are hidden from their
// tables' owner too, references, which are looked at once all rows are there, indexes
// but those of keys, and a trigger. The planner then needs to know what is in the
// tables.
const inTheWay = `
	SELECT 4, format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', oid::regclass),
		format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', oid::regclass)
	FROM pg_class WHERE relforcerowsecurity AND oid::regclass::text = ANY (string_to_array($1, ' '))
	UNION ALL
	SELECT 1, format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
		format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
	FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY (string_to_array($1, ' '))
	UNION ALL
	SELECT 0, format('DROP INDEX %I', c.relname), pg_get_indexdef(i.indexrelid)
	FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid::regclass::text = ANY (string_to_array($1, ' '))
		AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
	UNION ALL
	SELECT 2, format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass), pg_get_triggerdef(oid)
	FROM pg_trigger WHERE tgname = $2 AND tgrelid::regclass::text = ANY (string_to_array($1, ' '))
	UNION ALL
	SELECT 3, '', format('ANALYZE %s', name) FROM unnest(string_to_array($1, ' ')) name
	ORDER BY 1, 3`

func (p postgresTx) dropIndexes(ctx context.Context, t *Tx, trigger string, tables []string) (again []string, err error) {
	type object struct{ drop, make string }
	scan := func(r Row) (o object, err error) {
		var order int
		err = r.Scan(&order, &o.drop, &o.make)
		return o, err
	}
	all, err := List(ctx, t, scan, inTheWay, strings.Join(tables, " "), trigger)
	for _, o := range all {
		if err == nil && o.drop != "" {
			_, err = t.Exec(ctx, o.drop)
		}
		again = append(again, o.make)
	}
	return again, err
}

// bulk runs as whoever the tables belong to.
func (p *postgres) bulk(ctx context.Context, do func(*Tx) error) error {
	t, err := p.begin(ctx, Anyone, true)
	if err != nil {
		return err
	}
	t.uncancellable = false
	defer t.end(ctx)
	if _, err := t.Exec(ctx, `SET LOCAL ROLE NONE`); err != nil {
		return err
	}
	if err := do(t); err != nil {
		return err
	}
	return userError(t.tx.Commit())
}

// What PostgreSQL calls what is told apart here.
const (
	uniqueViolation   = "23505"
	badCharacters     = "22021"
	serialization     = "40001"
	deadlock          = "40P01"
	lockNotAvailable  = "55P03"
	queryCanceled     = "57014"
	readOnly          = "25006"
	notAllowed        = "42501"
	diskFull          = "53100"
	classConnection   = "08"
	classIntervention = "57P" // an operator stops the server, or it starts
	classResources    = "53"
)

// codeOf returns what PostgreSQL calls err, "" for what it did not say.
func codeOf(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}

func takenInPostgres(err error) bool { return codeOf(err) == uniqueViolation }

// wasBrokenOff reports whether a transaction was given up for the sake of others.
func wasBrokenOff(err error) bool {
	code := codeOf(err)
	return code == serialization || code == deadlock
}

// isLost reports whether err says that the server is not there.
func isLost(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) {
		return false
	}
	if _, connecting := errors.AsType[*pgconn.ConnectError](err); connecting {
		return true
	}
	if code := codeOf(err); code != "" {
		return strings.HasPrefix(code, classConnection) || strings.HasPrefix(code, classIntervention) ||
			strings.HasPrefix(code, classResources) || code == readOnly
	}
	_, network := errors.AsType[net.Error](err)
	return network && !errors.Is(err, context.DeadlineExceeded) || pgconn.SafeToRetry(err) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed)
}

// explainPostgres returns err for people, nil where there is nothing to explain.
func explainPostgres(err error) error {
	switch code := codeOf(err); {
	case code == serialization, code == deadlock, code == lockNotAvailable, code == queryCanceled:
		return busy(err)
	case code == diskFull:
		return clinic.Causef(clinic.Unavailable, err, "The disk cannot be written. Nothing was saved; tell whoever runs this machine.")
	case code == badCharacters:
		return clinic.Causef(clinic.NotFound, err, "There is nothing here by that address.") // forms were looked at
	case isLost(err):
		return clinic.Causef(clinic.Unavailable, err, "The database cannot be reached. Nothing was saved; try again in a moment.")
	}
	return nil
}
