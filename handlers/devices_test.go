package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/store/storetest"
)

const devicesPath = "/account/devices"

// What browsers call themselves.
const (
	firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
	edge    = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
	phone   = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148" +
		" Safari/604.1"
)

// enter signs in by the form, with a browser that calls itself that.
func (b *browser) enter(email, agent string) {
	b.t.Helper()
	b.send("/login", form("email", email, "password", storetest.Password), "User-Agent", agent).expect(b.t, http.StatusSeeOther)
}

// logins are the rows of the page of devices.
func (b *browser) logins() (all []string) {
	b.t.Helper()
	for _, row := range b.get(devicesPath).expect(b.t, http.StatusOK).Doc.Find("main tbody tr").EachIter() {
		all = append(all, squash(row.Text()))
	}
	return all
}

// asked is what every page asks about a device that is not known, "" for nothing.
func (b *browser) asked() string {
	b.t.Helper()
	return squash(b.get("/pm/patients").expect(b.t, http.StatusOK).Doc.Find(".banner p").Text())
}

// own returns the address that a form of the page of devices goes to, the one with that end.
func (b *browser) own(end string) string {
	b.t.Helper()
	return b.get(devicesPath).Doc.Find("main form[action$='"+end+"']").First().AttrOr("action", "")
}

// Somebody sees where they are signed in: with what, from where, since when; and nobody else's
// logins, nor those that are over.
func TestDevicesAreListed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	desk, mobile := s.anonymous(t), s.anonymous(t)
	desk.enter(staff, firefox)
	s.as(t, staff, "") // of before there was a list
	s.Clock.Add(5 * time.Minute)
	mobile.enter(staff, phone)
	s.anonymous(t).enter("manager@northside.example", edge)
	s.Clock.Add(time.Minute)
	got := desk.logins()
	want := []string{"Firefox on Windows this device 192.0.2.1Mon, Mar 2, 2026, 09:00just now Sign out this device",
		"Safari on iOS new 192.0.2.1Mon, Mar 2, 2026, 09:051 minute ago Sign out Safari on iOS",
		"a browser that does not say its name not knownMon, Mar 2, 2026, 09:006 minutes ago Sign out a browser that does not say its name"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	s.Clock.Add(12 * time.Minute)
	if got := desk.logins(); len(got) != 2 {
		t.Errorf("after a quarter of an hour: %q, want none that is over", got)
	}
	if got := desk.get("/account").Doc.Find("main a[href='" + devicesPath + "']").Length(); got != 1 {
		t.Error("the account does not lead there")
	}
}

