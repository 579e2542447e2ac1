package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"televisit/store/storetest"
)

const booking = "/pm/appointments/new"

// again is the form of the page that offers to send what was typed.
func (a answer) again(t *testing.T) (action string, f url.Values) {
	t.Helper()
	f = url.Values{}
	for _, field := range a.Doc.Find("main form input[type=hidden]").EachIter() {
		f.Add(field.AttrOr("name", ""), field.AttrOr("value", ""))
	}
	if len(f) == 0 {
		t.Errorf("nothing is offered: %d %s", a.StatusCode, squash(a.Doc.Find("main").Text()))
	}
	return a.Doc.Find("main form").AttrOr("action", ""), f
}

// signIn signs in by the form and returns where that led to.
func (b *browser) signIn(email string) string {
	b.t.Helper()
	return b.post("/login", "email", email, "password", storetest.Password).expect(b.t, http.StatusSeeOther).Header.Get("Location")
}

// Whatever ended the login, what was typed is there again after the password, and
// is sent only by hand.
func TestTypedAndSignedOut(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(t *testing.T, d *frontDesk, b *browser){
		"idle":    func(_ *testing.T, d *frontDesk, _ *browser) { d.Clock.Add(16 * time.Minute) },
		"at noon": func(_ *testing.T, d *frontDesk, _ *browser) { d.Clock.Add(4 * time.Hour) },
		"found out by a poll": func(_ *testing.T, d *frontDesk, b *browser) {
			d.Clock.Add(16 * time.Minute)
			b.get(pollPath, "HX-Request", "true")
		},
		"by the command line": func(t *testing.T, d *frontDesk, _ *browser) {
			if _, err := d.Store.UnscopedSignOutAll(t.Context(), staff); err != nil {
				t.Fatal(err)
			}
		},
		"in another tab": func(_ *testing.T, _ *frontDesk, b *browser) {
			for _, c := range b.post("/logout").Cookies() {
				if c.MaxAge >= 0 {
					b.rest = append(b.rest, c.Name+"="+c.Value)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newFrontDesk(t)
			b := d.as(t, staff, "")
			end(t, d, b)
			before := d.rows()
			sent := d.remote("starts", "11:00", "ends", "11:45", "override_reason", "<b>\"why\"")
			if a := b.send(booking, sent); a.Header.Get("Location") != "/login" {
				t.Fatalf("got %d to %s, want the way to the sign-in page", a.StatusCode, a.Header.Get("Location"))
			}
			if text := b.get("/login").Doc.Find("main .notice").Text(); !strings.Contains(text, "what you typed") {
				t.Errorf("the sign-in page says %q, want that what was typed is kept", text)
			}
			b.post("/login", "email", staff, "password", "wrong").expect(t, http.StatusUnauthorized)
			target := b.signIn(staff)
			b.rest = nil
			page := b.get(target)
			action, kept := page.again(t)
			if action != booking {
				t.Errorf("it would be sent to %q, want %s", action, booking)
			}
			for field := range sent {
				if got := kept.Get(field); got != sent.Get(field) {
					t.Errorf("%s is %q, want %q", field, got, sent.Get(field))
				}
			}
			if after := d.rows(); after != before {
				t.Error("something was saved before anybody pressed anything")
			}
			b.send(action, kept).expect(t, http.StatusSeeOther)
			if n := d.Count(t, `SELECT count(*) FROM pm_appointments`); n != 1 {
				t.Errorf("got %d appointments, want one", n)
			}
			if a := b.get(target); a.StatusCode != http.StatusSeeOther {
				t.Errorf("once sent it is still offered: %d", a.StatusCode)
			}
		})
	}
}

func TestTypedIsForOnePersonAndAWhile(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		email string
		wait  time.Duration
		lost  bool
	}{
		"somebody else":    {email: "manager@northside.example", lost: true},
		"in time":          {email: staff, wait: 15 * time.Minute},
		"too late":         {email: staff, wait: 15*time.Minute + time.Second, lost: true},
		"in upper case":    {email: strings.ToUpper(staff)},
		"in another place": {email: "staff@harbor.example", lost: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newFrontDesk(t)
			b := d.as(t, staff, "")
			d.Clock.Add(16 * time.Minute)
			b.send(booking, d.wish("find", "Silva"))
			d.Clock.Add(c.wait)
			target := b.signIn(c.email)
			if (target == "/") != c.lost {
				t.Errorf("after the sign-in: got %s", target)
			}
			if a := b.get("/account/typed"); (a.StatusCode == http.StatusSeeOther) != c.lost || c.lost && strings.Contains(a.Text, "Silva") {
				t.Errorf("got %d, want what was typed: %t", a.StatusCode, !c.lost)
			}
		})
	}
}

