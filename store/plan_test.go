package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestPlans holds that every query of the list goes by an index, on a database
// that was never analyzed.
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
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for name, f := range map[string]SessionFilter{
		"all":                 {},
		"status":              {Status: "active"},
		"provider":            {Provider: "p"},
		"provider and status": {Provider: "p", Status: "active"},
		"platform":            {Platform: "p"},
		"modality":            {Modality: "audio_only"},
		"days":                {From: day, To: day},
		"everything":          {Status: "active", Provider: "p", Platform: "c", Modality: "audio_only", From: day, To: day},
		"search":              {Search: "ann marlow"},
		"search and status":   {Search: "ann marlow", Status: "active"},
		"a later page":        {After: Cursor{CreatedAt: day, ID: "x"}},
		"a later page of one": {Status: "active", After: Cursor{CreatedAt: day, ID: "x"}},
	} {
		f.Limit = 24
		query, args := f.listing()
		plan := strings.Replace(s.plan(t, query, args), "SCAN s\n", "", 1) // of the chosen few
		if strings.Contains(plan, "SCAN") {
			t.Errorf("%s: the list is\n%s", name, plan)
		}
		if f.From.IsZero() && f.Search == "" && strings.Contains(plan, "TEMP B-TREE FOR ORDER BY") {
			t.Errorf("%s: the list is sorted\n%s", name, plan)
		}
		query, args = f.counting()
		if plan := s.plan(t, query, args); strings.Contains(plan, "SCAN") || strings.Contains(plan, "pm_sessions_status (org_id=?)") {
			t.Errorf("%s: the counts are\n%s", name, plan)
		}
	}
}

// plan returns how the database goes about a query, a step a line.
func (s *Store) plan(t *testing.T, query string, args []any) string {
	t.Helper()
	rows, err := s.read.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, append([]any{"org"}, args...)...)
	if err != nil {
		t.Fatal(err)
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
