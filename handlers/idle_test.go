package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

// left asks as a page does for how many seconds the login has.
func (b *browser) left() string {
	b.t.Helper()
	a := b.get("/account/left", "HX-Request", "true")
	if a.StatusCode != http.StatusOK {
		return fmt.Sprint(a.StatusCode)
	}
	return a.Text
}

func TestIdleWarning(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	dialog := b.get("/pm/patients").Doc.Find("#idle[popover]")
	if dialog.AttrOr("data-lock", "") != "900" || dialog.AttrOr("data-left", "") != "/account/left" ||
		dialog.Find("form").AttrOr("action", "") != "/account/stay" {
		t.Error("the page does not know when to warn")
	}
	for minute := range 14 {
		if got, want := b.left(), fmt.Sprint(900-60*minute); got != want {
			t.Fatalf("after %d minutes: %s left, want %s", minute, got, want)
		}
		s.Clock.Add(time.Minute)
	}
	b.post("/account/stay").expect(t, http.StatusSeeOther)
	if got := b.left(); got != "900" {
		t.Errorf("who stays has %s seconds, want 900", got)
	}
	s.Clock.Add(14 * time.Minute)
	b.send("/account/stay", nil, "HX-Request", "true").expect(t, http.StatusNoContent)
	s.Clock.Add(15*time.Minute + time.Second)
	if got := b.left(); got != "401" {
		t.Errorf("who is signed out hears %s, want 401", got)
	}
	if s.anonymous(t).get("/login").Doc.Find("#idle").Length() != 0 {
		t.Error("who is not signed in is warned")
	}
}

func TestAVisitIsNotIdle(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		email string
		row   storetest.Row
		want  bool // to stay signed in
	}{
		"its provider":               {"provider@northside.example", storetest.Row{Status: "active"}, true},
		"a colleague":                {"solo@northside.example", storetest.Row{Status: "active"}, false},
		"the front desk":             {staff, storetest.Row{Status: "active"}, false},
		"one that has not begun":     {"provider@northside.example", storetest.Row{}, false},
		"one that is over":           {"provider@northside.example", storetest.Row{Status: "completed"}, false},
		"one that is deleted":        {"provider@northside.example", storetest.Row{Status: "active", Deleted: true}, false},
		"in the other organization":  {"solo@northside.example", storetest.Row{Status: "active", Provider: "solo@northside.example"}, true},
		"somebody of the other desk": {"provider@harbor.example", storetest.Row{Status: "active"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			if strings.HasPrefix(name, "in the other") {
				c.row.Org = s.Harbor
			}
			id := s.Session(t, c.row)
			b := s.as(t, c.email, "")
			b.get("/pm/telehealth")
			for range 40 { // ten hours
				s.Clock.Add(15 * time.Minute)
				b.get(pollPath, "HX-Request", "true")
			}
			s.Clock.Add(time.Second)
			want := http.StatusSeeOther
			if c.want {
				want = http.StatusOK
				if got := b.left(); got != "900" {
					t.Errorf("in a visit %s seconds are left, want 900: no warning", got)
				}
			}
			if a := b.get("/pm/telehealth"); a.StatusCode != want {
				t.Fatalf("after ten hours: got %d, want %d", a.StatusCode, want)
			}
			if !c.want {
				return
			}
			s.Clock.Add(16 * time.Minute)
			s.Exec(t, `UPDATE pm_telehealth_sessions SET status = 'completed' WHERE id = $1`, id)
			if a := b.get(pollPath, "HX-Request", "true"); a.StatusCode != http.StatusUnauthorized {
				t.Errorf("the visit is over, and nobody did anything: got %d, want 401", a.StatusCode)
			}
		})
	}
	t.Run("twelve hours at most", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		s.Session(t, storetest.Row{Status: string(clinic.Active)})
		b := s.as(t, "provider@northside.example", "")
		s.Clock.Add(12*time.Hour + time.Second)
		if a := b.get(pollPath, "HX-Request", "true"); a.StatusCode != http.StatusUnauthorized {
			t.Errorf("got %d, want 401", a.StatusCode)
		}
	})
}
