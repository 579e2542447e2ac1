package db

import (
	"context"
	"fmt"
)

// A table m that SQLite or Litestream beside us keeps for itself is not ours: what copies or counts passes it over.
const isOurs = `m.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND m.name NOT LIKE '\_litestream\_%' ESCAPE '\'`

const ownTables = ` FROM sqlite_schema m, %s WHERE m.type = 'table' AND %s
	AND m.name <> 'goose_db_version' ORDER BY m.name, %s`

func (*sqlite) catalogue() catalogue {
	return catalogue{
		columns: `SELECT m.name, c.name, c.type, c.pk > 0` + fmt.Sprintf(ownTables, "pragma_table_info(m.name) c", isOurs, "c.cid"),
		refs: `SELECT m.name, f.id, f."from", f."table", f."to"` +
			fmt.Sprintf(ownTables, "pragma_foreign_key_list(m.name) f", isOurs, "f.id, f.seq"),
	}
}

// silence drops the triggers.
func (sqliteTx) silence(ctx context.Context, t *Tx, _ []string) (again []string, err error) {
	type trigger struct{ name, text string }
	scan := func(r Row) (g trigger, err error) { return g, r.Scan(&g.name, &g.text) }
	all, err := List(ctx, t, scan, `SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`)
	for _, g := range all {
		if err == nil {
			_, err = t.Exec(ctx, "DROP TRIGGER "+g.name)
		}
		again = append(again, g.text)
	}
	return again, err
}

// checkReferences looks at all, for nobody did during a load.
func (sqliteTx) checkReferences(ctx context.Context, t *Tx) error {
	return Each(ctx, t, func(r Row) error {
		var from, to string
		if err := r.Scan(&from, &to); err != nil {
			return err
		}
		return fmt.Errorf("a row of %s refers to one of %s that is not there", from, to)
	}, `SELECT "table", parent FROM pragma_foreign_key_check`)
}
