package db

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

const tablesHere = `c.relnamespace = current_schema::regnamespace AND c.relkind = 'r' AND c.relname <> 'goose_db_version'`

func (*postgres) catalogue() catalogue {
	return catalogue{
		columns: `SELECT c.relname::text, a.attname::text, upper(format_type(a.atttypid, a.atttypmod)),
				EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p' AND a.attnum = ANY (k.conkey))
			FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
			WHERE ` + tablesHere + ` ORDER BY c.relname, a.attnum`,
		refs: `SELECT c.relname::text, k.oid::text, a.attname::text, o.relname::text, b.attname::text
			FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class o ON o.oid = k.confrelid
			CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY u (here, there, n)
			JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.here
			JOIN pg_attribute b ON b.attrelid = o.oid AND b.attnum = u.there
			WHERE k.contype = 'f' AND ` + tablesHere + ` ORDER BY c.relname, k.oid, u.n`,
	}
}

// load copies rows into a table. Where rows are hidden from the table's owner too, COPY
// is refused: they take the way over a table of the transaction's own.
func (p postgresTx) load(ctx context.Context, table string, columns []string, values []any) error {
	values, err := stored(values)
	if err != nil {
		return err
	}
	var hidden bool
	if err := p.tx.QueryRowContext(ctx, `SELECT relforcerowsecurity FROM pg_class WHERE oid = $1::regclass`, table).
		Scan(&hidden); err != nil {
		return err
	}
	if !hidden {
		return p.copyInto(ctx, table, columns, values)
	}
	own, names := "loading_"+table, strings.Join(columns, ", ")
	if _, err := p.tx.ExecContext(ctx, `CREATE TEMPORARY TABLE IF NOT EXISTS `+own+` ON COMMIT DROP AS SELECT `+names+
		` FROM `+table+` WITH NO DATA`); err != nil { // #nosec G202 -- names of the schema, quoted
		return err
	}
	if err := p.copyInto(ctx, own, columns, values); err != nil {
		return err
	}
	_, err = p.tx.ExecContext(ctx, `INSERT INTO `+table+` (`+names+`) SELECT `+names+` FROM `+own) // #nosec G202 -- as above
	if err == nil {
		_, err = p.tx.ExecContext(ctx, `TRUNCATE `+own)
	}
	return err
}

func (p postgresTx) copyInto(ctx context.Context, table string, columns []string, values []any) error {
	rows := slices.Collect(slices.Chunk(values, len(columns)))
	return p.conn.Raw(func(c any) error {
		_, err := c.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
		return err
	})
}

// silence disables the triggers but those that say what changed: others wait for these
// tables until the transaction ends.
func (p postgresTx) silence(ctx context.Context, t *Tx, tables []string) (again []string, err error) {
	scan := func(r Row) (names [2]string, err error) { return names, r.Scan(&names[0], &names[1]) }
	all, err := List(ctx, t, scan, `SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger
		WHERE NOT tgisinternal AND tgname <> 'televisit_notify' AND tgrelid::regclass::text = ANY (string_to_array($1, ' '))
		ORDER BY 1, 2`, strings.Join(tables, " "))
	for _, g := range all {
		if err == nil {
			_, err = t.Exec(ctx, "ALTER TABLE "+g[0]+" DISABLE TRIGGER "+g[1])
		}
		again = append(again, "ALTER TABLE "+g[0]+" ENABLE TRIGGER "+g[1])
	}
	if codeOf(err) == notAllowed {
		err = fmt.Errorf("this user may not load whole tables: name the user that the tables belong to (%w)", err)
	}
	return again, err
}

// checkReferences has nothing to do: references are looked at all the time, or when
// they are made again.
func (postgresTx) checkReferences(context.Context, *Tx) error { return nil }
