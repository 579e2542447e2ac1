package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"televisit/store/storetest"
)

func squash(text string) string { return strings.Join(strings.Fields(text), " ") }

// What is measured beside the product is what the product does: each statement
// stands in the store, or touches the columns that the store's tables have.
func TestStatementsAreTheStores(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	names, err := filepath.Glob("../store/*.go")
	if err != nil {
		t.Fatal(err)
	}
	names = append(names, "../store/db/sqlite.go")
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	source := squash(all.String())
	for _, text := range append([]string{sessionTables, newestFirst, tabCounts, payerOf, addEvent, endOfTrail, newVersion,
		"WHERE s.org_id = $1 AND s.deleted_at IS NULL", "WHERE s.org_id = $1 AND s.id = $2"}, pragmas...) {
		if !strings.Contains(source, squash(text)) {
			t.Errorf("the store does not say: %s", squash(text))
		}
	}
}

func TestStatementsTouchEveryColumn(t *testing.T) {
	t.Parallel()
	db, err := openRaw(t.Context(), storetest.New(t).Where, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.close() })
	for _, c := range []struct {
		name, text, table, before, after string
		but                              []string
	}{
		{"read a session", sessionColumns, "pm_telehealth_sessions", " s.", ",", nil},
		{"save a session", saveSession, "pm_telehealth_sessions", " ", " = ", []string{"appointment_id", "booked_by", "created_at"}},
		{"read the rules", rulesOf, "pm_billing_rules", " ", ",", nil},
		{"add to the trail", addAudit, "pf_audit", " ", ",", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := " " + strings.NewReplacer("(", " ", ")", ",", " FROM", ",").Replace(squash(c.text)) + ","
			for _, column := range columnsOf(t, db, c.table) {
				want := !slices.Contains(c.but, column)
				if got := strings.Contains(text, c.before+column+c.after); got != want {
					t.Errorf("names %s: %v, want %v", column, got, want)
				}
			}
		})
	}
}

// columnsOf returns the columns of a table but for the org's.
func columnsOf(t *testing.T, db *raw, table string) (names []string) {
	t.Helper()
	rows, err := db.read.QueryContext(t.Context(), `SELECT name FROM pragma_table_info($1) WHERE name <> 'org_id'`, table)
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
	if err := rows.Err(); err != nil || len(names) == 0 {
		t.Fatalf("%s has %d columns: %v", table, len(names), err)
	}
	return names
}

// The peers know the schema, and what they do is what they are compared for.
func TestRaw(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	id := d.Session(t, storetest.Row{Status: "active"})
	db, err := openRaw(t.Context(), d.Where, string(d.Northside))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.close() })
	var user string
	if err := db.read.QueryRowContext(t.Context(), `SELECT provider_id FROM pm_telehealth_sessions WHERE id = $1`,
		id).Scan(&user); err != nil {
		t.Fatal(err)
	}
	if _, err := db.answer(t.Context(), "page"); err != nil {
		t.Error(err)
	}
	if err := db.move(t.Context(), string(id), user); err != nil {
		t.Fatal(err)
	}
	var status string
	var version, audit, events int
	row := db.read.QueryRowContext(t.Context(), `SELECT status, version,
			(SELECT count(*) FROM pf_audit WHERE entity_id = s.id AND action = 'session.move'),
			(SELECT count(*) FROM pf_events WHERE entity_id = s.id)
		FROM pm_telehealth_sessions s WHERE id = $1`, id)
	if err := row.Scan(&status, &version, &audit, &events); err != nil {
		t.Fatal(err)
	}
	if status != "completed" || version != 2 || audit != 1 || events != 1 {
		t.Error(status, version, audit, events)
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	id := d.Session(t, storetest.Row{Status: "scheduled"})
	db, err := openRaw(t.Context(), d.Where, string(d.Northside))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.close() })
	p, err := newPlain(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/plain", nil))
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), string(id)) || !strings.Contains(w.Body.String(), "Make it no_show") {
		t.Error(w.Code, w.Body)
	}
}
