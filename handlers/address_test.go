package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"televisit/store/storetest"
)

func TestTheBarePathLeadsToTheSite(t *testing.T) {
	t.Parallel()
	s := siteAt(t, storetest.New(t), "http://desk.lan/tv")
	for path, want := range map[string]string{"/tv": "/tv/", "/tv?status=active&x=%2F": "/tv/?status=active&x=%2F"} {
		t.Run(path, func(t *testing.T) {
			if a := s.anonymous(t).get(path); a.StatusCode != http.StatusPermanentRedirect || a.Header.Get("Location") != want {
				t.Errorf("got %d to %q, want 308 to %q", a.StatusCode, a.Header.Get("Location"), want)
			}
		})
	}
	for path, want := range map[string]int{"/tvx": 404, "/": 404, "/t": 404, "/tv/": 303} {
		t.Run(path, func(t *testing.T) {
			if a := s.anonymous(t).get(path); a.StatusCode != want {
				t.Errorf("got %d, want %d", a.StatusCode, want)
			}
		})
	}
	if a := s.anonymous(t).post("/tv"); a.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a form to the bare path: got %d, want 405", a.StatusCode)
	}
}

// A proxy may rewrite Host, and over plain HTTP browsers do not say Sec-Fetch-Site:
// then the base URL tells whose form it is.
func TestTheBaseIsATrustedOrigin(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		base, path, origin string
		want               int
	}{
		{"http://desk.lan/tv", "/tv", "http://desk.lan", http.StatusSeeOther},
		{"http://Desk.lan:80/tv/", "/tv", "http://desk.lan", http.StatusSeeOther},
		{"http://desk.lan:8080", "", "http://desk.lan:8080", http.StatusSeeOther},
		{"https://desk.example", "", "https://desk.example", http.StatusSeeOther},
		{"http://desk.lan/tv", "/tv", "", http.StatusSeeOther}, // no browser
		{"http://desk.lan/tv", "/tv", "http://evil.example", http.StatusForbidden},
		{"http://desk.lan/tv", "/tv", "https://desk.lan", http.StatusForbidden},
		{"http://desk.lan/tv", "/tv", "http://desk.lan:8080", http.StatusForbidden},
		{"http://desk.lan/tv", "/tv", "http://desk.lan.evil.example", http.StatusForbidden},
		{"http://desk.lan/tv", "/tv", "null", http.StatusForbidden},
	} {
		t.Run(c.base+" from "+c.origin, func(t *testing.T) {
			t.Parallel()
			s := siteAt(t, storetest.New(t), c.base)
			r := httptest.NewRequest("POST", c.path+"/login", strings.NewReader(form("email", staff, "password", storetest.Password).Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Host = "127.0.0.1"
			var header []string
			if c.origin != "" {
				header = []string{"Origin", c.origin}
			}
			if a := s.anonymous(t).do(r, header); a.StatusCode != c.want {
				t.Errorf("got %d, want %d", a.StatusCode, c.want)
			}
		})
	}
}

// shared returns a browser of s that has also the cookies of others.
func (s *site) shared(t *testing.T, rest ...*http.Cookie) *browser {
	t.Helper()
	b := s.anonymous(t)
	for _, c := range rest {
		b.rest = append(b.rest, c.Name+"="+c.Value)
	}
	return b
}

// Two practices on one host: browsers keep cookies by host, whatever the port, and
// those of https for all paths.
func TestSitesOnOneHostKeepTheirLogins(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ one, other, path, otherPath string }{
		{"http://127.0.0.1:8080", "http://127.0.0.1:8081", "", ""},
		{"http://desk.lan", "http://desk.lan:8080", "", ""},
		{"http://desk.lan/a", "http://desk.lan/b", "/a", "/b"},
		{"https://desk.example/a-b", "https://desk.example/a/b", "/a-b", "/a/b"},
		{"https://desk.example", "https://desk.example/a", "", "/a"},
	} {
		t.Run(c.one+" and "+c.other, func(t *testing.T) {
			t.Parallel()
			one, other := siteAt(t, storetest.New(t), c.one), siteAt(t, storetest.New(t), c.other)
			first := one.anonymous(t)
			first.post(c.path+"/login", "email", staff, "password", storetest.Password)
			second := other.shared(t, first.cookie)
			second.post(c.otherPath+"/login", "email", staff, "password", storetest.Password)
			if first.cookie.Name == second.cookie.Name {
				t.Errorf("both cookies are called %s", first.cookie.Name)
			}
			first.rest = []string{second.cookie.Name + "=" + second.cookie.Value}
			for name, a := range map[string]answer{"the first": first.get(c.path + "/pm/patients"),
				"the second": second.get(c.otherPath + "/pm/patients")} {
				if a.StatusCode != http.StatusOK {
					t.Errorf("%s: got %d, want 200", name, a.StatusCode)
				}
			}
			second.post(c.otherPath + "/logout")
			if a := first.get(c.path + "/pm/patients"); a.StatusCode != http.StatusOK {
				t.Errorf("the first after the second signed out: got %d, want 200", a.StatusCode)
			}
		})
	}
}

func TestStaleCookiesDoNotLockOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, stale := range map[string][]*http.Cookie{
		"one of the name":        {{Name: s.cookie, Value: "stale"}},
		"an empty one":           {{Name: s.cookie, Value: ""}},
		"one of the former name": {{Name: "televisit", Value: "stale"}},
		"several": {{Name: s.cookie, Value: "stale"}, {Name: s.cookie, Value: "older"}, {Name: "televisit", Value: "a"},
			{Name: "televisit", Value: "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := s.shared(t, stale...) // browsers send those of longer paths first, so the stale ones stand before the login
			if a := b.get("/login"); a.StatusCode != http.StatusOK {
				t.Errorf("/login: got %d, want 200", a.StatusCode)
			}
			b.post("/login", "email", staff, "password", storetest.Password)
			if a := b.get("/pm/patients"); a.StatusCode != http.StatusOK {
				t.Errorf("signed in: got %d, want 200", a.StatusCode)
			}
			if a := b.post("/account/password", "current", storetest.Password, "new", storetest.Password+"!"); a.StatusCode != 303 {
				t.Errorf("a new password: got %d, want 303", a.StatusCode)
			}
			// For the next case, the old password again.
			s.Exec(t, `UPDATE pf_users SET password_hash = (SELECT password_hash FROM pf_users WHERE email = 'biller@northside.example')`)
			if a := b.get("/pm/patients"); a.StatusCode != http.StatusOK {
				t.Errorf("the new password ended the login that it was chosen with: got %d, want 200", a.StatusCode)
			}
			kept := *b.cookie
			b.post("/logout")
			b.cookie = &kept
			if a := b.get("/pm/patients"); a.StatusCode != http.StatusSeeOther {
				t.Errorf("signed out: got %d, want 303", a.StatusCode)
			}
		})
	}
}

// Who was signed in before the cookie was renamed stays so.
func TestTheFormerCookieIsRead(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.anonymous(t)
	b.cookie = &http.Cookie{Name: "televisit", Value: s.Login(t, staff, s.Northside)}
	former := *b.cookie
	if a := b.get("/pm/patients"); a.StatusCode != http.StatusOK {
		t.Errorf("got %d, want 200", a.StatusCode)
	}
	b.post("/logout")
	b.cookie = &former
	if a := b.get("/pm/patients"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("signed out: got %d, want 303", a.StatusCode)
	}
}

func TestWayBackBehindAProxy(t *testing.T) {
	t.Parallel()
	s := siteAt(t, storetest.New(t), "http://desk.lan")
	path := list + "/sessions/" + string(s.Session(t, storetest.Row{})) + "/status?to=cancelled"
	b := s.as(t, staff, "")
	for referer, want := range map[string]string{"http://desk.lan/pm/telehealth?status=scheduled": list + "?status=scheduled",
		"http://evil.example/pm/telehealth": ""} {
		t.Run(referer, func(t *testing.T) {
			r := httptest.NewRequest("GET", path, nil)
			r.Host = "127.0.0.1"
			a := b.do(r, []string{"Referer", referer})
			if got := a.Doc.Find("main input[name=next]").AttrOr("value", ""); got != want {
				t.Errorf("goes back to %q, want %q", got, want)
			}
		})
	}
}
