package storetest

import (
	"database/sql"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// files are SQLite's database files.
type files struct{}

func (files) fresh(t testing.TB) string { return filepath.Join(t.TempDir(), "televisit.db") }

// template is the database file that every Desk begins as; hashing its passwords
// takes a while, so it is made once.
var template = sync.OnceValues(func() (file []byte, err error) {
	dir, err := os.MkdirTemp("", "televisit-test")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "televisit.db")
	if err := fillAt(files{}, path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func (f files) filled(t testing.TB) string {
	t.Helper()
	path := f.fresh(t)
	file, err := template()
	if err == nil {
		err = os.WriteFile(path, file, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func (files) beside(path string) (*sql.DB, error) {
	return sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_txlock=immediate")
}

func (files) orgTables() string {
	return `SELECT m.name FROM sqlite_master m WHERE m.type = 'table'
		AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) c WHERE c.name = 'org_id') ORDER BY m.name`
}

func (files) unchecked() string { return `PRAGMA foreign_keys = 0` }

func (files) plan() string { return `EXPLAIN QUERY PLAN ` }

func (files) refusing(event, table, when string) []string {
	return []string{`CREATE TRIGGER refuse_` + table + ` BEFORE ` + event + ` ON ` + table + ` WHEN ` + when +
		` BEGIN SELECT RAISE(ABORT, 'refused by a test'); END`}
}

func (files) parts() string {
	return `SELECT count(*) FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL`
}
