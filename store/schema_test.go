package store_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/db/dbtest"
	"televisit/store/storetest"
)

// What migrations make of an empty database is the same schema, whichever kind of
// database it is.
func TestSchemaIsOne(t *testing.T) {
	t.Parallel()
	var schemas [2][]string
	for i, where := range []string{filepath.Join(t.TempDir(), "t.db"), dbtest.FreshServer(t)} {
		s, err := store.Open(where, os.DirFS(dbtest.Migrations()), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if _, err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		schemas[i] = dbtest.Schema(t, where)
	}
	if diff := cmp.Diff(schemas[0], schemas[1]); diff != "" || len(schemas[0]) < 200 {
		t.Errorf("%d parts; (-of a file +of a server):\n%s", len(schemas[0]), diff)
	}
}

// Every table whose rows belong to orgs hides them on a server, and says when it is
// changed, whichever migration made it; what is not the program's to change it may
// not.
func TestServerProtectsEveryTable(t *testing.T) {
	t.Parallel()
	d := storetest.NewOnServer(t)
	tables := d.Texts(t, `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'goose_db_version'`)
	hidden := d.Texts(t, `SELECT relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
		WHERE relrowsecurity AND relforcerowsecurity`)
	heard := d.Texts(t, `SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'televisit_notify'`)
	owned := d.Texts(t, `SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'org_id'`)
	for _, of := range [][2][]string{{owned, hidden}, {tables, heard}} {
		slices.Sort(of[0])
		slices.Sort(of[1])
		if diff := cmp.Diff(of[0], of[1]); diff != "" || len(of[0]) < 15 {
			t.Errorf("(-there are +protected):\n%s", diff)
		}
	}
	may := d.Texts(t, `SELECT DISTINCT privilege_type FROM information_schema.role_table_grants WHERE grantee = 'televisit_app'`)
	if slices.Sort(may); !slices.Equal(may, []string{"DELETE", "INSERT", "SELECT", "UPDATE"}) {
		t.Errorf("the application may %v", may)
	}
}

func TestMigrateRefusesNewer(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	d.Exec(t, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)`)
	if _, err := d.Store.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Error("a newer schema:", err)
	}
}

// A database file is copied aside before its schema changes; a server's data is
// backed up by its own means.
func TestMigrateCopiesAside(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	more := t.TempDir()
	if err := os.CopyFS(more, os.DirFS(dbtest.Migrations())); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(more, "00900_more.sql"),
		[]byte("-- +goose Up\nCREATE TABLE more (a TEXT);\n-- +goose Down\nDROP TABLE more;\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(d.Where, os.DirFS(more), d.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if v, err := s.Migrate(t.Context()); err != nil || v != 900 {
		t.Fatal(v, err)
	}
	if info, err := os.Stat(d.Where + ".before-900"); !dbtest.OnPostgres() && (err != nil || info.Size() == 0) {
		t.Error("no copy was made:", err)
	}
}

// TestSchemaRefusesMoves tries every status to every other past the program.
func TestSchemaRefusesMoves(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	allowed := map[string]bool{"scheduled>active": true, "active>completed": true, "active>scheduled": true, "completed>active": true,
		"scheduled>no_show": true, "no_show>scheduled": true, "no_show>active": true, "scheduled>cancelled": true, "cancelled>scheduled": true}
	for _, from := range append([]clinic.Status{"odd"}, clinic.Statuses...) {
		for _, to := range append([]clinic.Status{"odd"}, clinic.Statuses...) {
			t.Run(string(from)+" to "+string(to), func(t *testing.T) {
				id := d.Session(t, storetest.Row{Status: string(from)})
				err := d.TryExec(t, `UPDATE pm_telehealth_sessions SET status = $1 WHERE id = $2`, to, id)
				if want := from == to || allowed[string(from)+">"+string(to)]; (err == nil) != want {
					t.Errorf("got %v, want it taken: %v", err, want)
				}
			})
		}
	}
	var statuses, counted int
	statuses = d.Count(t, `SELECT count(DISTINCT status) FROM pm_telehealth_sessions`)
	counted = d.Count(t, `SELECT count(*) FROM pm_session_counts c WHERE n > 0
		AND n = (SELECT count(*) FROM pm_telehealth_sessions s WHERE s.org_id = c.org_id AND s.status = c.status)`)
	if statuses != counted {
		t.Errorf("%d statuses, %d counted right", statuses, counted)
	}
}

func TestRecordsAreKept(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	d.Session(t, storetest.Row{})
	for _, query := range []string{`DELETE FROM pm_telehealth_sessions`, `DELETE FROM pf_audit`, `UPDATE pf_audit SET at = 0`,
		`UPDATE pf_audit SET mac = ''`, `UPDATE pf_audit SET seq = seq + 1`,
		`DELETE FROM pm_consent_texts`, `UPDATE pm_consent_texts SET body = ''`} {
		t.Run(query, func(t *testing.T) {
			if err := d.TryExec(t, query); err == nil {
				t.Error("the database took it, want an error")
			}
		})
	}
}

// TestForeignKeysAreOfOneOrg puts a row together from two orgs.
func TestForeignKeysAreOfOneOrg(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	id := d.Session(t, storetest.Row{})
	for table, query := range map[string]string{
		"pm_patient_terms": `INSERT INTO pm_patient_terms (org_id, term, patient_id)
			SELECT $1, 'x', patient_id FROM pm_telehealth_sessions WHERE id = $2`,
		"pm_appointments": `INSERT INTO pm_appointments (org_id, id, patient_id, provider_id, starts_at, ends_at,
				is_telehealth, modality, status, override_reason, created_at, version)
			SELECT $1, 'x', patient_id, provider_id, 1, 2, false, '', 'booked', '', 1, 1 FROM pm_telehealth_sessions WHERE id = $2`,
	} {
		t.Run(table, func(t *testing.T) {
			if err := d.TryExec(t, query, d.Harbor, id); err == nil || !strings.Contains(strings.ToUpper(err.Error()), "FOREIGN KEY") {
				t.Errorf("got %v, want the refusal of a foreign key", err)
			}
		})
	}
}
