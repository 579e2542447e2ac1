package handlers

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"televisit/store/storetest"
)

const reportsPath = "/pm/telehealth/reports"

// TestReports counts what the sessions of twelve weeks came to, draws it, and gives it away
// as a file.
func TestReports(t *testing.T) {
	t.Parallel()
	s, n := newSite(t), 20
	now := s.Clock.Now() // a Monday
	for _, r := range []storetest.Row{
		{Status: "completed", Minutes: &n}, {Status: "completed", Minutes: &n},
		{Status: "completed", Minutes: &n, Provider: "solo@northside.example"},
		{Status: "no_show"}, {Status: "cancelled", Family: "Late"}, {Status: "cancelled", Family: "Early"},
		{Status: "cancelled", Family: "Unknown"},
		{Status: "completed", Minutes: &n, StartsAt: now.AddDate(0, 0, -7)}, {Status: "scheduled", StartsAt: now.AddDate(0, 0, 1)},
		{Status: "completed", Minutes: &n, Deleted: true}, {Status: "completed", Minutes: &n, Org: s.Harbor},
		{Status: "completed", Minutes: &n, StartsAt: now.AddDate(0, 0, -100)},
	} {
		s.Session(t, r)
	}
	s.Exec(t, `UPDATE pm_telehealth_sessions SET started_at = started_at + 600000 WHERE starts_at < $1`, now.AddDate(0, 0, -1).UnixMilli())
	for family, hours := range map[string]int64{"Late": 23, "Early": 25} {
		s.Exec(t, `UPDATE pm_telehealth_sessions SET cancelled_at = starts_at - $2
			WHERE patient_id = (SELECT id FROM pm_patients WHERE family_name = $1)`, family, hours*3600*1000)
	}
	b := s.as(t, "manager@northside.example", "")
	page := b.get(reportsPath).expect(t, http.StatusOK)
	weeks := rowsOf(page, "#weeks + table")
	want := []string{"Feb 23, 2026|1|0|0%|0|0%|10|10|20", "Mar 2, 2026|7|1|25%|1|20%|0|0|60", "All|8|1|20%|1|17%|0|10|80"}
	if len(weeks) != 13 || weeks[0] != "Dec 15, 2025|0|0|–|0|–|–|–|0" {
		t.Errorf("%d rows: %q", len(weeks), weeks)
	} else if diff := cmp.Diff(want, weeks[10:]); diff != "" {
		t.Errorf("by week (-want +got):\n%s", diff)
	}
	want = []string{"The provider@northside|7|1|25%|1|20%|0|10|60", "The solo@northside|1|0|0%|0|0%|0|0|20", want[2]}
	if diff := cmp.Diff(want, rowsOf(page, "#providers + table")); diff != "" {
		t.Errorf("by provider (-want +got):\n%s", diff)
	}
	if got := rowsOf(page, "#platforms + table"); len(got) != 2 || !strings.HasPrefix(got[0], "No platform|8|") {
		t.Errorf("by platform: %q", got)
	}
	const shown = "Sessions by week, Dec 15, 2025 to Mar 2, 2026: 8 sessions, of which 20% did not come."
	if pictures := page.Doc.Find("svg.chart[role=img]"); pictures.Length() != 2 || pictures.First().Find("g > title").Length() != 12 ||
		squash(pictures.First().Find("title").First().Text()) != shown {
		t.Errorf("%d pictures, the first says %q", pictures.Length(), squash(pictures.First().Find("title").First().Text()))
	}
	file := b.get(page.Doc.Find(`a[href*=".csv"]`).AttrOr("href", "")).expect(t, http.StatusOK)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.Text, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 1+12+2+1+1 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	if diff := cmp.Diff([]string{"By week", "Mar 2, 2026", "7", "3", "1", "0.2500", "1", "0.2000", "0", "0", "60"}, rows[12]); diff != "" {
		t.Errorf("the file (-want +got):\n%s", diff)
	}
	if n := s.Count(t, `SELECT count(*) FROM pf_audit WHERE org_id = $1 AND action = 'report.export'`, s.Northside); n != 1 {
		t.Errorf("%d exports are on record, want 1", n)
	}
	t.Run("what makes no sense", func(t *testing.T) {
		for field, query := range map[string]string{"from": "from=soon&until=2026-01-01", "until": "from=2026-01-02&until=2026-01-01"} {
			a := b.get(reportsPath+"?"+query).expect(t, http.StatusUnprocessableEntity)
			if a.errorOf(field) == "" || a.Doc.Find("svg.chart").Length() != 0 || !strings.Contains(query, "from="+a.value("from")+"&") {
				t.Errorf("%s: %q", query, squash(a.Doc.Find("[data-summary]").Text()))
			}
			b.get(reportsPath+"/report.csv?"+query).expect(t, http.StatusUnprocessableEntity)
		}
		if a := b.get(reportsPath + "?from=2000-01-01&until=2026-01-01"); a.errorOf("until") == "" {
			t.Error("26 years are shown")
		}
	})
	t.Run("for who may not", func(t *testing.T) {
		for _, email := range []string{staff, "provider@northside.example"} {
			s.as(t, email, "").get(reportsPath).expect(t, http.StatusForbidden)
		}
	})
}
