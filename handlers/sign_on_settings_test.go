package handlers

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"televisit/clinic"
	"televisit/sso/ssotest"
	"televisit/store/storetest"
)

const signOnSettings = "/settings/single-sign-on"

// signOnFields are the fields of a provider that can be saved, with others in the place of
// some.
func signOnFields(issuer string, other ...string) []string {
	all := []string{"version", "0", "name", "Clinic Login", "issuer", issuer, "client_id", "televisit", "secret", ssotest.Secret,
		"domains", "northside.example, north.example", "active", "yes"}
	for i := 0; i < len(other); i += 2 {
		if at := slices.Index(all, other[i]); at >= 0 {
			all[at+1] = other[i+1]
			continue
		}
		all = append(all, other[i], other[i+1])
	}
	return all
}

// A provider is set up with its address as it is or as it is found, its secret is stored
// sealed and shown never, and the trail says what was done.
func TestSignOnIsSetUp(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.as(t, "admin@northside.example", "")
	a := admin.get(signOnSettings)
	if got := a.Doc.Find("#f-return").AttrOr("value", ""); got != home+"/sso/"+string(s.Northside)+"/callback" {
		t.Errorf("says %q is to be entered at the provider", got)
	}
	fields := signOnFields("https://id.example/realms/north/.well-known/openid-configuration")
	admin.post(signOnSettings, fields...).expect(t, http.StatusSeeOther)
	a = admin.get(signOnSettings)
	if got := a.Doc.Find("#f-issuer").AttrOr("value", ""); got != "https://id.example/realms/north" {
		t.Errorf("got the address %q", got)
	}
	if got := a.Doc.Find("#f-domains").AttrOr("value", ""); got != "north.example, northside.example" {
		t.Errorf("got the domains %q", got)
	}
	admin.post(signOnSettings, fields...).expect(t, http.StatusConflict)
	a = admin.post(signOnSettings, signOnFields("https://id.example/realms/north", "version", "1", "secret", "", "second_factor", "yes")...)
	if a.expect(t, http.StatusSeeOther); s.Count(t, `SELECT count(*) FROM pf_secrets`) != 1 {
		t.Error("the secret on file is gone")
	}
	trail := admin.get("/settings/audit").Text
	for _, text := range append(s.Texts(t, `SELECT detail FROM pf_audit`), s.Texts(t, `SELECT sealed FROM pf_secrets`)...) {
		if strings.Contains(text, ssotest.Secret) {
			t.Error("the secret can be read in", text)
		}
	}
	if strings.Contains(admin.get(signOnSettings).Text+trail, ssotest.Secret) || !strings.Contains(trail, "set up single sign-on") {
		t.Error("the secret is shown, or the trail says nothing")
	}
	admin.post(signOnSettings+"/remove").expect(t, http.StatusSeeOther)
	admin.post(signOnSettings+"/remove").expect(t, http.StatusNotFound)
}

