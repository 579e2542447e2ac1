package store_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/db/dbtest"
	"televisit/store/storetest"
)

// older makes a database as the program before number 5 left it: an org of one
// manager, and patients of these names, identifiers and phones.
func older(t testing.TB, patients [][5]string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "older.db")
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS(dbtest.Migrations()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), 4); err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	exec := func(query string, args ...any) {
		if _, err := tx.Exec(query, args...); err != nil {
			t.Fatal(query, err)
		}
	}
	exec(`INSERT INTO pf_organizations (org_id, name, version, created_at) VALUES ('o', 'Old', 1, 1)`)
	exec(`INSERT INTO pf_roles (org_id, id, name, system) VALUES ('o', 'manager', 'manager', true)`)
	exec(`INSERT INTO pm_module_settings (org_id, key, value, updated_at) VALUES ('o', 'time_zone', 'UTC', 1)`)
	for i, c := range patients {
		id := fmt.Sprintf("p%06d", i)
		exec(`INSERT INTO pm_patients (org_id, id, mrn, given_name, family_name, preferred_name, sort_name, birth_date, phone, email,
			language, time_zone, payer_class, created_at, version)
			VALUES ('o', $1, $2, $3, $4, '', $5, '1980-03-14', $6, $7, '', '', 'other', $8, 1)`,
			id, c[2], c[0], c[1], strings.ToLower(c[1]+"\t"+c[0]), c[3], c[4], i)
		exec(`INSERT INTO pm_patient_terms (org_id, term, patient_id) VALUES ('o', $1, $2)`, strings.ToLower(c[1]), id)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	return path
}

// opened migrates the database at path and returns its org as a manager sees it.
func opened(t testing.TB, path string) *store.Org {
	t.Helper()
	s, err := store.Open(path, os.DirFS(dbtest.Migrations()), func() time.Time { return storetest.Start })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.UseKeys(t.Context(), filepath.Join(t.TempDir(), "secrets.key")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.UnscopedAddMember(t.Context(), "o", store.NewMember{Name: "M", Email: "m@old.example", Password: storetest.Password,
		Roles: []clinic.RoleID{clinic.Manager}}); err != nil {
		t.Fatal(err)
	}
	a, err := s.UnscopedActor(t.Context(), "m@old.example", "o")
	if err != nil {
		t.Fatal(err)
	}
	return s.For(&a)
}

// Patients who were on file before are found, sorted and told apart as new ones
// are. Identifiers that were the same unseen keep all that was typed.
func TestMigrationReindexesPatients(t *testing.T) {
	t.Parallel()
	o := opened(t, older(t, [][5]string{{"Zoë", "Zander", "A 1", "", "ann@x.example"},
		{"Łukasz", "Łuczak", "a  1", "(212) 555-0123", "ANN@x.example"},
		{"Lu", "Lund", "A 2", "", ""}, {"小红", "李", "A 3", "", ""}}))
	for search, want := range map[string]string{"": "Łukasz Łuczak, Lu Lund, Zoë Zander, 小红 李", "lukasz": "Łukasz Łuczak",
		"李小红": "小红 李", "2125550123": "Łukasz Łuczak", "lund 1980-03-14": "Lu Lund"} {
		t.Run(search, func(t *testing.T) {
			got, _ := names(t, o, store.PatientFilter{Search: search, Limit: 9})
			if strings.Join(got, ", ") != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	second, err := o.Patient(t.Context(), "p000001")
	if err != nil || second.MRN != "a  1" || second.Email != "ANN@x.example" {
		t.Error("something was lost:", second, err)
	}
	var fields []string
	_, err = o.ChangePatient(t.Context(), 1, second)
	for _, f := range clinic.FieldsOf(err) {
		fields = append(fields, f.Field)
	}
	if !slices.Equal(fields, []string{"mrn", "email"}) {
		t.Error("the next edit does not ask:", err)
	}
	second.MRN, second.Email = "B 1", ""
	if _, err := o.ChangePatient(t.Context(), 1, second); err != nil {
		t.Error(err)
	}
	if _, err := o.AddPatient(t.Context(), clinic.Patient{Given: "N", MRN: "Ａ 1", Born: "1980-01-01", PayerClass: "other"}); err == nil {
		t.Error("an identifier was given twice")
	}
}
