package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

// A member finds the provider by the domain of their address, and comes back signed in at
// the page that they wanted. The next time the sign-in page offers the provider itself, and
// the provider's word for them is enough, whatever their address is by then.
func TestSignOn(t *testing.T) {
	t.Parallel()
	s := newSignOn(t)
	s.provider.At("sub-1", "Staff@Northside.example", true)
	w := s.walker(t)
	a := w.get("/pm/patients")
	find, _ := a.Doc.Find("a[href*='/desk/sso']").Attr("href")
	if find == "" || !strings.Contains(find, "next=") {
		t.Fatalf("the sign-in page leads to no single sign-on: %q", find)
	}
	a = w.post("/sso", "email", "staff@northside.example", "next", "/desk/pm/patients")
	link := a.Doc.Find("main a[href*='/start']")
	if a.StatusCode != http.StatusOK || link.Length() != 1 || link.Text() != "Sign in with Clinic Login" {
		t.Fatal(a.StatusCode, a.Text)
	}
	a = w.get(origin(s.at) + link.AttrOr("href", ""))
	if a.StatusCode != http.StatusOK || a.Request.URL.Path != "/desk/pm/patients" || a.isIn() != "Northside Family Practice" {
		t.Fatal(a.StatusCode, a.Request.URL, a.Text)
	}
	if a = w.post("/logout"); a.Doc.Find("a[href*='/start']").Text() != "Sign in with Clinic Login" {
		t.Error("the sign-in page does not offer the last provider:", a.Text)
	}
	if a := s.sign(t, "sub-1", "another@elsewhere.example", s.Northside); a.isIn() != "Northside Family Practice" {
		t.Error("who is known by the subject is not let in:", a.StatusCode, a.Text)
	}
	want := []string{"staff@northside.example login.identity null", "staff@northside.example login.sso null",
		"staff@northside.example login.out null", "staff@northside.example login.new_device null",
		"staff@northside.example login.sso null"}
	if got := s.trail(t, s.Northside); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if n := s.Count(t, `SELECT count(*) FROM pf_users`); n != s.Count(t, `SELECT count(DISTINCT user_id) FROM pf_memberships`) {
		t.Error("somebody was made")
	}
}

func origin(address string) string {
	u, _ := url.Parse(address) // it is a test's own
	return u.Scheme + "://" + u.Host
}

// Whether somebody has an address makes no difference to what is offered, and a domain that
// nobody vouches for leads to the password.
func TestSignOnTellsNobody(t *testing.T) {
	t.Parallel()
	s := newSignOn(t)
	w := s.walker(t)
	member, nobody := w.post("/sso", "email", staff), w.post("/sso", "email", "nobody@northside.example")
	if member.StatusCode != http.StatusOK || member.Text != nobody.Text {
		t.Errorf("a member and a stranger are told apart:\n%s\n%s", member.Text, nobody.Text)
	}
	for _, email := range []string{"staff@elsewhere.example", "northside.example", "@northside.example", "", "a@b@"} {
		t.Run(email, func(t *testing.T) {
			a := s.walker(t).post("/sso", "email", email, "next", "//evil.example")
			if a.StatusCode != http.StatusUnprocessableEntity || a.errorOf("email") == "" ||
				a.Doc.Find("input[name=email]").AttrOr("value", "") != email || strings.Contains(a.Text, "evil.example") {
				t.Error(a.StatusCode, a.Text)
			}
		})
	}
}