// What cannot be saved is said at its field, and what was typed stays but for the secret.
func TestSignOnIsNotSetUp(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.as(t, "admin@northside.example", "")
	for name, c := range map[string]struct{ field, value string }{
		"no name": {"name", " "}, "long name": {"name", strings.Repeat("n", 101)}, "unseen name": {"name", "a\x01b"},
		"no address": {"issuer", ""}, "plain http": {"issuer", "http://id.example"}, "no scheme": {"issuer", "id.example"},
		"with a name": {"issuer", "https://me:you@id.example"}, "with a query": {"issuer", "https://id.example?a=b"},
		"this machine": {"issuer", "https://localhost"}, "an inside number": {"issuer", "https://10.0.0.1"},
		"loopback":   {"issuer", "http://127.0.0.1"},
		"link-local": {"issuer", "https://169.254.169.254"}, "not a host": {"issuer", "https://:8"}, "script": {"issuer", "javascript:alert(1)"},
		"no client": {"client_id", ""}, "client with a space": {"client_id", "a b"},
		"no secret": {"secret", ""}, "secret with a space": {"secret", "a "}, "long secret": {"secret", strings.Repeat("s", 5000)},
		"no domain": {"domains", " ,"}, "no dot": {"domains", "localhost"}, "an address": {"domains", "a@b.example"},
		"a slash": {"domains", "b.example/x"}, "nobody came by it": {"only", "yes"},
	} {
		t.Run(name, func(t *testing.T) {
			a := admin.post(signOnSettings, signOnFields("https://id.example", c.field, c.value)...)
			if a.StatusCode != http.StatusUnprocessableEntity || a.errorOf(c.field) == "" {
				t.Fatalf("got %d and %q: %s", a.StatusCode, a.errorOf(c.field), a.Doc.Find("[data-summary]").Text())
			}
			if c.field != "name" && a.Doc.Find("#f-name").AttrOr("value", "") != "Clinic Login" ||
				a.Doc.Find("#f-secret").AttrOr("value", "") != "" {
				t.Error("what was typed is gone, or the secret is shown")
			}
		})
	}
	admin.post(signOnSettings, "version", "x").expect(t, http.StatusUnprocessableEntity)
	if n := s.Count(t, `SELECT count(*) FROM pf_identity_providers`); n != 0 {
		t.Error("something was saved")
	}
	admin.post(signOnSettings, signOnFields("https://id.example")...).expect(t, http.StatusSeeOther)
	for field, value := range map[string]string{"issuer": "https://evil.example", "client_id": "another"} {
		fields := signOnFields("https://id.example", "version", "1", "secret", "", field, value)
		if a := admin.post(signOnSettings, fields...); a.errorOf("secret") == "" {
			t.Errorf("another %s gets the secret of the one before: %d", field, a.StatusCode)
		}
	}
}

