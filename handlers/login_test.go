package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"televisit/store/storetest"
)

const staff = "staff@northside.example"

func TestSignIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.anonymous(t)
	if a := b.get("/login"); a.StatusCode != http.StatusOK || a.Doc.Find("input[name=password]").Length() != 1 {
		t.Fatal(a.StatusCode, a.Text)
	}
	if a := b.get("/"); a.Header.Get("Location") != "/login?next=%2F" {
		t.Error(a.Header)
	}
	a := b.post("/login", "email", " STAFF@northside.example ", "password", storetest.Password, "next", "/pm/telehealth?status=active")
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/pm/telehealth?status=active" {
		t.Fatal(a.StatusCode, a.Header)
	}
	if c := b.cookie; !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge != 0 || len(c.Value) < 43 {
		t.Error(c)
	}
	if a := b.get("/pm/telehealth"); a.StatusCode != http.StatusOK || !strings.Contains(a.Doc.Find(".org").Text(),
		"Northside Family Practice") {
		t.Error(a.StatusCode, a.Doc.Find(".org").Text())
	}
	if a := b.get("/login?next=%2Fpm%2Ftelehealth%3Fpage%3D2"); a.Header.Get("Location") != "/pm/telehealth?page=2" {
		t.Error("who is signed in sees the form:", a.StatusCode, a.Header)
	}
}

func TestSignInFails(t *testing.T) {
	t.Parallel()
	b := newSite(t).anonymous(t)
	var first string
	for _, email := range []string{staff, "nobody@northside.example"} {
		t.Run(email, func(t *testing.T) {
			a := b.post("/login", "email", email, "password", "wrong", "next", "/pm/patients")
			form := a.Doc.Find("form[action='/login']")
			if a.StatusCode != http.StatusUnauthorized || form.Find("[name=email]").AttrOr("value", "") != email ||
				form.Find("[name=next]").AttrOr("value", "") != "/pm/patients" ||
				form.Find("[name=password]").AttrOr("value", "") != "" {
				t.Errorf("got %d, want 401 and the form without the password: %s", a.StatusCode, a.Text)
			}
			text := a.Doc.Find("[role=alert]").Text()
			if first == "" {
				first = text
			}
			if text == "" || text != first || b.cookie != nil {
				t.Errorf("says %q and sets the cookie %v, want %q and no cookie", text, b.cookie, first)
			}
		})
	}
}

func TestThrottle(t *testing.T) {
	t.Parallel()
	for _, email := range []string{staff, "nobody@northside.example"} {
		t.Run(email, func(t *testing.T) {
			s := newSite(t)
			b := s.anonymous(t)
			for range 5 {
				if a := b.post("/login", "email", email, "password", "wrong"); a.StatusCode != http.StatusUnauthorized {
					t.Fatalf("got %d, want 401", a.StatusCode)
				}
			}
			a := b.post("/login", "email", email, "password", storetest.Password)
			if a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") != "1" {
				t.Errorf("got %d with %v, want 429 and to retry after 1", a.StatusCode, a.Header)
			}
			if a.Doc.Find("[name=email]").AttrOr("value", "") != email || !strings.Contains(a.Doc.Find("[role=alert]").Text(),
				"Try again in 1 second.") {
				t.Errorf("got %s, want the address kept and when to try again", a.Text)
			}
			s.Clock.Add(time.Second)
			want := http.StatusSeeOther
			if email != staff {
				want = http.StatusUnauthorized
			}
			if a := b.post("/login", "email", email, "password", storetest.Password); a.StatusCode != want {
				t.Errorf("after the wait: got %d, want %d", a.StatusCode, want)
			}
		})
	}
}

// A browser that somebody signed in with is known again, and guesses in others do not keep
// them out there.
func TestGuessesInAnotherBrowser(t *testing.T) {
	t.Parallel()
	s := siteAt(t, storetest.New(t), "https://desk.example")
	theirs, thief := s.anonymous(t), s.anonymous(t)
	theirs.post("/login", "email", staff, "password", storetest.Password).expect(t, http.StatusSeeOther)
	if c := theirs.device; c == nil || c.Name != "__Host-televisit-device-443" || !c.HttpOnly || !c.Secure || c.Path != "/" ||
		c.SameSite != http.SameSiteLaxMode || c.MaxAge < 100*24*3600 || len(c.Value) < 43 {
		t.Fatalf("the browser is known by %v", c)
	}
	device := theirs.device.Value
	theirs.post("/logout")
	for range 5 {
		thief.post("/login", "email", staff, "password", "wrong").expect(t, http.StatusUnauthorized)
	}
	if a := thief.post("/login", "email", staff, "password", storetest.Password).expect(t, http.StatusTooManyRequests); thief.device != nil ||
		a.Header.Get("Retry-After") != "1" {
		t.Errorf("who does not come in is known by %v, and may retry after %q", thief.device, a.Header.Get("Retry-After"))
	}
	theirs.post("/login", "email", staff, "password", storetest.Password).expect(t, http.StatusSeeOther)
	if theirs.device.Value != device {
		t.Error("a known browser is given another name")
	}
	if a := theirs.get(list); a.StatusCode != http.StatusOK {
		t.Error(a.StatusCode)
	}
	thief.device = theirs.device // of use only for whose it is
	thief.post("/login", "email", "manager@northside.example", "password", "wrong").expect(t, http.StatusUnauthorized)
	if a := thief.get(list); a.StatusCode != http.StatusSeeOther {
		t.Error("it opens a page:", a.StatusCode)
	}
}

