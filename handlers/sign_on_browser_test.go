package handlers

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"televisit/clinic"
	"televisit/outside"
	"televisit/sso/ssotest"
	"televisit/store/storetest"
	"televisit/web"
)

// A signOnSite is a site on a port beside an identity provider that Northside trusts.
type signOnSite struct {
	*site
	provider *ssotest.Provider
	at       string
}

// newSignOn returns a site below a path, where Northside's members sign in by the provider.
func newSignOn(t *testing.T) *signOnSite {
	t.Helper()
	d := storetest.NewAt(t, time.Now) // tokens of the provider go by the real time
	server := httptest.NewUnstartedServer(nil)
	s := &signOnSite{provider: ssotest.New(t), at: "http://" + server.Listener.Addr().String() + "/desk"}
	s.site = siteBy(t, d, s.at, web.Config{Outside: outside.Internet(true), Log: slog.New(slog.DiscardHandler)})
	d.Store.AllowPrivateProviders()
	server.Config.Handler = s.handler
	server.Start()
	t.Cleanup(server.Close)
	s.trust(t, s.Northside, "televisit", nil)
	return s
}

// trust lets the members of an org sign in by the provider, as a client of that id.
func (s *signOnSite) trust(t *testing.T, org clinic.OrgID, id string, but func(*clinic.IdentityProvider)) {
	t.Helper()
	s.provider.Client(id, s.at+"/sso/"+string(org)+"/callback")
	admin := "admin@northside.example"
	if org == s.Harbor {
		admin = "admin@harbor.example"
	}
	o := s.As(t, admin, org)
	p, err := o.IdentityProvider(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p = clinic.IdentityProvider{Name: "Clinic Login", Issuer: s.provider.Issuer, ClientID: id, Domains: []string{"northside.example"},
		Active: true, Version: p.Version}
	if but != nil {
		but(&p)
	}
	if err := o.ChangeIdentityProvider(t.Context(), p, ssotest.Secret); err != nil {
		t.Fatal(err)
	}
}

// A walker follows redirects, also to the provider and back, as a browser does.
type walker struct {
	t      *testing.T
	at     string
	client *http.Client
}

func (s *signOnSite) walker(t *testing.T) *walker {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &walker{t, s.at, &http.Client{Jar: jar}}
}

// sign is who is at the provider coming to an org by it.
func (s *signOnSite) sign(t *testing.T, subject, email string, org clinic.OrgID) answer {
	t.Helper()
	s.provider.At(subject, email, true)
	return s.walker(t).get("/sso/" + string(org) + "/start")
}

// get asks for a path of the site, or a whole address.
func (w *walker) get(path string) answer {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.address(path), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.do(r)
}

func (w *walker) address(path string) string {
	if strings.HasPrefix(path, "http") {
		return path
	}
	return w.at + path
}

// post sends a form given as name, value, name, value.
func (w *walker) post(path string, fields ...string) answer {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.address(path), strings.NewReader(form(fields...).Encode()))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.do(r)
}

func (w *walker) do(r *http.Request) answer {
	w.t.Helper()
	res, err := w.client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, fault := range faults(string(text)) {
		w.t.Errorf("%s is not valid: %s", res.Request.URL.Path, fault)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(text)))
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{res, string(text), doc}
}

// stop lets the walker follow a redirect no more that match says so of, and returns what
// undoes that.
func (w *walker) stop(match func(*url.URL) bool) func() {
	w.client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if match(r.URL) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return func() { w.client.CheckRedirect = nil }
}

// back walks to the provider and returns the address that it sends back to, unopened.
func (w *walker) back(org clinic.OrgID) string {
	w.t.Helper()
	defer w.stop(func(u *url.URL) bool {
		return strings.HasSuffix(u.Path, "/callback") && u.Query().Has("state") && strings.Contains(u.Path, "/sso/")
	})()
	a := w.get("/sso/" + string(org) + "/start")
	if a.StatusCode/100 != 3 {
		w.t.Fatalf("got %d, want to be sent back: %s", a.StatusCode, a.Text)
	}
	return a.Header.Get("Location")
}

// isIn reports in which org a page shows somebody to be, "" for nowhere.
func (a answer) isIn() string { return strings.TrimSpace(a.Doc.Find(".org bdi").Text()) }

// trail returns the actions of an org that concern signing in, with why, oldest first.
func (s *signOnSite) trail(t *testing.T, org clinic.OrgID) []string {
	t.Helper()
	return s.Texts(t, `SELECT coalesce((SELECT u.email FROM pf_users u WHERE u.id = a.user_id), '') || ' ' || a.action || ' ' || a.detail
		FROM pf_audit a WHERE a.org_id = $1 AND a.kind = 'logins' ORDER BY a.id`, org)
}

// siteInside returns a site on a desk that reaches the internet alone.
func siteInside(t *testing.T, d *storetest.Desk) *site {
	t.Helper()
	return siteBy(t, d, home, web.Config{Outside: outside.Internet(false), Log: slog.New(slog.DiscardHandler)})
}
