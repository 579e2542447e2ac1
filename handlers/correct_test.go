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
			shown := squash(b.get(page).Doc.Find(".timeline").Text())
			if earlier := strings.Contains(shown, "it ended at Mon, Mar 2, 2026,"); earlier != (tt.back != 0) {
				t.Error("the timeline says", shown)
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

// done returns the site with a completed session that took place two hours ago, at
// 12.345 seconds past the minute.
func done(t *testing.T) (s *site, id clinic.SessionID, page string) {
	t.Helper()
	s = newSite(t)
	minutes := 30
	id = s.Session(t, storetest.Row{Status: "completed", Minutes: &minutes,
		StartsAt: s.Clock.Now().Add(-2*time.Hour + 12345*time.Millisecond)})
	return s, id, list + "/sessions/" + string(id)
}

// times returns the form of the session's page as it stands, with a reason and
// with some fields changed.
func (b *browser) times(page string, changed ...string) url.Values {
	b.t.Helper()
	f := b.get(page + "/times").Doc.Find(`form[action="` + page + `/times"]`)
	if f.Length() != 1 {
		b.t.Fatal("the page has no form for the times")
	}
	sent := url.Values{"reason": {"typed late"}}
	for _, field := range f.Find("input:not([type=radio])").EachIter() {
		sent.Set(field.AttrOr("name", ""), field.AttrOr("value", ""))
	}
	for i := 0; i+1 < len(changed); i += 2 {
		sent.Set(changed[i], changed[i+1])
	}
	return sent
}

func TestCorrectTimes(t *testing.T) {
	t.Parallel()
	s, id, page := done(t)
	s.byLocale(t)
	s.Exec(t, `UPDATE pm_telehealth_sessions SET patient_location = 'home'`)
	b, was := s.as(t, managerEmail, ""), s.onRecord(t, id)
	sent := b.times(page, "started_at", s.local(t, 140*time.Minute), "minutes", "45")
	to := b.send(page+"/times", sent).expect(t, http.StatusSeeOther).Header.Get("Location")
	v := s.onRecord(t, id)
	if !v.StartedAt.Equal(s.Clock.Now().Add(-140*time.Minute)) || !v.EndedAt.Equal(was.EndedAt) || *v.Minutes != 45 || v.Billing == nil {
		t.Errorf("on record are %v to %v, %d min, hint %v", v.StartedAt, v.EndedAt, *v.Minutes, v.Billing)
	}
	shown := squash(b.get(to).Doc.Find(".timeline").Text())
	for _, want := range []string{"The manager@northside corrected the times to Mon, Mar 2, 2026, 6:40 AM – Mon, Mar 2, 2026, 7:30 AM, 45 min",
		"; before: Mon, Mar 2, 2026, 7:00 AM – Mon, Mar 2, 2026, 7:30 AM, 30 min", "typed late"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the timeline says %q, want %q", shown, want)
		}
	}
	const kept = `SELECT count(*) FROM pf_audit WHERE action = 'session.correct' AND detail LIKE '%"old_minutes":"30"%'
		AND detail LIKE '%"minutes":"45"%' AND detail LIKE '%"old_started":"2026-03-02T12:00:12Z"%'`
	if s.Count(t, kept) != 1 {
		t.Error("the audit trail lacks old and new")
	}
	a := b.send(page+"/times", sent).expect(t, http.StatusConflict)
	if !strings.Contains(a.Doc.Find(".summary").Text(), "Someone else changed this") {
		t.Error("an old version is told", a.Doc.Find(".summary").Text())
	}
	b.send(page+"/times", b.times(page, "minutes", "0")).expect(t, http.StatusSeeOther)
	if now := s.onRecord(t, id); !now.StartedAt.Equal(v.StartedAt) || !now.EndedAt.Equal(was.EndedAt) || *now.Minutes != 0 {
		t.Errorf("untouched times became %v to %v", now.StartedAt, now.EndedAt)
	}
}

func TestCorrectTimesBadInput(t *testing.T) {
	t.Parallel()
	s, id, page := done(t)
	b, before := s.as(t, managerEmail, ""), s.onRecord(t, id)
	for name, tt := range map[string]struct{ field, value, at string }{
		"no start":        {"started_at", "", "started_at"},
		"a date only":     {"started_at", "2026-03-02", "started_at"},
		"after the end":   {"started_at", s.local(t, time.Hour), "ended_at"},
		"two days":        {"started_at", s.local(t, 48*time.Hour), "ended_at"},
		"to come":         {"ended_at", s.local(t, -time.Hour), "ended_at"},
		"too long":        {"minutes", "31", "minutes"},
		"less than none":  {"minutes", "-1", "minutes"},
		"no number":       {"minutes", "half an hour", "minutes"},
		"beyond a number": {"minutes", "99999999999999999999", "minutes"},
		"no reason":       {"reason", " ", "reason"},
		"no version":      {"version", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := b.send(page+"/times", b.times(page, tt.field, tt.value)).expect(t, http.StatusUnprocessableEntity)
			if tt.at != "" && a.errorOf(tt.at) == "" {
				t.Error("nothing is said at", tt.at)
			}
			f := a.Doc.Find("#f-" + tt.field)
			if got := f.AttrOr("value", f.Text()); tt.field != "version" && strings.TrimSpace(got) != strings.TrimSpace(tt.value) {
				t.Errorf("the form holds %q, want what was typed", got)
			}
			if now := s.onRecord(t, id); now.Version != before.Version {
				t.Error("something was saved")
			}
		})
	}
}

// Only who approves may correct, and only what is completed.
func TestWhoCorrectsTimes(t *testing.T) {
	t.Parallel()
	s, _, page := done(t)
	sent := s.as(t, managerEmail, "").times(page)
	for name, want := range map[string]int{"provider": 403, "staff": 403, "biller": 403, "readonly": 403, "admin": 303} {
		t.Run(name, func(t *testing.T) {
			b := s.as(t, name+"@northside.example", "")
			if n := b.get(page).Doc.Find(`a[href$="/times"]`).Length(); n == 1 != (want == http.StatusSeeOther) {
				t.Error("ways to the form on the page:", n)
			}
			b.send(page+"/times", sent).expect(t, want)
			if a := b.get(page + "/times"); (a.StatusCode == http.StatusOK) != (want == http.StatusSeeOther) {
				t.Error("the form answers", a.StatusCode)
			}
		})
		if want == http.StatusSeeOther {
			sent = s.as(t, managerEmail, "").times(page)
		}
	}
	admin := s.as(t, "admin@northside.example", "")
	for _, status := range clinic.Statuses {
		if status == clinic.Completed {
			continue
		}
		other := list + "/sessions/" + string(s.Session(t, storetest.Row{Status: string(status), StartsAt: s.Clock.Now().Add(-50 * time.Hour)}))
		sent.Set("version", "1")
		if admin.send(other+"/times", sent).expect(t, http.StatusUnprocessableEntity); admin.get(other).Doc.Find(
			`a[href$="/times"]`).Length() != 0 || admin.get(other+"/times").StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("a session that is %s has the form", status)
		}
	}
	harbor := string(s.Session(t, storetest.Row{Org: s.Harbor, Status: "completed"}))
	admin.send(list+"/sessions/"+harbor+"/times", sent).expect(t, http.StatusNotFound)
}
