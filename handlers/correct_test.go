package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

const (
	hostEmail    = "provider@northside.example"
	managerEmail = "manager@northside.example"
)

// forgotten returns the site with an active session that began 90 minutes ago, at
// 07:30 in the practice, and was to last 30.
func forgotten(t *testing.T) (s *site, id clinic.SessionID, page string) {
	t.Helper()
	s = newSite(t)
	id = s.Session(t, storetest.Row{Status: "active", StartsAt: s.Clock.Now().Add(-90 * time.Minute)})
	return s, id, list + "/sessions/" + string(id)
}

func (s *site) onRecord(t *testing.T, id clinic.SessionID) clinic.Session {
	t.Helper()
	v, err := s.As(t, "readonly@northside.example", s.Northside).Session(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// local is how a form says an instant of some time ago, by the practice's clock.
func (s *site) local(t *testing.T, ago time.Duration) string {
	t.Helper()
	zone := s.As(t, hostEmail, s.Northside).Settings().Zone()
	return s.Clock.Now().Add(-ago).In(zone).Format("2006-01-02T15:04")
}

func TestCompleteWithAnEnd(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		email   string
		back    time.Duration // how long ago it ended
		minutes int
		ended   string
	}{
		"as ever":    {hostEmail, 0, 90, ""},
		"now":        {hostEmail, 0, 90, "now"},
		"planned":    {hostEmail, time.Hour, 30, "planned"},
		"typed":      {hostEmail, 50 * time.Minute, 40, "typed"},
		"by manager": {managerEmail, 50 * time.Minute, 40, "typed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, id, page := forgotten(t)
			fields := []string{"to", "completed", "version", "1", "reason", "forgotten", "ended", tt.ended}
			if tt.ended == "typed" {
				fields = append(fields, "ended_at", s.local(t, tt.back))
			}
			b := s.as(t, tt.email, "")
			b.post(page+"/status", fields...).expect(t, http.StatusSeeOther)
			v := s.onRecord(t, id)
			if want := s.Clock.Now().Add(-tt.back); !v.EndedAt.Equal(want) || v.Minutes == nil || *v.Minutes != tt.minutes {
				t.Errorf("it ended at %v after %v min, want %v after %d", v.EndedAt, v.Minutes, want, tt.minutes)
			}
			said := squash(b.get(page).Doc.Find(".timeline").Text())
			if earlier := strings.Contains(said, "it ended at Mon 2 Mar 2026,"); earlier != (tt.back != 0) {
				t.Error("the timeline says", said)
			}
		})
	}
}

func TestCompleteWithABadEnd(t *testing.T) {
	t.Parallel()
	s, id, page := forgotten(t)
	for name, tt := range map[string]struct{ ended, at, field string }{
		"unknown":          {"perhaps", "", "ended"},
		"nothing typed":    {"typed", "", "ended_at"},
		"no time":          {"typed", "2026-03-02", "ended_at"},
		"the year one":     {"typed", "0001-01-01T00:00", "ended_at"},
		"a skipped hour":   {"typed", "2026-03-08T02:30", "ended_at"},
		"in the future":    {"typed", s.local(t, -time.Minute), "ended_at"},
		"at the start":     {"typed", s.local(t, 90*time.Minute), "ended_at"},
		"typed, not taken": {"now", s.local(t, time.Hour), "ended"},
	} {
		t.Run(name, func(t *testing.T) {
			a := s.as(t, hostEmail, "").post(page+"/status", "to", "completed", "version", "1", "ended", tt.ended, "ended_at", tt.at)
			if a.expect(t, http.StatusUnprocessableEntity).errorOf(tt.field) == "" {
				t.Error("nothing is said at", tt.field)
			}
			if got := a.Doc.Find("#f-ended_at").AttrOr("value", ""); got != tt.at {
				t.Errorf("the form holds %q, want %q", got, tt.at)
			}
			if s.status(t, id) != clinic.Active {
				t.Error("it was completed")
			}
		})
	}
	s.as(t, managerEmail, "").post(page+"/status", "to", "completed", "version", "1", "ended", "planned").
		expect(t, http.StatusUnprocessableEntity)
	s.as(t, hostEmail, "").post(page+"/status", "to", "completed", "version", "7", "ended", "planned").expect(t, http.StatusConflict)
	harbor := string(s.Session(t, storetest.Row{Org: s.Harbor, Status: "active"}))
	s.as(t, managerEmail, "").post(list+"/sessions/"+harbor+"/status", "to", "completed", "version", "1", "reason", "r", "ended", "planned").
		expect(t, http.StatusNotFound)
}

// The planned end is offered when it is past, by the link in the menu and to the
// manager, who is asked for more in any case.
func TestEndsOffered(t *testing.T) {
	t.Parallel()
	s, id, page := forgotten(t)
	running := string(s.Session(t, storetest.Row{Status: "active", StartsAt: s.Clock.Now().Add(-10 * time.Minute)}))
	host := s.as(t, hostEmail, "")
	link := host.get(list).card(id).Find("details a").Filter(`:contains("Ended earlier…")`).AttrOr("href", "")
	if u, err := url.Parse(link); err != nil || u.Path != page+"/status" {
		t.Fatal("the card's menu leads to", link)
	}
	if host.get(page).Doc.Find(`a[href="`+link+`"]`).Length() != 1 {
		t.Error("the session's page has no link to the form")
	}
	for name, tt := range map[string]struct{ email, url, want string }{
		"host":    {hostEmail, link, "now planned* typed"},
		"manager": {managerEmail, page + "/status?to=completed", "now* planned typed"},
		"running": {hostEmail, list + "/sessions/" + running + "/status?to=completed&ended=1", "now typed*"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, header := range [][]string{nil, {"HX-Request", "true"}} {
				a := s.as(t, tt.email, "").get(tt.url, header...)
				var got []string
				for _, o := range a.Doc.Find("input[name=ended]").EachIter() {
					_, checked := o.Attr("checked")
					got = append(got, o.AttrOr("value", "")+map[bool]string{true: "*"}[checked])
				}
				if strings.Join(got, " ") != tt.want {
					t.Errorf("offered is %v, want %s", got, tt.want)
				}
			}
		})
	}
	if text := s.as(t, "staff@northside.example", "").get(list).card(id).Text(); strings.Contains(text, "Ended earlier") {
		t.Error("it is offered to one who may not complete it")
	}
}
