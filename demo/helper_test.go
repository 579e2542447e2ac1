package demo_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"televisit/demo"
	"televisit/store"
	"televisit/store/db/dbtest"
	"televisit/store/storetest"
)

const northside, harbor = "Northside Family Practice", "Harbor Behavioral Health"

// moments are when a demo may begin: also when days and clocks change.
var moments = []time.Time{
	storetest.Start,
	time.Date(2026, 3, 8, 5, 3, 0, 0, time.UTC),    // just after midnight in New York, hours before clocks go forward
	time.Date(2026, 11, 1, 22, 58, 0, 0, time.UTC), // the day they go back
	time.Date(2028, 2, 29, 7, 59, 0, 0, time.UTC),  // just before midnight in Los Angeles
}

// A clock is moved by hand.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// opened returns the database file at path, and its clock at now.
func opened(t *testing.T, path string, now time.Time) (*store.Store, *clock) {
	t.Helper()
	c := &clock{t: now}
	s, err := store.Open(path, os.DirFS(dbtest.Migrations()), c.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s, c
}

// seeded returns a demo of n sessions begun at now, and the path of its file.
func seeded(t *testing.T, now time.Time, n int) (*store.Store, *clock, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "televisit.db")
	s, c := opened(t, path, now)
	useKeys(t, s)
	if err := demo.Seed(t.Context(), s, c.Now, demo.Options{Sessions: n}); err != nil {
		t.Fatal(err)
	}
	return s, c, path
}

// useKeys lets s seal the secrets of a demo.
func useKeys(t *testing.T, s *store.Store) {
	t.Helper()
	if err := keysIn(t.Context(), s, t.TempDir()); err != nil {
		t.Fatal(err)
	}
}

// keysIn lets s use a key file in dir: the same for all demos.
func keysIn(ctx context.Context, s *store.Store, dir string) error {
	path := filepath.Join(dir, "secrets.key")
	if err := os.WriteFile(path, []byte(storetest.Key), 0o600); err != nil {
		return err
	}
	return s.UseKeys(ctx, path)
}

// usual is the file of a small demo begun at storetest.Start, made once.
var usual = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "televisit-demo")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	now := func() time.Time { return storetest.Start }
	s, err := store.Open(filepath.Join(dir, "televisit.db"), os.DirFS(dbtest.Migrations()), now)
	if err != nil {
		return nil, err
	}
	if _, err = s.Migrate(context.Background()); err == nil {
		err = keysIn(context.Background(), s, dir)
	}
	if err == nil {
		err = demo.Seed(context.Background(), s, now, demo.Options{})
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, "televisit.db"))
})

// small returns a small demo of the test's own.
func small(t *testing.T) (*store.Store, *clock, string) {
	t.Helper()
	file, err := usual()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "televisit.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	s, c := opened(t, path, storetest.Start)
	useKeys(t, s)
	return s, c, path
}

func as(t *testing.T, s *store.Store, email, org string) *store.Org {
	t.Helper()
	id, err := s.UnscopedOrgNamed(t.Context(), org)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.UnscopedActor(t.Context(), email, id)
	if err != nil {
		t.Fatal(email, org, err)
	}
	return s.For(&a)
}

// rows reads past every scope, as no program may: one row a line.
func rows(t *testing.T, path, query string) []string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	found, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(query, err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for found.Next() {
		fields, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range fields {
			into[i] = &fields[i]
		}
		if err := found.Scan(into...); err != nil {
			t.Fatal(err)
		}
		texts := make([]string, len(fields))
		for i, c := range fields {
			texts[i] = c.String
		}
		all = append(all, strings.Join(texts, "|"))
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// sound fails the test unless the database holds together.
func sound(t *testing.T, path string) {
	t.Helper()
	for name, query := range map[string]string{
		"a row refers to nothing": `PRAGMA foreign_key_check`,
		"the file is damaged":     `SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'`,
		"counts are wrong": `SELECT org_id, status, n FROM pm_session_counts WHERE n <> 0
			EXCEPT SELECT org_id, status, count(*) FROM pm_telehealth_sessions WHERE deleted_at IS NULL GROUP BY 1, 2`,
		"counts are missing": `SELECT org_id, status, count(*) FROM pm_telehealth_sessions WHERE deleted_at IS NULL GROUP BY 1, 2
			EXCEPT SELECT org_id, status, n FROM pm_session_counts`,
		"cells are wrong": `SELECT * FROM pm_session_cells WHERE n <> 0
			EXCEPT SELECT org_id, provider_id, coalesce(configuration_id, ''), modality, status, count(*)
			FROM pm_telehealth_sessions WHERE deleted_at IS NULL GROUP BY 1, 2, 3, 4, 5`,
		"cells are missing": `SELECT org_id, provider_id, coalesce(configuration_id, ''), modality, status, count(*)
			FROM pm_telehealth_sessions WHERE deleted_at IS NULL GROUP BY 1, 2, 3, 4, 5
			EXCEPT SELECT * FROM pm_session_cells`,
		"a provider is in two visits": `SELECT a.org_id = b.org_id, a.starts_at, a.ends_at, b.starts_at, b.ends_at
			FROM pm_appointments a
			JOIN pm_appointments b ON b.provider_id = a.provider_id AND b.id <> a.id
			AND b.starts_at >= a.starts_at AND b.starts_at < a.ends_at
			WHERE a.status = 'booked' AND b.status = 'booked'`,
		"a time is to come": `SELECT s.id FROM pm_telehealth_sessions s JOIN pf_audit a ON a.entity_id = s.id
			GROUP BY s.id HAVING max(coalesce(s.started_at, 0), coalesce(s.ended_at, 0), s.created_at, coalesce(s.consent_at, 0)) > max(a.at)`,
		"a trail runs backwards": `SELECT a.id FROM pf_audit a
			JOIN pf_audit b ON b.org_id = a.org_id AND b.entity_id = a.entity_id AND b.id > a.id AND b.at < a.at
			WHERE a.entity = 'session'`,
	} {
		if found := rows(t, path, query); len(found) > 0 {
			t.Errorf("%s: %d times, e.g. %s", name, len(found), found[0])
		}
	}
}

func domainOf(org string) string {
	if org == northside {
		return "northside.example"
	}
	return "harbor.example"
}

func ms(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }
