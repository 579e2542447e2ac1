package dbtest

import (
	"database/sql"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// sqlite is a database file of SQLite.
type sqlite struct {
	once sync.Once
	full []byte // the file that others begin as
	err  error  // of filling it
}

var files sqlite

func (*sqlite) Fresh(t testing.TB) string { return filepath.Join(t.TempDir(), "televisit.db") }

func (f *sqlite) Filled(t testing.TB, fill func(where string) error) string {
	t.Helper()
	path := f.Fresh(t)
	f.once.Do(func() { f.full, f.err = filledFile(fill) })
	err := f.err
	if err == nil {
		err = os.WriteFile(path, f.full, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// filledFile returns what is in a file that fill has filled.
func filledFile(fill func(where string) error) ([]byte, error) {
	dir, err := os.MkdirTemp("", "televisit-test")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "televisit.db")
	if err := fill(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

func (*sqlite) Beside(path string) (*sql.DB, error) {
	return sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_txlock=immediate")
}

func (*sqlite) OrgTables() string {
	return `SELECT m.name FROM sqlite_master m WHERE m.type = 'table'
		AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) c WHERE c.name = 'org_id') ORDER BY m.name`
}

func (*sqlite) Unchecked() string { return `PRAGMA foreign_keys = 0` }

func (*sqlite) Unguarded() []string {
	return []string{`DROP TRIGGER pf_audit_kept`, `DROP TRIGGER pf_audit_fixed`}
}

func (*sqlite) Plan() string { return `EXPLAIN QUERY PLAN ` }

func (*sqlite) Refusing(event, table, condition string) []string {
	return []string{`CREATE TRIGGER refuse_` + table + ` BEFORE ` + event + ` ON ` + table + ` WHEN ` + condition +
		` BEGIN SELECT RAISE(ABORT, 'refused by a test'); END`}
}

func (*sqlite) schema() []string {
	const tables = ` FROM sqlite_schema m, `
	const of = ` WHERE m.type = 'table' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'sqlite%'`
	return []string{
		`SELECT m.name || '.' || c.name || ' ' || c.type || CASE WHEN c."notnull" OR c.pk > 0 THEN ' not null' ELSE '' END
			|| coalesce(' default ' || c.dflt_value, '')` + tables + `pragma_table_info(m.name) c` + of,
		`SELECT 'key of ' || m.name || ':' ||
				(SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_table_info(m.name) WHERE pk > 0 ORDER BY pk))
			FROM sqlite_schema m` + of + ` AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE pk > 0)`,
		`SELECT 'reference of ' || m.name || ':' || group_concat(f."from", ',') || ' to ' || f."table" || ':' || group_concat(f."to", ',')
			` + tables + `pragma_foreign_key_list(m.name) f` + of + ` GROUP BY m.name, f.id`,
		`SELECT 'unique of ' || m.name || ':' || (SELECT group_concat(name, ',') FROM pragma_index_info(i.name))
			` + tables + `pragma_index_list(m.name) i` + of + ` AND i.origin = 'u'`,
		`SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND name NOT LIKE 'goose%'`,
		`SELECT 'trigger ' || name || ' of ' || tbl_name FROM sqlite_schema WHERE type = 'trigger'`,
	}
}

func (*sqlite) version() string { return `SELECT 'SQLite ' || sqlite_version()` }

func (*sqlite) Parts() string {
	return `SELECT count(*) FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL`
}