// Somebody signs out a device of theirs, this one, or all others; and none of other people.
func TestDevicesAreSignedOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	desk, mobile, third := s.anonymous(t), s.anonymous(t), s.anonymous(t)
	manager, harbor := s.as(t, "manager@northside.example", ""), s.as(t, "staff@harbor.example", "")
	for _, b := range []*browser{desk, mobile, third} {
		b.enter(staff, firefox)
		s.Clock.Add(time.Second)
	}
	out := func(b *browser) bool { return b.get("/pm/patients").StatusCode == http.StatusSeeOther }
	ids := s.Texts(t, `SELECT l.id FROM pf_logins l JOIN pf_users u ON u.id = l.user_id WHERE u.email = $1 ORDER BY l.created_at`, staff)
	for _, other := range []*browser{manager, harbor} {
		other.post("/account/logins/"+ids[0]+"/end").expect(t, http.StatusNotFound)
		other.post("/account/logins/end").expect(t, http.StatusSeeOther)
	}
	if out(desk) || out(mobile) || out(third) {
		t.Fatal("somebody else signed them out")
	}
	a := desk.post("/account/logins/"+ids[1]+"/end").expect(t, http.StatusSeeOther)
	if text := desk.get(a.Header.Get("Location")).Doc.Find("main .notice").Text(); !strings.Contains(text, "That device is signed out.") {
		t.Errorf("the page says %q", text)
	}
	if out(desk) || !out(mobile) || out(third) {
		t.Error("not that one alone is signed out")
	}
	desk.post("/account/logins/"+ids[1]+"/end").expect(t, http.StatusNotFound)
	desk.post("/account/logins/end").expect(t, http.StatusSeeOther)
	if out(desk) || !out(third) {
		t.Error("not all others are signed out")
	}
	if got := desk.logins(); len(got) != 1 || strings.Contains(desk.get(devicesPath).Text, "Sign out all others") {
		t.Errorf("got %q, want this device alone", got)
	}
	desk.post(desk.own("/end")).expect(t, http.StatusSeeOther)
	if !out(desk) {
		t.Error("this device is signed in")
	}
	if n := s.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'login.ended_elsewhere' AND org_id = $1`, s.Northside); n != 3 {
		t.Errorf("the trail has %d, want 3", n)
	}
}

// A sign-in with a device that was not used before is asked about on all others, until its
// owner says whose it is.
func TestNewDevicesAreAskedAbout(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	desk, other := s.anonymous(t), s.anonymous(t)
	desk.enter(staff, firefox)
	if got := desk.asked(); got != "" {
		t.Errorf("the first device of all: asked %q", got)
	}
	desk.enter(staff, firefox)
	if got := desk.asked(); got != "" {
		t.Errorf("signed in again: asked %q", got)
	}
	other.enter(staff, edge)
	if got, want := desk.asked(), "New sign-in: Edge on Windows, Mar 2, 09:00. Was it you?"; got != want {
		t.Errorf("asked %q, want %q", got, want)
	}
	if got := s.as(t, "manager@northside.example", "").asked(); got != "" {
		t.Errorf("somebody else is asked %q", got)
	}
	known := desk.own("/known")
	if got := other.asked(); got != "" || other.own("/known") != "" {
		t.Errorf("the new device is asked about itself: %q", got)
	}
	for _, b := range []*browser{other, s.as(t, "manager@northside.example", ""), s.as(t, "staff@harbor.example", "")} {
		b.post(known).expect(t, http.StatusNotFound)
		b.post(strings.Replace(known, "/known", "/unknown", 1)).expect(t, http.StatusNotFound)
	}
	if a := desk.send(known, nil, "Referer", home+"/pm/patients"); a.Header.Get("Location") != "/pm/patients" {
		t.Errorf("got %d to %s, want back to where it was asked", a.StatusCode, a.Header.Get("Location"))
	}
	if got := desk.asked(); got != "" {
		t.Errorf("asked %q again", got)
	}
	other.enter(staff, edge)
	if got := desk.asked(); got != "" {
		t.Errorf("a device that is known: asked %q", got)
	}
	other.enter(staff, phone) // its cookie in another browser
	if got := desk.asked(); !strings.Contains(got, "Safari on iOS") {
		t.Errorf("another browser with a cookie that is known: asked %q", got)
	}
	s.Clock.Add(31 * 24 * time.Hour)
	desk.enter(staff, firefox)
	if got := desk.asked(); got != "" {
		t.Errorf("a month later: asked %q", got)
	}
	want := []string{"login.known_device 192.0.2.1 1", "login.new_device 192.0.2.1 2"}
	if got := s.Texts(t, `SELECT action || ' ' || address || ' ' || count(*) FROM pf_audit WHERE action LIKE '%_device' AND org_id = $1
		GROUP BY action, address ORDER BY action`, s.Northside); !cmp.Equal(got, want) {
		t.Errorf("the trail has %q, want %q", got, want)
	}
}

// A device that is not its owner's is signed out and forgotten, and they are told what to do.
func TestNewDevicesAreDisowned(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	desk, stranger := s.anonymous(t), s.anonymous(t)
	desk.enter("solo@northside.example", firefox) // of two organizations, in none yet
	stranger.enter("solo@northside.example", edge)
	a := desk.post(desk.own("/unknown")).expect(t, http.StatusSeeOther)
	page := desk.get(a.Header.Get("Location"))
	if text := squash(page.Doc.Find("main").Text()); !strings.Contains(text, "choose a new one now") ||
		page.Doc.Find("main a[href='/account#password']").Length() != 1 || strings.Contains(text, "Edge") {
		t.Errorf("the page says %q", text)
	}
	if stranger.get("/orgs").StatusCode != http.StatusSeeOther {
		t.Error("the stranger is signed in")
	}
	stranger.enter("solo@northside.example", edge)
	if desk.own("/unknown") == "" {
		t.Error("the next sign-in of the same device is not new")
	}
	for _, org := range []any{s.Northside, s.Harbor} {
		if n := s.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'login.disowned_device' AND org_id = $1`, org); n != 1 {
			t.Errorf("the trail of %v has it %d times, want once", org, n)
		}
	}
}

// Who enters a code is on a device too, and on record as signed in.
func TestDevicesBehindASecondFactor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.anonymous(t)
	b.enter(staff, firefox)
	app := b.setUpFactor(t)
	other := s.anonymous(t)
	other.send("/login/code", other.password(t, staff, ""), "User-Agent", edge).expect(t, http.StatusUnprocessableEntity)
	f := other.password(t, staff, "")
	f.Set("code", app.now(s))
	other.send("/login/code", f, "User-Agent", edge).expect(t, http.StatusSeeOther)
	if got := b.asked(); !strings.Contains(got, "Edge on Windows") {
		t.Errorf("asked %q", got)
	}
	if n := s.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'login.in' AND org_id = $1`, s.Northside); n != 2 {
		t.Errorf("%d sign-ins are on record, want 2", n)
	}
}

// Devices of long ago are forgotten, those that are signed in are not.
func TestDevicesAreForgotten(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.anonymous(t).enter(staff, firefox)
	s.Clock.Add(399 * 24 * time.Hour)
	for _, want := range []int{1, 0} {
		if err := s.Store.UnscopedPurgeExpired(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := s.Count(t, `SELECT count(*) FROM pf_devices`); n != want {
			t.Errorf("got %d devices, want %d", n, want)
		}
		s.Clock.Add(2 * 24 * time.Hour)
	}
}
