package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
)

// What a provider answers has to hold: signed by it, for this practice and this question,
// now.
func TestSignOnTokens(t *testing.T) {
	t.Parallel()
	s := newSignOn(t)
	s.trust(t, s.Harbor, "of-harbor", nil)
	const solo = "solo@northside.example"
	s.sign(t, "sub", solo, s.Harbor)
	s.sign(t, "sub", solo, s.Northside)
	earlier := s.provider.Tokens()
	for name, c := range map[string]struct {
		instead func(token string) string
		ahead   time.Duration
		why     clinic.SignOnFault // "" lets them in
	}{
		"as it is":            {},
		"for another client":  {instead: func(string) string { return earlier[0] }, why: clinic.SignOnUnproved},
		"of an earlier time":  {instead: func(string) string { return earlier[1] }, why: clinic.SignOnUnproved},
		"another signature":   {instead: func(token string) string { return token[:len(token)-8] + "AAAAAAAA" }, why: clinic.SignOnUnproved},
		"no signature":        {instead: func(token string) string { return unsigned(token) }, why: clinic.SignOnUnproved},
		"none":                {instead: func(string) string { return "" }, why: clinic.SignOnUnproved},
		"clock a little slow": {ahead: -time.Minute},
		"clock a little fast": {ahead: time.Hour + time.Minute},
		"out of date":         {ahead: time.Hour + 3*time.Minute, why: clinic.SignOnExpired},
		"of the future":       {ahead: -5 * time.Minute, why: clinic.SignOnExpired},
	} {
		t.Run(name, func(t *testing.T) {
			s.provider.Instead(c.instead)
			s.Clock.Add(c.ahead)
			defer s.Clock.Add(-c.ahead)
			a := s.sign(t, "sub", solo, s.Northside)
			all := s.trail(t, s.Northside)
			switch last := all[len(all)-1]; {
			case c.why == "" && a.isIn() == "":
				t.Error(a.StatusCode, a.Text)
			case c.why != "" && (a.StatusCode != http.StatusForbidden || a.isIn() != "" || !strings.Contains(last, string(c.why))):
				t.Errorf("got %d and %q, want 403 and %q", a.StatusCode, last, c.why)
			}
		})
	}
}

// unsigned returns a token that says it needs no signature.
func unsigned(token string) string {
	_, rest, _ := strings.Cut(token, ".")
	shown, _, _ := strings.Cut(rest, ".")
	return "eyJhbGciOiJub25lIn0." + shown + "."
}

// A way back is good once, for ten minutes, in the browser that it began in, for the
// practice that it began at.
func TestSignOnWaysBack(t *testing.T) {
	t.Parallel()
	s := newSignOn(t)
	s.trust(t, s.Harbor, "of-harbor", nil)
	s.provider.At("sub", "solo@northside.example", true)
	for name, c := range map[string]struct {
		walk func(*walker, string) answer
		code int
	}{
		"used": {func(w *walker, back string) answer { w.get(back); w.get("/"); return w.get(back) }, http.StatusGone},
		"used, with its cookie": {func(w *walker, back string) answer {
			u, _ := url.Parse(w.at)
			cookies := w.client.Jar.Cookies(u)
			w.get(back)
			w.client.Jar.SetCookies(u, cookies)
			return w.get(back)
		}, http.StatusGone},
		"another browser": {func(_ *walker, back string) answer { return s.walker(t).get(back) }, http.StatusGone},
		"another state":   {func(w *walker, back string) answer { return w.get(strings.Replace(back, "state=", "state=A", 1)) }, http.StatusGone},
		"late":            {func(w *walker, back string) answer { s.Clock.Add(10 * time.Minute); return w.get(back) }, http.StatusGone},
		"another practice": {func(w *walker, back string) answer {
			return w.get(strings.Replace(back, string(s.Northside), string(s.Harbor), 1))
		}, http.StatusGone},
		"another provider": {func(w *walker, back string) answer {
			return w.get(back + "&iss=https%3A%2F%2Fevil.example")
		}, http.StatusForbidden},
		"a wrong code": {func(w *walker, back string) answer {
			return w.get(strings.Replace(back, "code=", "code=A", 1))
		}, http.StatusForbidden},
		"a no": {func(w *walker, back string) answer {
			u, _ := url.Parse(back)
			return w.get(w.at + "/sso/" + string(s.Northside) + "/callback?error=access_denied&state=" + u.Query().Get("state"))
		}, http.StatusForbidden},
		"nothing": {func(w *walker, _ string) answer { return w.get("/sso/" + string(s.Northside) + "/callback") }, http.StatusGone},
	} {
		t.Run(name, func(t *testing.T) {
			w := s.walker(t)
			a := c.walk(w, w.back(s.Northside))
			if a.StatusCode != c.code || a.Doc.Find("[role=alert]").Text() == "" {
				t.Errorf("got %d, want %d: %s", a.StatusCode, c.code, a.Text)
			}
			if strings.Contains(a.Text, "evil.example") || strings.Contains(a.Text, "access_denied") {
				t.Error("the page says what somebody else wrote:", a.Text)
			}
		})
	}
}

