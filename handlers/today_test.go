package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"televisit/clinic"
	"televisit/store/storetest"
)

// group returns the ids of the sessions under a heading of the day.
func (a answer) group(id string) (ids []string) {
	for _, n := range a.Doc.Find("#" + id + "-cards > [data-status]").EachIter() {
		ids = append(ids, strings.TrimPrefix(n.AttrOr("id", ""), "session-"))
	}
	return ids
}

// row returns a session of a table.
func (a answer) row(id string) *goquery.Selection { return a.Doc.Find("tr#session-" + id) }

// cell returns what a cell of a session's row says, by its class.
func (a answer) cell(id, class string) string { return squash(a.row(id).Find("." + class).Text()) }

// chips returns the numbers of the day, each with its name.
func (a answer) chips() (all []string) {
	for _, c := range a.Doc.Find(".chips a").EachIter() {
		all = append(all, squash(c.Text()))
	}
	return all
}

// in puts a session of so much later into the practice.
func (s *site) in(t *testing.T, d time.Duration, r storetest.Row) string {
	t.Helper()
	r.StartsAt = s.Clock.Now().Add(d)
	return string(s.Session(t, r))
}

func TestToday(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const link = "https://video.example/room"
	running := s.in(t, -10*time.Minute, storetest.Row{Status: "active", Place: storetest.NoPlace, URL: link})
	late := s.in(t, 0, storetest.Row{URL: link})
	var next, later []string
	for i := range 4 {
		next = append(next, s.in(t, time.Duration(20+i)*time.Minute, storetest.Row{URL: link}))
	}
	cancelled := s.in(t, 30*time.Minute, storetest.Row{URL: link, Status: "cancelled"})
	s.in(t, 24*time.Hour, storetest.Row{})
	unready := s.in(t, time.Hour, storetest.Row{Consent: "pending"})
	declined := s.in(t, 2*time.Hour, storetest.Row{Consent: "declined", URL: link})
	last := s.in(t, 3*time.Hour, storetest.Row{URL: link})
	next, later = append(next, unready), []string{declined, last}
	a := s.as(t, staff, "").get("/")
	if a.StatusCode != http.StatusOK || a.Doc.Find(".nav a").First().Text() != "Today" ||
		a.Doc.Find(".nav [aria-current]").Text() != "Today" {
		t.Fatal(a.StatusCode, a.Text)
	}
	for id, want := range map[string][]string{"on-now": {running}, "late": {late}, "next": next, "later": later, "done": {cancelled}} {
		if diff := cmp.Diff(want, a.group(id)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
	if diff := cmp.Diff([]string{"Open 9", "On now 1", "Late 1", "To come 7", "Not ready 2", "Done 1"}, a.chips()); diff != "" {
		t.Errorf("chips (-want +got):\n%s", diff)
	}
	for id, want := range map[string]string{next[0]: "Ready", unready: "Consent not recorded No link to join", declined: "Consent declined",
		running: "Location not recorded", cancelled: ""} {
		if got := a.cell(id, "lacks"); got != want {
			t.Errorf("%s lacks %q, want %q", id, got, want)
		}
	}
	for id, want := range map[string]string{next[0]: "Starts in 20 minutes", late: "Was due just now", running: "Started 10 minutes ago"} {
		if got := a.cell(id, "due"); got != want {
			t.Errorf("%s is due %q, want %q", id, got, want)
		}
	}
	if got := squash(a.row(next[0]).Find("th").Text()); !strings.HasPrefix(got, "Ann Family") || !strings.HasSuffix(got, " 45") {
		t.Errorf("the row begins with %q, want name and age", got)
	}
	if got := a.cell(next[0], "when"); got != "09:20" {
		t.Errorf("the row is at %q, want 09:20", got)
	}
}

// What may be done from a card of the list may be done from a row of the day, by the
// same forms. The answer to htmx is the row as it stands on the day.
func TestTodayActs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.in(t, 10*time.Minute, storetest.Row{})
	b := s.as(t, "provider@northside.example", "")
	for _, part := range []string{"form", ".menu form"} {
		one, err := b.get("/").row(id).Find(part).Html()
		if err != nil {
			t.Fatal(err)
		}
		if other, err := b.get(list).card(clinic.SessionID(id)).Find(part).Html(); err != nil || one != other {
			t.Errorf("%s of the day: %s\nof the list: %s", part, one, other)
		}
	}
	if next := b.get(list+"/sessions/"+id+"/status?to=active", "Referer",
		"http://example.com/").Doc.Find("main [name=next]").AttrOr("value", ""); next != "/" {
		t.Errorf("the form goes back to %q", next)
	}
	a := b.post(list+"/sessions/"+id+"/status", "to", "active", "version", "1", "next", "/")
	back := a.Header.Get("Location")
	if a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(back, "/?moved=") {
		t.Fatal(a.StatusCode, back)
	}
	if text := b.get(back).Doc.Find(".notice p").Text(); text != "The session is now active." {
		t.Errorf("the page says %q", text)
	}
}

func TestTodayPolls(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.in(t, 90*time.Second, storetest.Row{})
	b := s.as(t, staff, "")
	page := b.get("/")
	poll := page.Doc.Find("#sessions").AttrOr("data-hx-get", "")
	part := b.get(poll, "HX-Request", "true")
	if !strings.HasPrefix(poll, "/today?") || part.Header.Get("HX-PTag") != page.tag() || !strings.Contains(page.Text, part.Text) {
		t.Error("the fragment's bytes do not stand in the page's")
	}
	s.Exec(t, `ALTER TABLE pm_telehealth_configuration RENAME TO gone`)
	if a := b.get(poll, "HX-Request", "true", "HX-PTag", page.tag()); a.StatusCode != http.StatusNotModified || a.Text != "" {
		t.Error("nothing changed, yet", a.StatusCode)
	}
	s.Exec(t, `ALTER TABLE gone RENAME TO pm_telehealth_configuration`)
	if a := b.get(pollPath, "HX-Request", "true", "HX-PTag", page.tag()); a.StatusCode != http.StatusOK {
		t.Error("the list takes the tag of the day:", a.StatusCode)
	}
	s.Clock.Add(2 * time.Minute)
	a := b.get(poll, "HX-Request", "true", "HX-PTag", page.tag())
	if a.StatusCode != http.StatusOK || len(a.group("late")) != 1 || a.group("late")[0] != id {
		t.Error("time went on and it is not late:", a.StatusCode, a.Text)
	}
	s.Clock.Add(24 * time.Hour)
	a = s.as(t, staff, "").get(poll, "HX-Request", "true", "HX-PTag", page.tag())
	if a.StatusCode != http.StatusConflict || a.Header.Get("HX-Redirect") != "/" {
		t.Error("the day of the page is over:", a.StatusCode, a.Header)
	}
}

func TestTodayWithNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.in(t, -48*time.Hour, storetest.Row{Status: "cancelled"})
	a := s.as(t, staff, "").get("/")
	if a.Doc.Find(".empty a[href^='/pm/appointments/new']").Length() != 1 || a.Doc.Find(".strip > div").Length() != 14 ||
		a.Doc.Find("#strip-table tbody tr").Length() != 14 {
		t.Error(a.Text)
	}
	if a := s.as(t, "biller@northside.example", "").get("/"); a.Doc.Find(".empty a").Text() != "All sessions" {
		t.Error("a biller is offered", a.Doc.Find(".empty a").Text())
	}
}

