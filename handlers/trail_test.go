package handlers

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"televisit/clinic"
)

const trailPath = "/settings/audit"

// entries are the rows of a page of the trail.
func (a answer) entries() []string {
	return a.Doc.Find("table.sheet tbody tr").Map(func(_ int, row *goquery.Selection) string { return squash(row.Text()) })
}

// TestTrailSaysWhoDidWhat reads the trail of what was done through the front door.
func TestTrailSaysWhoDidWhat(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.book(t, "Silva", "Video visit", time.Hour)
	admin := s.as(t, "admin@northside.example", "")
	admin.send(staffPages+"/invite", url.Values{"email": {"nia@new.example"}, "roles": {"staff"}}).expect(t, http.StatusOK)
	admin.post(settingsPath, "group", "visits", "telehealth_require_consent_every_encounter", "", "telehealth_require_location", "block",
		"telehealth_default_platform", "", "telehealth_no_show_grace_minutes", "20").expect(t, http.StatusOK)
	s.Exec(t, `INSERT INTO pf_audit (org_id, id, at, user_id, action, entity, entity_id, detail, kind)
		VALUES ($1, 'zz', $2, NULL, 'moon.paint', 'moon', 'm', '{"colour": "blue"}', 'settings')`, s.Northside, s.Clock.Now().UnixMilli())
	page := admin.get(trailPath).expect(t, http.StatusOK)
	all := strings.Join(page.entries(), "\n")
	for what, want := range map[string]string{
		"an invitation":     "The admin@northside invited somebody Email: nia@new.example Roles: Front desk 192.0.2.1",
		"a setting":         "Minutes before a no-show: 15 → 20",
		"a choice":          "Where the patient is: is asked for, with a warning → must be on record",
		"a check":           "Demand consent at every visit: yes → no",
		"a session":         "scheduled the session · Session of",
		"a member":          "made somebody a member · The staff@northside Roles: Front desk",
		"a practice":        "Televisit set the practice up",
		"what nobody knows": "Televisit changed something in the settings",
	} {
		t.Run(what, func(t *testing.T) {
			if !strings.Contains(all, want) {
				t.Errorf("got %s\nwant %q in it", all, want)
			}
		})
	}
	for _, key := range []string{"moon", "blue", "session.create", "telehealth_", "org_admin", "null"} {
		if strings.Contains(all, key) {
			t.Errorf("a key is shown, %q:\n%s", key, all)
		}
	}
	if page.Doc.Find(`a[href="/pm/telehealth/sessions/`+string(v.ID)+`"]`).Length() == 0 {
		t.Error("nothing leads to the session")
	}
	if text := admin.get(trailPath, "Accept-Language", "es").Doc.Find("main").Text(); !strings.Contains(text, "invitó a una persona") {
		t.Error("in Spanish:", squash(text))
	}
}