// Whoever comes back in vain too often waits, and a practice that shares their address can
// come as often as it likes.
func TestSignOnTooOften(t *testing.T) {
	t.Parallel()
	s := newSignOn(t)
	for range 3 {
		if a := s.sign(t, "sub", staff, s.Northside); a.isIn() == "" {
			t.Fatal(a.StatusCode, a.Text)
		}
	}
	w := s.walker(t)
	if n := s.Count(t, `SELECT count(*) FROM pf_used_sign_ons WHERE address_hash <> ''`); n != 0 {
		t.Errorf("%d of those who came in count as failed", n)
	}
	wrong := func() answer { return w.get(strings.Replace(w.back(s.Northside), "code=", "code=A", 1)) }
	if a := wrong(); a.StatusCode != http.StatusForbidden {
		t.Fatal(a.StatusCode, a.Text)
	}
	for i := range 99 {
		s.Exec(t, `INSERT INTO pf_used_sign_ons (state_hash, address_hash, used_at)
			SELECT $1, address_hash, used_at FROM pf_used_sign_ons WHERE address_hash <> '' LIMIT 1`, string(rune('a'+i)))
	}
	if a := wrong(); a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") != "600" {
		t.Error(a.StatusCode, a.Header)
	}
	s.Clock.Add(11 * time.Minute)
	if a := s.sign(t, "sub", staff, s.Northside); a.isIn() == "" {
		t.Error("they are shut out for good:", a.StatusCode, a.Text)
	}
}

// A provider with new keys is believed at once; one that cannot be reached leaves the
// password, and so does one whose client secret was changed.
func TestSignOnProviderChanges(t *testing.T) {
	t.Parallel()
	s := newSignOn(t)
	if a := s.sign(t, "sub", staff, s.Northside); a.isIn() == "" {
		t.Fatal(a.StatusCode, a.Text)
	}
	s.provider.Rotate()
	s.provider.TellInToken()
	if a := s.sign(t, "sub", staff, s.Northside); a.isIn() == "" {
		t.Error("the new keys are not known:", a.StatusCode, a.Text)
	}
	if err := s.As(t, "admin@northside.example", s.Northside).ChangeIdentityProvider(t.Context(), clinic.IdentityProvider{
		Name: "Clinic Login", Issuer: s.provider.Issuer, ClientID: "televisit", Domains: []string{"northside.example"}, Active: true,
		Version: 1}, "not the secret"); err != nil {
		t.Fatal(err)
	}
	if a := s.sign(t, "sub", staff, s.Northside); a.StatusCode != http.StatusForbidden || a.isIn() != "" {
		t.Error("a wrong secret:", a.StatusCode, a.Text)
	}
	w := s.walker(t)
	back := w.back(s.Northside)
	s.provider.Stop()
	s.Clock.Add(6 * time.Minute) // what it said of itself is not kept longer
	for name, a := range map[string]answer{"on the way": w.get(back), "at the start": w.get("/sso/" + string(s.Northside) + "/start")} {
		if a.StatusCode != http.StatusServiceUnavailable || a.Doc.Find("a[href*='/desk/login']").Length() == 0 ||
			a.Header.Get("Retry-After") == "" {
			t.Error(name, a.StatusCode, a.Text)
		}
	}
	if a := w.get("/sso/no-such-practice/start"); a.StatusCode != http.StatusNotFound {
		t.Error("a practice that there is not:", a.StatusCode)
	}
}
