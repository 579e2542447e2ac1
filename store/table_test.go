package store

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/store/db"
)

// A column of the schema that no list names would be lost on the way.
func TestTablesNameEveryColumn(t *testing.T) {
	t.Parallel()
	s := emptyStore(t)
	for name, got := range map[string][]string{
		SessionTable.Name: SessionTable.names, AppointmentTable.Name: AppointmentTable.names, PatientTable.Name: PatientTable.names,
		platformTable.Name: platformTable.names, ruleTable.Name: ruleTable.names, AuditTable.Name: AuditTable.names,
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
func (s *Store) columnsOf(t *testing.T, table string) []string {
	t.Helper()
	names, err := db.List(t.Context(), s.db, db.Text, `SELECT name FROM pragma_table_info($1) WHERE name <> 'org_id' ORDER BY name`, table)
	if err != nil {
		t.Fatal(err)
	}
	return names
}