func TestTodayThatFails(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	s.Exec(t, `ALTER TABLE pm_telehealth_sessions RENAME TO gone`)
	if a := b.get("/"); a.StatusCode != http.StatusInternalServerError || !strings.HasPrefix(a.Doc.Find("h1").Text(), "Today") ||
		a.Doc.Find(".error[role=alert]").Text() != "Failed to load sessions." {
		t.Error(a.StatusCode, a.Text)
	}
}

// Whoever may not see sessions begins at what they may see.
func TestTodayOfThoseWhoSeeNone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Exec(t, `INSERT INTO pf_roles (org_id, id, name, system) VALUES ($1, 'records', 'Records', false)`, s.Northside)
	s.Exec(t, `UPDATE pf_membership_roles SET role_id = 'records' WHERE org_id = $1 AND role_id = 'readonly'`, s.Northside)
	b := s.as(t, "readonly@northside.example", "")
	if a := b.get("/"); a.StatusCode != http.StatusForbidden || a.Doc.Find("h1").Length() != 1 {
		t.Error("without any right:", a.StatusCode, a.Header)
	}
	s.Exec(t, `INSERT INTO pf_role_permissions (org_id, role_id, permission, own) VALUES ($1, 'records', 'pm.patients.view', false)`,
		s.Northside)
	if a := b.get("/"); a.Header.Get("Location") != "/pm/patients" {
		t.Error("who may see patients:", a.StatusCode, a.Header)
	}
}

func TestStrip(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for i, status := range []string{"completed", "completed", "no_show", "cancelled"} {
		s.in(t, time.Duration(-i)*time.Minute, storetest.Row{Status: status})
	}
	s.in(t, -48*time.Hour, storetest.Row{Status: "no_show"})
	a := s.as(t, staff, "").get("/")
	if shown := a.Doc.Find(".strip").AttrOr("aria-label", ""); shown != "Sessions by day, Tue, Feb 17 to Mon, Mar 2: 4 sessions, 2 no-shows" {
		t.Errorf("%q", shown)
	}
	today := a.Doc.Find(".strip [data-today] rect")
	if bar, missed := today.Eq(1).AttrOr("height", ""), today.Eq(2).AttrOr("height", ""); bar != "60" || missed != "20" {
		t.Errorf("bars of %s and %s", bar, missed)
	}
	if row := squash(a.Doc.Find("#strip-table tbody tr").Last().Text()); row != "Mon, Mar 2 31" {
		t.Errorf("the table ends with %q", row)
	}
}