// A stranger, or a browser whose login nobody knows, has nothing kept.
func TestTypedByNobodyIsNotKept(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	b := d.anonymous(t)
	for _, cookie := range []string{"", "x", strings.Repeat("A", 43)} {
		b.cookie = &http.Cookie{Name: d.cookie, Value: cookie}
		b.send(booking, d.wish()).expect(t, http.StatusSeeOther)
		if target := b.signIn(staff); target != "/" {
			t.Errorf("%q: got %s, want the first page", cookie, target)
		}
	}
}

// Who works in two organizations goes on in the one that it was typed in.
func TestTypedInOneOrganization(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	b := d.as(t, "solo@northside.example", d.Harbor)
	d.Clock.Add(16 * time.Minute)
	f := form("given", "Ida", "family", "Moe", "mrn", "H-7", "born", "1990-01-01", "payer_class", "other")
	b.send("/pm/patients/new", f)
	page := b.get(b.signIn("solo@northside.example"))
	if got := squash(page.Doc.Find(".org").First().Text()); !strings.Contains(got, "Harbor") {
		t.Errorf("goes on in %q, want Harbor", got)
	}
	action, kept := page.again(t)
	b.post("/orgs", "org_id", string(d.Northside))
	if a := b.get("/account/typed"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("in another organization: got %d, want no offer", a.StatusCode)
	}
	b.post("/orgs", "org_id", string(d.Harbor))
	b.send(action, kept).expect(t, http.StatusSeeOther)
	if n := d.Count(t, `SELECT count(*) FROM pm_patients WHERE org_id = $1 AND mrn = 'H-7'`, d.Harbor); n != 1 {
		t.Errorf("got %d patients there, want the one", n)
	}
}

// A search while typing carries the whole form: it is for the form's own page, which
// shows it again and books nothing.
func TestTypedWhileSearching(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	b := d.as(t, staff, "")
	d.Clock.Add(16 * time.Minute)
	before := d.rows()
	a := b.send("/pm/appointments/patients", d.wish("find", "oka", "starts", "11:11"), "HX-Request", "true",
		"HX-Current-URL", "http://127.0.0.1:8080"+booking+"?day=2026-03-03")
	if !strings.HasPrefix(a.Header.Get("HX-Redirect"), "/login?next=") {
		t.Fatalf("got %d to %q", a.StatusCode, a.Header.Get("HX-Redirect"))
	}
	next := b.post("/login", "email", staff, "password", storetest.Password, "next", booking).Header.Get("Location")
	page := b.get(next)
	if back := page.Doc.Find("main form a").AttrOr("href", ""); back != booking {
		t.Errorf("leaving it leads to %q, want %s", back, booking)
	}
	action, kept := page.again(t)
	form := b.send(action, kept).expect(t, http.StatusOK)
	if form.value("starts") != "11:11" || form.value("find") != "oka" {
		t.Errorf("the form holds %q and %q, want what was typed", form.value("starts"), form.value("find"))
	}
	if after := d.rows(); after != before {
		t.Error("it booked")
	}
}

func TestWhatIsNotKept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for path, f := range map[string]url.Values{
		"/account/password":     form("current", storetest.Password, "new", "another password"),
		"/switch":               form("q", "Silva"),
		"/pm/telehealth/search": form("q", "Silva"),
		"/pm/patients/search":   form("q", "Silva"),
		pollPath:                form("q", "Silva"),
		"/pm/patients/new":      form("given", "A", "password", "x"),
		"/orgs":                 form("org_id", string(s.Northside)),
		"/pm/appointments/new":  nil,
		"/nowhere":              form("a", "b"),
	} {
		t.Run(path, func(t *testing.T) {
			b := s.as(t, staff, "")
			if _, err := s.Store.UnscopedSignOutAll(t.Context(), staff); err != nil {
				t.Fatal(err)
			}
			b.send(path, f)
			if target := b.signIn(staff); target != "/" {
				t.Errorf("after the sign-in: got %s, want the first page", target)
			}
		})
	}
}