// TestTrailIsNarrowed asks for less than all, and for what there is not.
func TestTrailIsNarrowed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.book(t, "Silva", "Video visit", time.Hour)
	other := s.book(t, "Other", "Video visit", 3*time.Hour)
	s.Exec(t, `UPDATE pm_patients SET merged_into = $2 WHERE id = $1`, other.PatientID, v.PatientID)
	by := s.as(t, "readonly@northside.example", "")
	for name, c := range map[string]struct {
		query     string
		want, not string
	}{
		"kind":       {"?kind=people", "made somebody a member", "scheduled"},
		"person":     {"?person=" + string(v.ProviderID), "booked the appointment", "Televisit"},
		"day":        {"?from=2026-03-02&until=2026-03-02", "scheduled the session", "nothing else"},
		"session":    {"?session=" + string(v.ID), "scheduled the session", "Other"},
		"patient":    {"?patient=" + string(v.PatientID), "booked the appointment", "member"},
		"the merged": {"?patient=" + string(other.PatientID), "Silva", "member"},
		"no such":    {"?kind=exports", "", "Televisit"},
	} {
		t.Run(name, func(t *testing.T) {
			all := strings.Join(by.get(trailPath+c.query).expect(t, http.StatusOK).entries(), "\n")
			if !strings.Contains(all, c.want) || strings.Contains(all, c.not) || c.want == "" && all != "" {
				t.Errorf("got %q, want %q and not %q", all, c.want, c.not)
			}
		})
	}
	for name, c := range map[string]struct{ query, field, kept string }{
		"kind":            {"?kind=moons", "kind", "moons"},
		"person":          {"?person=nobody", "person", "nobody"},
		"no day":          {"?from=2026-02-30", "from", "2026-02-30"},
		"ends before":     {"?from=2026-03-03&until=2026-03-01", "until", "2026-03-01"},
		"patient":         {"?patient=nobody&from=2026-03-01", "", ""},
		"another's":       {"?session=" + string(s.harborSession(t)), "", ""},
		"page":            {"?before=x", "", ""},
		"both":            {"?patient=" + string(v.PatientID) + "&session=" + string(v.ID), "", ""},
		"person of other": {"?person=" + string(s.As(t, "staff@harbor.example", s.Harbor).User()), "person", ""},
	} {
		t.Run("wrong: "+name, func(t *testing.T) {
			for _, path := range []string{trailPath, trailPath + ".csv"} {
				if name == "page" && path != trailPath {
					continue // a file is all of it
				}
				a := by.get(path+c.query).expect(t, http.StatusUnprocessableEntity)
				if a.Doc.Find("[data-summary]").Length() != 1 || c.field != "" && a.errorOf(c.field) == "" {
					t.Errorf("%s says %q", path, squash(a.Doc.Find("main").Text()))
				}
				got := a.value(c.field)
				if c.field == "kind" || c.field == "person" {
					got = a.Doc.Find("#f-"+c.field+" option[selected]").AttrOr("value", "")
				}
				if c.kept != "" && got != c.kept {
					t.Errorf("%s keeps %q, want %q", path, got, c.kept)
				}
			}
		})
	}
	if n := s.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'audit.export'`); n != 0 {
		t.Errorf("%d exports of nothing are on record", n)
	}
}

// TestTrailIsPaged reads all of a long trail, on pages and as a file.
func TestTrailIsPaged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Exec(t, `INSERT INTO pf_audit (org_id, id, at, user_id, action, entity, entity_id, detail, kind) VALUES ($1, 'f', 1, $2,
		'session.delete', 'session', 'x', '{"reason": "=1+1"}', 'sessions')`, s.Northside, s.As(t, "staff@northside.example", s.Northside).User())
	for i := range 1100 {
		s.Exec(t, `INSERT INTO pf_audit (org_id, id, at, action, entity, entity_id, detail, kind) VALUES ($1, $2, $3, 'user.roles', 'user', 'x',
			'{}', 'people')`, s.Northside, "n"+strings.Repeat("i", i%7)+time.UnixMilli(int64(i)).String(), 100+i/3)
	}
	by := s.as(t, "readonly@northside.example", "")
	var all []string
	pages := 0
	for path := trailPath; path != ""; pages++ {
		page := by.get(path).expect(t, http.StatusOK)
		all = append(all, page.entries()...)
		path = page.Doc.Find("a[rel=next]").AttrOr("href", "")
	}
	n := int(s.Count(t, `SELECT count(*) FROM pf_audit WHERE org_id = $1`, s.Northside))
	if len(all) != n || pages != (n+49)/50 {
		t.Errorf("%d entries on %d pages, want %d by fifty", len(all), pages, n)
	}
	a := by.get(trailPath+".csv").expect(t, http.StatusOK)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.Text, "\ufeff"))).ReadAll()
	if err != nil || a.Header.Get("Content-Disposition") != "attachment; filename=audit.csv" {
		t.Fatal(err, a.Header)
	}
	if len(rows) != n+2 || !strings.Contains(rows[1][4], "took the audit trail out") { // its head, and itself
		t.Errorf("%d rows, want %d, and first itself: %q", len(rows), n+2, rows[1])
	}
	if last := rows[len(rows)-1]; !slices.Contains(last, "'=1+1") || last[0] != "1969-12-31 19:00:00" {
		t.Errorf("the last row is %q", last)
	}
	if a := by.get(trailPath+".csv?until=1960-01-02").expect(t, http.StatusOK); strings.Count(a.Text, "\n") != 1 {
		t.Errorf("a file of nothing is %q", a.Text)
	}
	if n := s.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'audit.export' AND address <> ''`); n != 2 {
		t.Errorf("%d exports are on record, want 2", n)
	}
}

// harborSession returns a session of the other practice.
func (s *site) harborSession(t *testing.T) clinic.SessionID {
	t.Helper()
	o := s.As(t, "provider@harbor.example", s.Harbor)
	all, err := o.Platforms(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := s.Patient(t, s.Harbor, "Hanna", "Harbour", "H-1")
	a, err := o.BookAppointment(t.Context(), clinic.Booking{PatientID: p.ID, ProviderID: o.User(), PlatformID: all[0].ID, Telehealth: true,
		StartsAt: s.Clock.Now().Add(time.Hour), EndsAt: s.Clock.Now().Add(2 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	return a.SessionID
}
