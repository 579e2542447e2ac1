package store_test

import (
	"context"
	"errors"
	"fmt"
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

// openedAt opens the database at where, which need not have a schema.
func openedAt(t *testing.T, where, migrations string) *store.Store {
	t.Helper()
	s, err := store.Open(where, os.DirFS(migrations), func() time.Time { return storetest.Start })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// copied copies all of from into to, and returns what was copied.
func copied(t *testing.T, from, to *store.Store, org string) []store.Copied {
	t.Helper()
	all, err := from.UnscopedCopy(t.Context(), to, store.Copy{Org: org})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// rowsAt returns every row of the tables at where as text.
func rowsAt(t *testing.T, where string, tables []store.Copied) (all []string) {
	t.Helper()
	d := dbtest.Beside(t, where)
	for _, table := range tables {
		rows, err := d.QueryContext(t.Context(), `SELECT * FROM `+table.Table)
		if err != nil {
			t.Fatal(err)
		}
		columns, _ := rows.Columns()
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		for rows.Next() {
			if err := rows.Scan(values...); err != nil {
				t.Fatal(err)
			}
			line := table.Table
			for i, v := range values {
				line += fmt.Sprintf("|%s=%v", columns[i], *v.(*any))
			}
			all = append(all, line)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(all)
	return all
}

// A practice that was worked in is the same in the other kind of database, and back
// again, and goes on there: what was revoked stays so, and the model is right.
func TestCopyThereAndBack(t *testing.T) {
	t.Parallel()
	server, file := dbtest.FreshServer(t), filepath.Join(t.TempDir(), "back.db")
	if dbtest.OnPostgres() {
		server, file = file, server
	}
	m := newDeskModel(t, "America/New_York", 41)
	for range 60 {
		m.perform()
	}
	d := m.desk
	north(t, d)
	tokens := signedIn(t, d, 2)
	if err := d.Store.UnscopedSignOut(t.Context(), tokens[0]); err != nil {
		t.Fatal(err)
	}
	there, back := openedAt(t, server, dbtest.Migrations()), openedAt(t, file, dbtest.Migrations())
	first := copied(t, d.Store, there, "")
	second := copied(t, there, back, "")
	if diff := cmp.Diff(first, second); diff != "" || len(first) < 25 {
		t.Errorf("%d tables; what was copied (-there +back):\n%s", len(first), diff)
	}
	rows := rowsAt(t, d.Where, first)
	if diff := cmp.Diff(rows, rowsAt(t, file, first)); diff != "" || len(rows) < 300 {
		t.Errorf("%d rows (-before +after):\n%s", len(rows), diff)
	}
	want := slices.DeleteFunc(dbtest.Schema(t, d.Where), func(part string) bool { return strings.Contains(part, "break_off") })
	if got := dbtest.Schema(t, file); !slices.Equal(got, want) {
		t.Errorf("indexes, references and triggers: got %d parts, want %d", len(got), len(want))
	}
	for _, s := range []*store.Store{there, back} {
		if _, err := s.UnscopedLogin(t.Context(), tokens[0], false); clinic.KindOf(err) != clinic.Unauthenticated {
			t.Errorf("a login that was ended: got %v, want Unauthenticated", err)
		}
		if _, err := s.UnscopedLogin(t.Context(), tokens[1], false); err != nil {
			t.Errorf("a login that was not: got %v", err)
		}
	}
	if err := there.UseKeys(t.Context(), d.KeyFile); err != nil {
		t.Fatal(err)
	}
	a, err := there.UnscopedActor(t.Context(), "manager@northside.example", d.Northside)
	if err != nil {
		t.Fatal(err)
	}
	for m.org = there.For(&a); m.rng.IntN(30) > 0; {
		m.perform()
	}
	m.compare()
}

// One practice after the other moves into a database; who works in both is one person
// there, and is as the target has them.
func TestCopyOneOrg(t *testing.T) {
	t.Parallel()
	for name, where := range map[string]func() string{"a server": func() string { return dbtest.FreshServer(t) },
		"a file": func() string { return filepath.Join(t.TempDir(), "t.db") }} {
		t.Run(name, func(t *testing.T) {
			d := storetest.New(t)
			north(t, d)
			d.Session(t, storetest.Row{Org: d.Harbor, Family: "Harbor"})
			token := d.Login(t, "staff@harbor.example", d.Harbor)
			at := where()
			to := openedAt(t, at, dbtest.Migrations())
			copied(t, d.Store, to, "Northside Family Practice")
			if n := countAt(t, at, `SELECT count(*) FROM pf_users`); n != 7 {
				t.Errorf("people of the first practice: got %d, want 7", n)
			}
			all := copied(t, d.Store, to, "Harbor Behavioral Health")
			users := all[slices.IndexFunc(all, func(c store.Copied) bool { return c.Table == "pf_users" })]
			if users.Rows != 7 || users.Kept != 1 {
				t.Errorf("people of the second: got %d, %d of them known, want 7 and 1", users.Rows, users.Kept)
			}
			ours := slices.DeleteFunc(all, func(c store.Copied) bool { return c.Table == "pf_user_settings" })
			if diff := cmp.Diff(rowsAt(t, d.Where, ours), rowsAt(t, at, ours)); diff != "" && store.IsServer(at) == store.IsServer(d.Where) {
				t.Errorf("rows (-there +copied):\n%s", diff)
			}
			if _, err := to.UnscopedLogin(t.Context(), token, false); err != nil {
				t.Error("somebody's login:", err)
			}
			_, err := d.Store.UnscopedCopy(t.Context(), to, store.Copy{Org: "Harbor Behavioral Health"})
			if err == nil || !strings.Contains(err.Error(), "of that name already") {
				t.Errorf("again: got %v", err)
			}
			_, err = d.Store.UnscopedCopy(t.Context(), to, store.Copy{Org: "Nobody"})
			if clinic.KindOf(err) != clinic.NotFound {
				t.Errorf("an organization that is none: got %v, want NotFound", err)
			}
		})
	}
}

func countAt(t *testing.T, where, query string) (n int) {
	t.Helper()
	if err := dbtest.Beside(t, where).QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A copy that breaks off leaves nothing, and can be made again.
func TestCopyIsAllOrNothing(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	north(t, d)
	to := openedAt(t, dbtest.Fresh(t), dbtest.Migrations())
	ctx, leave := context.WithCancel(t.Context())
	_, err := d.Store.UnscopedCopy(ctx, to, store.Copy{Progress: func(table string, done, _ int64) {
		if table == "pm_patients" && done > 0 {
			leave()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("broken off: got %v", err)
	}
	copied(t, d.Store, to, "")
	if _, err := d.Store.UnscopedCopy(t.Context(), to, store.Copy{}); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("onto what is there: got %v", err)
	}
}

// What a copy does not know it refuses, and says what it is; a table that a migration
// adds it copies.
func TestCopyKnowsTables(t *testing.T) {
	t.Parallel()
	more := t.TempDir()
	if err := os.CopyFS(more, os.DirFS(dbtest.Migrations())); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(more, "00900_more.sql"), []byte(`-- +goose Up
CREATE TABLE aa_more (org_id TEXT NOT NULL REFERENCES pf_organizations (org_id), id TEXT NOT NULL, ok BOOLEAN, PRIMARY KEY (org_id, id));
-- +goose Down
DROP TABLE aa_more;
`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, do, want string }{
		{"a table of a migration", `INSERT INTO aa_more (org_id, id, ok) SELECT org_id, 'x', true FROM pf_organizations`, ""},
		{"a table made by hand", `CREATE TABLE by_hand (a TEXT)`, "by_hand"},
		{"a column made by hand", `ALTER TABLE pf_users ADD COLUMN by_hand TEXT`, "pf_users has other columns"},
		{"an older schema", `DELETE FROM goose_db_version WHERE version_id > 14`, "schema 14, this program needs 900"},
		{"a newer schema", `INSERT INTO goose_db_version (version_id, is_applied) VALUES (901, true)`, "schema 901, this program knows 900"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := storetest.New(t)
			from := openedAt(t, d.Where, more)
			if _, err := from.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			d.Exec(t, c.do)
			all, err := from.UnscopedCopy(t.Context(), openedAt(t, dbtest.Fresh(t), more), store.Copy{})
			if c.want != "" {
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("got %v, want %q", err, c.want)
				}
				return
			}
			if i := slices.IndexFunc(all, func(c store.Copied) bool { return c.Table == "aa_more" }); err != nil || i < 0 || all[i].Rows != 2 {
				t.Errorf("got %v, %v, want the 2 rows of aa_more", all, err)
			}
		})
	}
}