// Who is no member with a confirmed address of a domain of the practice is not let in, and
// that is on record.
func TestSignOnRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		subject, email string
		unverified     bool
		before         func(*testing.T, *signOnSite)
		why            clinic.SignOnFault
	}{
		"address not confirmed": {email: staff, unverified: true, why: clinic.SignOnNoEmail},
		"no address":            {email: "", why: clinic.SignOnNoEmail},
		"another domain":        {email: "staff@harbor.example", why: clinic.SignOnDomain},
		"no member":             {email: "stranger@northside.example", why: clinic.SignOnStranger},
		"a member elsewhere": {email: "biller@harbor.example", why: clinic.SignOnStranger, before: func(t *testing.T, s *signOnSite) {
			s.trust(t, s.Northside, "televisit", func(p *clinic.IdentityProvider) { p.Domains = []string{"harbor.example"} })
		}},
		"left": {email: staff, why: clinic.SignOnStranger, before: func(t *testing.T, s *signOnSite) {
			s.sign(t, "sub", staff, s.Northside)
			admin := s.As(t, "admin@northside.example", s.Northside)
			if err := admin.Deactivate(t.Context(), s.As(t, staff, s.Northside).User()); err != nil {
				t.Fatal(err)
			}
		}},
		"disabled": {email: staff, why: clinic.SignOnStranger, before: func(t *testing.T, s *signOnSite) {
			s.sign(t, "sub", staff, s.Northside)
			s.Exec(t, `UPDATE pf_users SET disabled_at = 1 WHERE email = $1`, staff)
		}},
		"the address has become another's": {subject: "new", email: staff, why: clinic.SignOnOther, before: func(t *testing.T, s *signOnSite) {
			s.sign(t, "sub", staff, s.Northside)
		}},
		"the subject is another member's who left": {email: "biller@northside.example", why: clinic.SignOnOther,
			before: func(t *testing.T, s *signOnSite) {
				s.sign(t, "sub", staff, s.Northside)
				s.Exec(t, `UPDATE pf_users SET disabled_at = 1 WHERE email = $1`, staff)
			}},
		"a second factor is demanded": {email: staff, why: clinic.SignOnFactor, before: func(t *testing.T, s *signOnSite) {
			s.demandFactor(t)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSignOn(t)
			if c.before != nil {
				c.before(t, s)
			}
			if c.subject == "" {
				c.subject = "sub"
			}
			s.provider.At(c.subject, c.email, !c.unverified)
			w := s.walker(t)
			a := w.get("/sso/" + string(s.Northside) + "/start")
			if a.StatusCode != http.StatusForbidden || a.isIn() != "" || a.Doc.Find("[role=alert]").Text() == "" ||
				a.Doc.Find("a[href*='/desk/login']").Length() == 0 {
				t.Fatal(a.StatusCode, a.Text)
			}
			if a := w.get("/"); a.isIn() != "" {
				t.Error("they are signed in all the same")
			}
			all := s.trail(t, s.Northside)
			if want := ` login.sso_failed {"why":"` + string(c.why) + `"}`; all[len(all)-1] != want {
				t.Errorf("the trail says %q, want %q", all, want)
			}
		})
	}
}

// demandFactor lets Northside demand a second factor of everybody.
func (s *signOnSite) demandFactor(t *testing.T) {
	t.Helper()
	if _, err := s.As(t, "admin@northside.example", s.Northside).ChangeSettings(t.Context(),
		map[string]string{"second_factor": clinic.OfEverybody}); err != nil {
		t.Fatal(err)
	}
}

// A practice that demands a second factor takes the provider's, if it says that it asked for
// one or is known to. What is of the person in all practices is changed with the password.
func TestSignOnWithSecondFactor(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*testing.T, *signOnSite){
		"said":  func(_ *testing.T, s *signOnSite) { s.provider.Methods("pwd", "otp", "mfa") },
		"known": func(t *testing.T, s *signOnSite) { s.trust(t, s.Northside, "televisit", factorKnown) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSignOn(t)
			s.demandFactor(t)
			prepare(t, s)
			s.provider.At("sub", staff, true)
			w := s.walker(t)
			if a := w.get("/sso/" + string(s.Northside) + "/start"); a.isIn() == "" || a.Request.URL.Path == "/desk/account/second-factor" {
				t.Fatal(a.StatusCode, a.Request.URL, a.Text)
			}
			if a := w.get("/account/second-factor"); a.StatusCode != http.StatusForbidden {
				t.Error("the second factor of the account can be seen:", a.StatusCode)
			}
			for _, path := range []string{"/account/second-factor", "/account/second-factor/change", "/account/passkeys",
				"/account/passkeys/begin", "/account/passkeys/change"} {
				if a := w.post(path, "do", "remove", "code", "123456", "proof", storetest.Password); a.StatusCode != http.StatusForbidden {
					t.Error("the second factor of the account can be changed:", path, a.StatusCode)
				}
			}
		})
	}
}

