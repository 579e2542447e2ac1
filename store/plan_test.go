package store_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/db/dbtest"
	"televisit/store/storetest"
)

// TestPlans holds that every query of the list goes by its index: on a database
// that was never analyzed, and on one whose figures would mislead.
func TestPlans(t *testing.T) {
	t.Parallel()
	dbtest.OnlyFiles(t, "plans that go by the index that they are told")
	d := storetest.Empty(t)
	testPlans(t, d, "never analyzed")
	skew(t, d)
	testPlans(t, d, "analyzed")
}

// skew fills d with two orgs in which almost all sessions are alike.
func skew(t *testing.T, d *storetest.Desk) {
	t.Helper()
	d.Unchecked(t)
	d.Exec(t, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
		INSERT INTO pm_telehealth_sessions (org_id, id, appointment_id, patient_id, provider_id, configuration_id, platform_name,
			modality, status, starts_at, ends_at, created_at)
		SELECT iif(i % 50, 'org', 'other'), 's' || i, 'a' || i, 'p' || i % 700, iif(i % 90, 'p', 'q'), iif(i % 70, 'c', NULL), 'Video',
			iif(i % 80, 'audio_video', 'audio_only'), iif(i % 60, 'completed', 'active'), i * 1000, i * 1000 + 1, i FROM n`)
	d.Exec(t, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 700)
		INSERT INTO pm_patient_terms (org_id, term, patient_id) SELECT 'org', iif(i % 30, 'ann', 'marlow'), 'p' || i FROM n`)
	d.Exec(t, `ANALYZE`)
}

// testPlans tries every combination of filters.
func testPlans(t *testing.T, d *storetest.Desk, what string) {
	t.Helper()
	day := time.UnixMilli(1000)
	set := map[string]func(*store.SessionFilter){
		"status":   func(f *store.SessionFilter) { f.Status = clinic.Active },
		"provider": func(f *store.SessionFilter) { f.Provider = "p" },
		"platform": func(f *store.SessionFilter) { f.Platform = "c" },
		"modality": func(f *store.SessionFilter) { f.Modality = clinic.AudioOnly },
		"days":     func(f *store.SessionFilter) { f.From, f.To = day, day.Add(time.Hour) },
		"since":    func(f *store.SessionFilter) { f.From = day },
		"search":   func(f *store.SessionFilter) { f.Search = "ann marlow 1234 3/14/1980" }, // in each way it can be meant
		"page":     func(f *store.SessionFilter) { f.After = store.Cursor{At: day, ID: "x"} },
		"unready":  func(f *store.SessionFilter) { f.Unready = true },
		"by time":  func(f *store.SessionFilter) { f.ByTime = true },
	}
	if plan := d.Plan(t, store.HostingQuery, "u"); strings.Contains(plan, "SCAN m") || !strings.Contains(plan, "pm_sessions_active") {
		t.Errorf("%s: who is in a visit is found by\n%s", what, plan)
	}
	plan := d.Plan(t, store.SeriesQuery, "org", 1, 2)
	if strings.Contains(plan, "SCAN") || strings.Count(plan, "pm_appointments_series") != 2 {
		t.Errorf("%s: a place in a series is found by\n%s", what, plan)
	}
	if plan := d.Plan(t, store.LastPlaceQuery, "org", "p1", "s1"); !strings.Contains(plan, store.ByPatient) || strings.Contains(plan, "SCAN") {
		t.Errorf("%s: where a patient was last is found by\n%s", what, plan)
	}
	for name, plan := range map[string]string{"due": d.Plan(t, store.DueQuery), "to claim": d.Plan(t, store.ClaimQuery, "org", "w", 1, 4)} {
		// Scanned are the webhooks, which are few, and what was found.
		if strings.Contains(plan, "SCAN d") || strings.Count(plan, "INDEX pf_webhook_deliveries_waiting") != 3 {
			t.Errorf("%s: what is %s is found by\n%s", what, name, plan)
		}
	}
	names := slices.Sorted(maps.Keys(set))
	days, since := 1<<slices.Index(names, "days"), 1<<slices.Index(names, "since")
	for bits := range 1 << len(names) {
		if bits&days != 0 && bits&since != 0 {
			continue // it is the same question as without since
		}
		f, chosen := store.SessionFilter{Limit: 24}, what+":"
		for i, name := range names {
			if bits>>i&1 == 1 {
				set[name](&f)
				chosen += " " + name
			}
		}
		index, page, pageArgs, counts, countArgs := f.Queries()
		plan := strings.Replace(d.Plan(t, page, append([]any{"org"}, pageArgs...)...), "SCAN page\n", "", 1) // of the few on the page
		served := strings.Contains(plan, "SEARCH s USING INDEX "+index) || strings.Contains(plan, "SEARCH s USING COVERING INDEX "+index)
		if strings.Contains(plan, "SCAN") || !served {
			t.Errorf("%s: the list is not by %s\n%s", chosen, index, plan)
		}
		if f.ByTime && index == store.ByStart && !strings.Contains(plan, "(org_id=? AND status=? AND starts_at") {
			t.Errorf("%s: all of a status is read\n%s", chosen, plan)
		}
		if (index == store.ByNewest || index == store.ByStatus) && strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s: the list is sorted\n%s", chosen, plan)
		}
		if index == store.ByFacet && !strings.Contains(plan, "SEARCH s USING INDEX "+index+
			" (org_id=? AND provider_id=? AND configuration_id=? AND modality=? AND status=? AND created_at>?") {
			t.Errorf("%s: facets are read whole\n%s", chosen, plan)
		}
		plan = d.Plan(t, counts, append([]any{"org"}, countArgs...)...)
		if strings.Contains(plan, "SCAN") || f.Search != "" && !strings.Contains(plan, store.ByPatient) {
			t.Errorf("%s: the counts are\n%s", chosen, plan)
		}
	}
}