// Trying a provider says in plain words what is wrong with it.
func TestSignOnIsTried(t *testing.T) {
	t.Parallel()
	s := newSignOn(t)
	s.post(t, "/try").expect(t, http.StatusOK)
	answers := map[string]string{
		"/none":     "",
		"/text":     "hello",
		"/other":    `{"issuer": "https://evil.example"}`,
		"/unsafe":   `{"issuer": "ISSUER", "authorization_endpoint": "http://evil.example", "token_endpoint": "x", "jwks_uri": "y"}`,
		"/implicit": `{"issuer": "ISSUER", "response_types_supported": ["id_token"], ` + endpoints,
		"/keyless":  `{"issuer": "ISSUER", ` + endpoints,
	}
	fake := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, _, _ := strings.Cut(r.URL.Path, "/.well-known")
		answer := strings.ReplaceAll(answers[path], "ISSUER", "http://"+r.Host+path)
		switch {
		case path == "/elsewhere":
			http.Redirect(w, r, "https://evil.example", http.StatusFound)
		case path == "/keys":
			_, _ = w.Write([]byte(`{"keys": []}`))
		case answer == "":
			http.NotFound(w, r)
		default:
			_, _ = w.Write([]byte(strings.ReplaceAll(answer, "BASE", "http://"+r.Host)))
		}
	}))
	defer fake.Close()
	for issuer, want := range map[string]string{
		s.provider.Issuer + "/": "The provider answers and is the one that you entered. It signs with 1 key.",
		fake.URL + "/none":      "The provider did not say how it works: Answered 404.",
		fake.URL + "/elsewhere": "The provider did not say how it works: Answered 302: it leads elsewhere, which is not followed.",
		fake.URL + "/text":      "What is at this address is no OpenID Connect provider. Check the address.",
		fake.URL + "/other":     "The provider says that its address is https://evil.example. If you trust that, enter it exactly so.",
		fake.URL + "/unsafe":    "The provider names an address that is not safe (https://), or none.",
		fake.URL + "/implicit":  "The provider does not offer the way that is needed here, the authorization code flow.",
		fake.URL + "/keyless":   "The provider shows no key to check its signatures with.",
		"http://127.0.0.1:1":    "The provider did not say how it works: No connection.",
	} {
		t.Run(strings.TrimPrefix(issuer, fake.URL), func(t *testing.T) {
			s.trust(t, s.Northside, "televisit", func(p *clinic.IdentityProvider) { p.Issuer = issuer })
			if got := s.post(t, "/try").Doc.Find("#try .notice").Text(); !strings.HasPrefix(strings.TrimSpace(got), want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

const endpoints = `"authorization_endpoint": "BASE/a", "token_endpoint": "BASE/t", "jwks_uri": "BASE/keys"}`

// post sends a form below the settings as the administrator of Northside.
func (s *signOnSite) post(t *testing.T, below string, fields ...string) answer {
	t.Helper()
	return s.as(t, "admin@northside.example", "").post("/desk"+signOnSettings+below, fields...)
}

// A demo asks nobody, and a site that may not asks nobody inside, whatever a name leads to.
func TestSignOnAsksNobodyInside(t *testing.T) {
	t.Parallel()
	s := demoOf(t, storetest.New(t))
	admin := s.as(t, "admin@northside.example", "")
	admin.post(signOnSettings+"/try").expect(t, http.StatusNotFound)
	admin.post(signOnSettings, signOnFields("https://id.example")...).expect(t, http.StatusSeeOther)
	if a := admin.post(signOnSettings + "/try"); !strings.Contains(a.Doc.Find("#try .notice").Text(), "nobody is asked") {
		t.Error(a.StatusCode, a.Text)
	}
	if a := s.anonymous(t).get("/sso/" + string(s.Northside) + "/start"); a.StatusCode != http.StatusServiceUnavailable {
		t.Error("somebody is asked:", a.StatusCode)
	}
	inside := newSignOn(t)
	inside.site = siteInside(t, inside.Desk)
	a := inside.as(t, "admin@northside.example", "").post(signOnSettings + "/try")
	if got := a.Doc.Find("#try .notice").Text(); !strings.Contains(got, "Refused: the host is on this machine or inside a network") {
		t.Errorf("got %q, want it refused", got)
	}
}

// Where members sign in by the provider alone, a password leads to it, but for who may
// change that; what somebody typed is still there afterwards.
func TestSignOnIsTheOnlyWay(t *testing.T) {
	t.Parallel()
	s := newSignOn(t)
	if a := s.sign(t, "sub-solo", "solo@northside.example", s.Northside); a.isIn() == "" {
		t.Fatal(a.StatusCode, a.Text)
	}
	old := s.as(t, staff, "")
	s.trust(t, s.Northside, "televisit", func(p *clinic.IdentityProvider) { p.Only = true })
	if a := old.get("/desk/pm/patients"); a.Header.Get("Location") != "/desk/sso/"+string(s.Northside)+"?next=%2Fdesk%2Fpm%2Fpatients" {
		t.Error("a password is enough:", a.StatusCode, a.Header)
	}
	s.provider.At("sub", staff, true)
	w := s.walker(t)
	a := w.post("/login", "email", staff, "password", storetest.Password)
	link := a.Doc.Find("main a[href*='/start']").AttrOr("href", "")
	if a.StatusCode != http.StatusOK || link == "" || len(a.Doc.Find("nav.nav a").Nodes) == 0 && a.isIn() != "" {
		t.Fatal(a.StatusCode, a.Text)
	}
	typed := []string{"given_name", "Nora", "family_name", "Typed", "org", string(s.Northside)}
	w.post("/pm/patients/new", typed...)
	if a = w.get(origin(s.at) + link); a.Request.URL.Path != "/desk/account/typed" || !strings.Contains(a.Text, "Nora") {
		t.Error("what was typed is gone:", a.Request.URL, a.StatusCode)
	}
	if a = w.get("/pm/patients"); a.StatusCode != http.StatusOK || a.Request.URL.Path != "/desk/pm/patients" {
		t.Error("who came by the provider is not let in:", a.StatusCode, a.Request.URL)
	}
	if a := s.walker(t).post("/login", "email", "admin@northside.example", "password", storetest.Password); a.Request.URL.Path != "/desk/" {
		t.Error("nobody can switch it off any more:", a.StatusCode, a.Request.URL)
	}
	if a := s.as(t, "solo@northside.example", s.Harbor).get("/desk/pm/patients"); a.StatusCode != http.StatusOK {
		t.Error("a practice without it wants it too:", a.StatusCode)
	}
}
