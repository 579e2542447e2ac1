package handlers

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"televisit/clinic"
	"televisit/store/storetest"
)

const (
	billingPath = "/pm/telehealth/billing"
	rulesPath   = billingPath + "/rules"
	biller      = "biller@northside.example"
)

// billed is a site with completed sessions: one that lacks nothing, one by phone without a
// reason, one without a place, and one of the month before.
func billed(t *testing.T) (s *site, ids map[string]clinic.SessionID) {
	t.Helper()
	s, n := newSite(t), 30
	ids = map[string]clinic.SessionID{}
	for name, r := range map[string]storetest.Row{
		"done":  {Family: "=SUM(A1)", Minutes: &n},
		"phone": {Family: "Caller", Modality: "audio_only", Minutes: &n},
		"place": {Family: "Placeless", Place: storetest.NoPlace, Minutes: &n},
		"older": {Family: "Older", Minutes: &n, StartsAt: s.Clock.Now().AddDate(0, -1, 0)},
	} {
		r.Status = string(clinic.Completed)
		ids[name] = s.Session(t, r)
		if name != "place" {
			s.Exec(t, `UPDATE pm_telehealth_sessions SET billing = $2 WHERE id = $1`, ids[name],
				`{"RuleID":"r","POS":"10","Modifier":"95","Source":"a letter","To":"2027-12-31"}`)
		}
	}
	return s, ids
}

// rowsOf returns the cells of a table of a page.
func rowsOf(a answer, table string) (all []string) {
	for _, row := range a.Doc.Find(table + " tbody tr").EachIter() {
		var columns []string
		for _, cell := range row.Children().Not(".do").EachIter() {
			columns = append(columns, squash(cell.Text()))
		}
		all = append(all, strings.Join(columns, "|"))
	}
	return all
}

// TestBilling is the page of who sends the claims: what took place, and what it lacks.
func TestBilling(t *testing.T) {
	t.Parallel()
	s, ids := billed(t)
	b := s.as(t, biller, "")
	page := b.get(billingPath).expect(t, http.StatusOK)
	const on, who = "Mar 2, 2026|", "|The provider@northside|30|"
	want := []string{
		on + "Ann =SUM(A1)|May 17, 1980" + who + "10|95|Commercial|",
		on + "Ann Caller|May 17, 1980" + who + "10|95|Commercial|Why without video",
		on + "Ann Placeless|May 17, 1980" + who + "–|–|Commercial|Patient’s place",
	}
	got := rowsOf(page, "main .sheet")
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if head := squash(page.Doc.Find(".lede").Text()); head != "Mar 1, 2026 – Mar 31, 2026 · 3 sessions · 90 minutes" {
		t.Errorf("it begins %q", head)
	}
	t.Run("needs attention", func(t *testing.T) {
		link := page.Doc.Find("nav.segmented a:contains(attention)").AttrOr("href", "")
		if got := rowsOf(b.get(link).expect(t, http.StatusOK), "main .sheet"); len(got) != 2 {
			t.Errorf("got %d rows, want 2: %q", len(got), got)
		}
	})
	t.Run("last month", func(t *testing.T) {
		link := page.Doc.Find("nav.segmented a:contains('Last month')").AttrOr("href", "")
		if got := rowsOf(b.get(link), "main .sheet"); len(got) != 1 || !strings.Contains(got[0], "Older") {
			t.Errorf("got %q", got)
		}
	})
	t.Run("the rule on demand", func(t *testing.T) {
		shows := squash(page.Doc.Find("#claim-" + string(ids["done"]) + " details").Text())
		if !strings.Contains(shows, "Until Dec 31, 2027") || !strings.Contains(shows, "Source: a letter") ||
			!strings.Contains(shows, "home, NY") {
			t.Errorf("it says %q", shows)
		}
	})
	t.Run("nothing", func(t *testing.T) {
		a := b.get(billingPath+"?from=2020-01-01&until=2020-01-31").expect(t, http.StatusOK)
		if a.Doc.Find(".empty a").Length() != 1 || a.Doc.Find(`a[href*=".csv"]`).Length() != 0 {
			t.Error(squash(a.Doc.Find("main").Text()))
		}
	})
	t.Run("what makes no sense", func(t *testing.T) {
		for field, query := range map[string]string{
			"from": "from=2026-02-30&until=2026-03-01", "until": "from=2026-03-02&until=2026-03-01", "provider": "provider=nobody",
			"payer": "payer=gold"} {
			for _, path := range []string{billingPath, billingPath + "/claims.csv"} {
				a := b.get(path+"?"+query).expect(t, http.StatusUnprocessableEntity)
				typed, _ := url.ParseQuery(query)
				if path == billingPath && (a.errorOf(field) == "" || strings.HasPrefix(field, "f") && a.value("from") != typed.Get("from")) {
					t.Errorf("%s: %q", query, squash(a.Doc.Find("[data-summary]").Text()))
				}
			}
		}
		if a := b.get(billingPath + "?from=2020-01-01&until=2026-01-01"); a.errorOf("until") != "Choose 366 days at most." {
			t.Error("years:", a.errorOf("until"))
		}
	})
}

