package store

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A column of the schema that no list names would be lost on the way.
func TestTablesNameEveryColumn(t *testing.T) {
	t.Parallel()
	s := emptyStore(t)
	for name, got := range map[string][]string{
		sessionTable.Name: sessionTable.names, appointmentTable.Name: appointmentTable.names, patientTable.Name: patientTable.names,
		platformTable.Name: platformTable.names, ruleTable.Name: ruleTable.names, auditTable.Name: auditTable.names,
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(s.columnsOf(t, name), slices.Sorted(slices.Values(got))); diff != "" {
				t.Errorf("columns of the schema - and of the list +:\n%s", diff)
			}
		})
	}
}

func emptyStore(t *testing.T) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "t.db"), os.DirFS("../migrations"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// columnsOf returns the columns of a table by name, but for the org's.
func (s *Store) columnsOf(t *testing.T, table string) (names []string) {
	t.Helper()
	rows, err := s.read.QueryContext(t.Context(), `SELECT name FROM pragma_table_info($1) WHERE name <> 'org_id' ORDER BY name`, table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return names
}