// A second factor that is demanded later is demanded of who is signed in already.
func TestSignOnBeforeSecondFactor(t *testing.T) {
	t.Parallel()
	s := newSignOn(t)
	s.provider.At("sub", staff, true)
	w := s.walker(t)
	if a := w.get("/sso/" + string(s.Northside) + "/start"); a.isIn() == "" {
		t.Fatal(a.StatusCode, a.Text)
	}
	s.demandFactor(t)
	if a := w.get("/pm/patients"); a.StatusCode != http.StatusForbidden || a.Request.URL.Path == "/desk/pm/patients" {
		t.Error(a.StatusCode, a.Request.URL)
	}
}

func factorKnown(p *clinic.IdentityProvider) { p.SecondFactor = true }

// Who is a member of several practices is let into the one whose provider vouched for them,
// and knows nothing of the others until that one, or a password, lets them in.
func TestSignOnOpensOnePractice(t *testing.T) {
	t.Parallel()
	s := newSignOn(t)
	const solo = "solo@northside.example"
	s.provider.At("sub", solo, true)
	w := s.walker(t)
	if a := w.get("/sso/" + string(s.Northside) + "/start"); a.isIn() != "Northside Family Practice" {
		t.Fatal(a.StatusCode, a.Text)
	}
	if a := w.post("/orgs", "org_id", string(s.Harbor)); a.StatusCode != http.StatusNotFound {
		t.Error("the other practice can be chosen:", a.StatusCode)
	}
	for _, path := range []string{"/", "/orgs", "/account"} {
		if a := w.get(path); a.StatusCode != http.StatusOK || strings.Contains(a.Text, "Harbor") || a.isIn() != "Northside Family Practice" {
			t.Errorf("%s: got %d, and shows the other practice or is in %q", path, a.StatusCode, a.isIn())
		}
	}
	s.trust(t, s.Harbor, "of-harbor", nil)
	if a := w.get("/sso/" + string(s.Harbor) + "/start"); a.isIn() != "Harbor Behavioral Health" {
		t.Error("a practice that trusts the provider too does not let them in:", a.StatusCode, a.Text)
	}
	if a := w.get("/account"); strings.Contains(a.Text, "Northside Family") {
		t.Error("the login is of both")
	}
	a := w.post("/sso", "email", solo)
	if got := a.Doc.Find("main li .sub").Text(); got != "Harbor Behavioral HealthNorthside Family Practice" {
		t.Errorf("got %q, want both practices to choose from", got)
	}
}

// Switching it off, or another client, ends what was signed in by it, and so does
// unlinking a member, who is found by their address again.
func TestSignOnEnds(t *testing.T) {
	t.Parallel()
	s := newSignOn(t)
	for name, end := range map[string]func() error{
		"switched off": func() error {
			s.trust(t, s.Northside, "televisit", func(p *clinic.IdentityProvider) { p.Active = false })
			return nil
		},
		"another client": func() error { s.trust(t, s.Northside, "another", nil); return nil },
		"unlinked": func() error {
			o := s.As(t, "admin@northside.example", s.Northside)
			return o.UnlinkIdentity(t.Context(), s.As(t, staff, s.Northside).User())
		},
		"removed": func() error {
			return s.As(t, "admin@northside.example", s.Northside).RemoveIdentityProvider(t.Context())
		},
	} {
		t.Run(name, func(t *testing.T) {
			s.trust(t, s.Northside, "televisit", nil)
			s.provider.At("sub "+name, staff, true)
			w := s.walker(t)
			if a := w.get("/sso/" + string(s.Northside) + "/start"); a.isIn() == "" {
				t.Fatal(a.StatusCode, a.Text)
			}
			if err := end(); err != nil {
				t.Fatal(err)
			}
			if a := w.get("/"); a.isIn() != "" {
				t.Error("they are still signed in")
			}
			if n := s.Count(t, `SELECT count(*) FROM pf_identities`); n != 0 && name != "switched off" {
				t.Error("they are still known by", n)
			}
			if n := s.Count(t, `SELECT count(*) FROM pf_secrets`); n != 0 && name == "removed" {
				t.Error("the secret is kept")
			}
			s.Exec(t, `DELETE FROM pf_identities`)
		})
	}
	s.Clock.Add(time.Hour)
	if err := s.Store.UnscopedPurgeExpired(t.Context()); err != nil || s.Count(t, `SELECT count(*) FROM pf_used_sign_ons`) != 0 {
		t.Error("ways back are kept for good", err)
	}
}
