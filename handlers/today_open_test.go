package handlers

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/store/storetest"
)

// What was planned for half past eleven at night and not begun, and what has
// not ended, is open after midnight and on every later day until somebody
// decides.
func TestTodayDoesNotForget(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	zone := s.As(t, staff, s.Northside).Settings().Zone()
	s.Clock.Add(time.Date(2026, 3, 3, 0, 5, 0, 0, zone).Sub(s.Clock.Now()))
	forgotten := s.in(t, -35*time.Minute, storetest.Row{})
	older := s.in(t, -20*24*time.Hour, storetest.Row{})
	running := s.in(t, -50*time.Minute, storetest.Row{Status: "active"})
	for _, tt := range []struct{ after, running, forgotten string }{
		{"0h", "Started 50 minutes ago", "Was due 35 minutes ago"},
		{"24h", "Started yesterday", "Was due yesterday"},
		{"9000h", "Started 376 days ago", "Was due 376 days ago"},
	} {
		t.Run(tt.after, func(t *testing.T) {
			later, err := time.ParseDuration(tt.after)
			if err != nil {
				t.Fatal(err)
			}
			s.Clock.Add(later)
			a := s.as(t, staff, "").get("/")
			if diff := cmp.Diff([]string{"Open 3", "On now 1", "Late 0", "From earlier days 2", "To come 0", "Not ready 0", "Done 0"},
				a.chips()); diff != "" {
				t.Errorf("chips (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{older, forgotten}, a.group("earlier")); diff != "" {
				t.Errorf("from earlier days (-want +got):\n%s", diff)
			}
			for id, want := range map[string]string{running: tt.running, forgotten: tt.forgotten} {
				if due := a.cell(id, "due"); due != want {
					t.Errorf("the row says %q, want %q", due, want)
				}
			}
		})
	}
	s.Clock.Add(time.Minute)
	b := s.as(t, "provider@northside.example", "")
	b.post(list+"/sessions/"+forgotten+"/status", "to", "active", "version", "1")
	s.as(t, staff, "").post(list+"/sessions/"+older+"/status", "to", "no_show", "version", "1")
	b.post(list+"/sessions/"+running+"/status", "to", "completed", "version", "1")
	if a := b.get("/"); a.Doc.Find("#earlier").Length() != 0 || !strings.Contains(strings.Join(a.chips(), "|"), "On now 1|Late 0|To come") {
		t.Error("all is decided, and the page says", a.chips())
	}
}

// However much a day has, its figures are true, and its page is short.
func TestTodayOfManySessions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.in(t, 2*time.Hour, storetest.Row{Provider: "solo@northside.example", Consent: "pending"})
	many := func(column, set string) {
		t.Helper()
		s.Exec(t, `INSERT INTO pm_appointments (org_id, id, patient_id, provider_id, starts_at, ends_at, is_telehealth, modality, status,
				override_reason, created_at, version)
			WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 619)
			SELECT org_id, id || '`+column+`' || i, patient_id, (SELECT id FROM pf_users WHERE email = 'provider@northside.example'),
				starts_at, ends_at, is_telehealth, modality, status, 'r', created_at, version
			FROM n, (SELECT * FROM pm_appointments ORDER BY id LIMIT 1) first`)
		s.Exec(t, `INSERT INTO pm_telehealth_sessions (org_id, id, appointment_id, patient_id, provider_id, platform_name, modality, session_url,
				status, starts_at, ends_at, span_at, started_at, consent_status, created_at)
			SELECT a.org_id, a.id, a.id, a.patient_id, a.provider_id, 'Video room', a.modality, 'https://video.example/room', `+set+`,
				'pending', a.created_at
			FROM pm_appointments a WHERE a.id LIKE '%`+column+`%'`)
	}
	const hour = 3600 * 1000
	many("x", fmt.Sprint("'scheduled', a.starts_at - ", hour, ", a.ends_at, NULL, NULL"))
	many("y", fmt.Sprint("'scheduled', a.starts_at - ", 3*hour, ", a.ends_at, NULL, NULL"))
	many("z", fmt.Sprint("'scheduled', a.starts_at - ", 72*hour, ", a.ends_at, NULL, NULL"))
	many("w", "'active', a.starts_at, a.ends_at, a.starts_at, a.starts_at")
	a := s.as(t, staff, "").get("/")
	want := []string{"Open 2477", "On now 619", "Late 619", "From earlier days 619", "To come 620", "Not ready 1239", "Done 0"}
	if diff := cmp.Diff(want, a.chips()); diff != "" {
		t.Errorf("chips (-want +got):\n%s", diff)
	}
	for id, want := range map[string]int{"on-now": 619, "late": 619, "earlier": 619, "next": 620} {
		if count := a.Doc.Find("#" + id + " .count").Text(); count != fmt.Sprint(want) || len(a.group(id)) != 100 {
			t.Errorf("%s: %d rows of %q, want 100 of %d", id, len(a.group(id)), count, want)
		}
		if more := squash(a.Doc.Find("#" + id + "-cards .band").Last().Text()); !strings.HasPrefix(more, fmt.Sprint(want-100, " more:")) {
			t.Errorf("%s ends with %q, want how many more there are", id, more)
		}
	}
	solo := s.as(t, "solo@northside.example", s.Northside).get("/")
	if diff := cmp.Diff([]string{"Open 1", "On now 0", "Late 0", "To come 1", "Not ready 1", "Done 0"}, solo.chips()); diff != "" {
		t.Errorf("whoever sees patients counts others' (-want +got):\n%s", diff)
	}
}
