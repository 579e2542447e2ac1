package store

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
)

// TestPlans holds that every query of the list goes by its index: on a database
// that was never analyzed, and on one whose figures would mislead.
func TestPlans(t *testing.T) {
	t.Parallel()
	s, err := Open(filepath.Join(t.TempDir(), "t.db"), os.DirFS("../migrations"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.testPlans(t, "never analyzed")
	s.skew(t)
	s.testPlans(t, "analyzed")
}

// skew fills s with two orgs in which almost all sessions are alike.
func (s *Store) skew(t *testing.T) {
	t.Helper()
	for _, query := range []string{
		`PRAGMA foreign_keys = 0`,
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
			INSERT INTO pm_telehealth_sessions (org_id, id, appointment_id, patient_id, provider_id, configuration_id, platform_name, modality, status, starts_at, ends_at, created_at)
			SELECT iif(i % 50, 'org', 'other'), 's' || i, 'a' || i, 'p' || i % 700, iif(i % 90, 'p', 'q'), iif(i % 70, 'c', NULL), 'Video', iif(i % 80, 'audio_video', 'audio_only'),
				iif(i % 60, 'completed', 'active'), i * 1000, i * 1000 + 1, i FROM n`,
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 700)
			INSERT INTO pm_patient_terms (org_id, term, patient_id) SELECT 'org', iif(i % 30, 'ann', 'marlow'), 'p' || i FROM n`,
		`ANALYZE`,
	} {
		if _, err := s.write.ExecContext(t.Context(), query); err != nil {
			t.Fatal(query, err)
		}
	}
	if err := s.read.PingContext(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// testPlans tries every combination of filters.
func (s *Store) testPlans(t *testing.T, what string) {
	t.Helper()
	day := time.UnixMilli(1000)
	set := map[string]func(*SessionFilter){
		"status":   func(f *SessionFilter) { f.Status = clinic.Active },
		"provider": func(f *SessionFilter) { f.Provider = "p" },
		"platform": func(f *SessionFilter) { f.Platform = "c" },
		"modality": func(f *SessionFilter) { f.Modality = clinic.AudioOnly },
		"days":     func(f *SessionFilter) { f.From, f.To = day, day.Add(time.Hour) },
		"since":    func(f *SessionFilter) { f.From = day },
		"search":   func(f *SessionFilter) { f.Search = "ann marlow" },
		"page":     func(f *SessionFilter) { f.After = Cursor{CreatedAt: day, ID: "x"} },
	}
	names := slices.Sorted(maps.Keys(set))
	for bits := range 1 << len(names) {
		f, chosen := SessionFilter{Limit: 24}, what+":"
		for i, name := range names {
			if bits>>i&1 == 1 {
				set[name](&f)
				chosen += " " + name
			}
		}
		listing, args := f.listing()
		plan := strings.Replace(s.plan(t, listing, args), "SCAN c\n", "", 1) // of the chosen few
		index := f.index()
		if strings.Contains(plan, "SCAN") || !strings.Contains(plan, "SEARCH s USING INDEX "+index) && !strings.Contains(plan, "SEARCH s USING COVERING INDEX "+index) {
			t.Errorf("%s: the list is not by %s\n%s", chosen, index, plan)
		}
		if (index == byNewest || index == byStatus) && strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s: the list is sorted\n%s", chosen, plan)
		}
		if index == byCell && !strings.Contains(plan, "SEARCH s USING INDEX "+byCell+" (org_id=? AND provider_id=? AND configuration_id=? AND modality=? AND status=? AND created_at>?") {
			t.Errorf("%s: cells are read whole\n%s", chosen, plan)
		}
		counting, args := f.counting()
		if plan := s.plan(t, counting, args); strings.Contains(plan, "SCAN") || f.Search != "" && !strings.Contains(plan, byPatient) {
			t.Errorf("%s: the counts are\n%s", chosen, plan)
		}
	}
}

// plan returns how the database goes about a query, a step a line.
func (s *Store) plan(t *testing.T, query string, args []any) string {
	t.Helper()
	rows, err := s.read.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, append([]any{"org"}, args...)...)
	if err != nil {
		t.Fatal(query, err)
	}
	defer rows.Close()
	var plan strings.Builder
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&plan, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan.String()
}
