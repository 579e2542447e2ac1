package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

// repeated returns the site at half past two in the night in which New York's clocks
// show the hour from one to two twice.
func repeated(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	s.Clock.Add(time.Date(2026, 11, 1, 7, 30, 0, 0, time.UTC).Sub(s.Clock.Now()))
	return s
}

// An end in the hour that the clocks repeat is asked for, unless only one of the two
// can be meant.
func TestEndInARepeatedHour(t *testing.T) {
	t.Parallel()
	first, second := "2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"
	for name, tt := range map[string]struct {
		started string // UTC
		now     time.Duration
		which   string
		want    string // UTC; "" when it is asked
	}{
		"either":                {"04:50", 0, "", ""},
		"the first":             {"04:50", 0, first, "05:30"},
		"the second":            {"04:50", 0, second, "06:30"},
		"something else":        {"04:50", 0, "2026-11-01T05:00:00Z", ""},
		"begun after the first": {"05:40", 0, "", "06:30"},
		"before the second":     {"04:50", -80 * time.Minute, "", "05:30"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := repeated(t)
			s.Clock.Add(tt.now)
			began, err := time.Parse("2006-01-02 15:04", "2026-11-01 "+tt.started)
			if err != nil {
				t.Fatal(err)
			}
			id := s.Session(t, storetest.Row{Status: "active", StartsAt: began})
			b, page := s.as(t, hostEmail, ""), list+"/sessions/"+string(id)
			a := b.post(page+"/status", "to", "completed", "version", "1", "ended", "typed", "ended_at", "2026-11-01T01:30",
				"ended_at_which", tt.which)
			if tt.want == "" {
				a.expect(t, http.StatusUnprocessableEntity)
				if got := squash(a.Doc.Find("label:has([name=ended_at_which])").Text()); got != "01:30 EDT, the first time01:30 EST, the second time" ||
					a.errorOf("ended_at_which") == "" || a.value("ended_at") != "2026-11-01T01:30" {
					t.Errorf("it offers %q and says %q", got, a.errorOf("ended_at_which"))
				}
				return
			}
			a.expect(t, http.StatusSeeOther)
			if got := s.onRecord(t, id).EndedAt.UTC().Format("15:04"); got != tt.want {
				t.Errorf("it ended at %s, want %s", got, tt.want)
			}
			zone := map[string]string{"05:30": "01:30 EDT", "06:30": "01:30 EST"}[tt.want]
			if shown := squash(b.get(page).Doc.Find(".timeline").Text()); !strings.Contains(shown, "it ended at Sun, Nov 1, 2026, "+zone) {
				t.Error("the timeline says", shown)
			}
		})
	}
}

// A correction names the zone where a time alone says two, and asks which is meant.
func TestCorrectionInARepeatedHour(t *testing.T) {
	t.Parallel()
	s := repeated(t)
	minutes := 20
	id := s.Session(t, storetest.Row{Status: "completed", Minutes: &minutes, StartsAt: time.Date(2026, 11, 1, 5, 10, 0, 0, time.UTC)})
	b, page := s.as(t, managerEmail, ""), list+"/sessions/"+string(id)
	sent := b.times(page, "ended_at", "2026-11-01T01:50")
	a := b.send(page+"/times", sent).expect(t, http.StatusUnprocessableEntity)
	if a.errorOf("ended_at_which") == "" || a.errorOf("started_at_which") != "" {
		t.Error("asked is", squash(a.Doc.Find(".summary").Text()))
	}
	sent.Set("ended_at_which", "2026-11-01T01:50:00-05:00")
	b.send(page+"/times", sent).expect(t, http.StatusSeeOther)
	if v := s.onRecord(t, id); !v.EndedAt.Equal(time.Date(2026, 11, 1, 6, 50, 0, 0, time.UTC)) || v.Status != clinic.Completed {
		t.Error("it ended at", v.EndedAt.UTC())
	}
	shown := squash(b.get(page).Doc.Find(".timeline").Text())
	for _, want := range []string{"to Sun, Nov 1, 2026, 01:10 EDT – Sun, Nov 1, 2026, 01:50 EST",
		"before: Sun, Nov 1, 2026, 01:10 EDT – Sun, Nov 1, 2026, 01:40 EDT"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the timeline says %q, want %q", shown, want)
		}
	}
}