func TestCookiesThatAreNoLogin(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, value := range map[string]string{"garbage": "%zz=%", "foreign": strings.Repeat("A", 43), "long": strings.Repeat("x", 8000),
		"empty": ""} {
		t.Run(name, func(t *testing.T) {
			b := s.anonymous(t)
			b.cookie = &http.Cookie{Name: s.cookie, Value: value}
			if a := b.get("/pm/telehealth"); a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), "/login") {
				t.Errorf("a page: got %d to %s, want 303 to /login", a.StatusCode, a.Header.Get("Location"))
			}
			if a := b.get("/login"); a.StatusCode != http.StatusOK {
				t.Errorf("/login: got %d, want 200", a.StatusCode)
			}
			if a := b.post("/logout"); a.StatusCode != http.StatusSeeOther {
				t.Errorf("/logout: got %d, want 303", a.StatusCode)
			}
		})
	}
}

func TestSignInRotatesTheToken(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	old := *b.cookie
	b.post("/login", "email", staff, "password", storetest.Password)
	if b.cookie.Value == old.Value {
		t.Error("the token stayed")
	}
	b.cookie = &old
	if a := b.get("/pm/telehealth"); a.StatusCode != http.StatusSeeOther {
		t.Error("the old token lives:", a.StatusCode)
	}
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	other := s.as(t, staff, "")
	kept := *b.cookie
	if a := b.post("/logout"); a.Header.Get("Location") != "/login" || a.Header.Get("Clear-Site-Data") != `"cache", "storage"` ||
		b.cookie != nil {
		t.Error(a.StatusCode, a.Header, b.cookie)
	}
	b.cookie = &kept
	if a := b.get("/pm/telehealth"); a.StatusCode != http.StatusSeeOther {
		t.Error("a kept cookie works:", a.StatusCode)
	}
	if a := other.get("/pm/telehealth"); a.StatusCode != http.StatusOK {
		t.Error("another browser was signed out:", a.StatusCode)
	}
	if _, err := s.Store.UnscopedSignOutAll(t.Context(), "STAFF@northside.example"); err != nil {
		t.Fatal(err)
	}
	if a := other.get("/pm/telehealth"); a.StatusCode != http.StatusSeeOther {
		t.Error("a revoked login works:", a.StatusCode)
	}
}

func TestIdleLogoff(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	for range 15 {
		s.Clock.Add(time.Minute)
		if a := b.get("/pm/telehealth/sessions", "HX-Request", "true"); a.StatusCode != http.StatusOK {
			t.Fatal(a.StatusCode)
		}
	}
	s.Clock.Add(time.Second)
	a := b.get("/pm/telehealth/sessions", "HX-Request", "true", "HX-Current-URL", "http://127.0.0.1:8080/pm/telehealth?status=active")
	if a.StatusCode != http.StatusUnauthorized || a.Header.Get("HX-Redirect") != "/login?next=%2Fpm%2Ftelehealth%3Fstatus%3Dactive" {
		t.Error("polls keep a login:", a.StatusCode, a.Header)
	}
}

func TestAbsoluteLimit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	for range 72 {
		s.Clock.Add(10 * time.Minute)
		if a := b.get("/"); a.StatusCode != http.StatusOK {
			t.Fatal(a.StatusCode, a.Header)
		}
	}
	s.Clock.Add(time.Second)
	if a := b.get("/"); !strings.HasPrefix(a.Header.Get("Location"), "/login") {
		t.Error(a.Header)
	}
}

func TestSecureCookie(t *testing.T) {
	t.Parallel()
	s := siteAt(t, storetest.New(t), "https://desk.example/televisit")
	b := s.anonymous(t)
	a := b.post("/televisit/login", "email", staff, "password", storetest.Password)
	if c := b.cookie; c == nil || c.Name != "__Host-televisit-443%2Ftelevisit" || !c.Secure || c.Path != "/" || c.Domain != "" {
		t.Fatal(c)
	}
	if a.Header.Get("Location") != "/televisit/" || a.Header.Get("Strict-Transport-Security") == "" {
		t.Error(a.Header)
	}
}