// TestBillingCSV is exactly what the page finds, as a spreadsheet takes it.
func TestBillingCSV(t *testing.T) {
	t.Parallel()
	s, ids := billed(t)
	s.Exec(t, `UPDATE pm_telehealth_sessions SET audio_reason = 'other', audio_words = '@home', provider_video = 'yes' WHERE id = $1`,
		ids["phone"])
	b := s.as(t, biller, "")
	a := b.get(b.get(billingPath).Doc.Find(`a[href*=".csv"]`).AttrOr("href", "")).expect(t, http.StatusOK)
	if kind, name := a.Header.Get("Content-Type"), a.Header.Get("Content-Disposition"); kind != "text/csv; charset=utf-8" ||
		name != "attachment; filename=billing-2026-03-01-2026-03-31.csv" {
		t.Error(kind, name)
	}
	text, marked := strings.CutPrefix(a.Text, "\ufeff")
	if !marked || strings.Count(text, "\r\n") != 4 || strings.Count(text, "\n") != 4 {
		t.Errorf("%q", a.Text)
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	mrns := map[string]bool{}
	for _, row := range rows[1:] {
		mrns[row[3]] = true
		row[3] = ""
	}
	slices.SortFunc(rows[1:], func(a, b []string) int { return strings.Compare(a[1], b[1]) })
	const by = "The provider@northside"
	want := [][]string{
		{"Date of service", "Patient", "Born", "MRN", "Provider", "Minutes", "How", "Patient is at", "Patient’s state", "POS", "Modifier",
			"Payer", "Missing", "Why there was no video", "The provider could do video", "Note", "Source"},
		{"2026-03-02", "Ann =SUM(A1)", "1980-05-17", "", by, "30", "Video", "home", "NY", "10", "95", "Commercial", "", "", "", "", "a letter"},
		{"2026-03-02", "Ann Caller", "1980-05-17", "", by, "30", "Phone", "home", "NY", "10", "95", "Commercial", "",
			"'@home", "Yes", "", "a letter"},
		{"2026-03-02", "Ann Placeless", "1980-05-17", "", by, "30", "Video", "", "", "", "", "Commercial", "Patient’s place", "", "", "", ""},
	}
	if diff := cmp.Diff(want, rows); diff != "" || len(mrns) != 3 {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if some := b.get(billingPath + "/claims.csv?attention=1&from=2026-03-01&until=2026-03-31"); strings.Count(some.Text, "\r\n") != 2 {
		t.Errorf("needing attention: %q", some.Text)
	}
	if n := s.Count(t, `SELECT count(*) FROM pf_audit WHERE org_id = $1 AND action = 'billing.export'`, s.Northside); n != 2 {
		t.Errorf("%d exports are on record, want 2", n)
	}
}

// TestBillersLandAtBilling: who bills comes to the claims by signing in, others to the day.
func TestBillersLandAtBilling(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, c := range []struct{ email, next, want string }{
		{biller, "", billingPath}, {biller, "/", billingPath}, {biller, "/pm/patients", "/pm/patients"}, {staff, "", "/"},
		{"readonly@northside.example", "", "/"}, {"manager@northside.example", "/", "/"}} {
		t.Run(c.email+" to "+c.next, func(t *testing.T) {
			b := s.anonymous(t)
			got := b.post("/login", "email", c.email, "password", storetest.Password, "next", c.next).Header.Get("Location")
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			offered := b.get("/account").Doc.Find(`.nav a[href="`+billingPath+`"]`).Length() == 1
			if may := c.email != staff; offered != may {
				t.Errorf("Billing is in the navigation: %v, want %v", offered, may)
			}
		})
	}
}
