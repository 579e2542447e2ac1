package handlers

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"televisit/clinic"
	"televisit/doctor"
	"televisit/store"
	"televisit/store/storetest"
	"televisit/web"
)

// A site is the whole chain on a database file of its own.
type site struct {
	*storetest.Desk
	handler http.Handler
	cookie  string   // the name of the login's
	secure  bool     // people reach it by https
	shown   sync.Map // what was looked at already of what all may see, see exposed
}

func newSite(t testing.TB) *site {
	t.Helper()
	return siteOf(t, storetest.New(t))
}

// home is where people reach most sites.
const home = "http://127.0.0.1:8080"

// siteOf returns a site on a desk that exists.
func siteOf(t testing.TB, d *storetest.Desk) *site {
	t.Helper()
	return siteAt(t, d, home)
}

// siteAt returns a site that people reach at base.
func siteAt(t testing.TB, d *storetest.Desk, base string) *site {
	t.Helper()
	return siteWith(t, d, base, io.Discard)
}

// siteWith returns a site that writes its log to log.
func siteWith(t testing.TB, d *storetest.Desk, base string, log io.Writer) *site {
	t.Helper()
	return siteBy(t, d, base, web.Config{Log: slog.New(slog.NewTextHandler(io.MultiWriter(log, d.Log(t)), nil))})
}

// demoOf returns a site that says it is the demo.
func demoOf(t testing.TB, d *storetest.Desk) *site {
	t.Helper()
	return siteBy(t, d, home, web.Config{Demo: true, Log: slog.New(slog.NewTextHandler(d.Log(t), nil))})
}

// siteBy returns a site at base, configured by c and what all have in common.
func siteBy(t testing.TB, d *storetest.Desk, base string, c web.Config) *site {
	t.Helper()
	return siteWatched(t, d, base, c, watchOf(d))
}

func siteWatched(t testing.TB, d *storetest.Desk, base string, c web.Config, watch *doctor.Watch) *site {
	t.Helper()
	var err error
	if c.Base, err = url.Parse(base); err != nil {
		t.Fatal(err)
	}
	if c.Pages, err = pagesBelow(strings.TrimSuffix(c.Base.Path, "/")); err != nil {
		t.Fatal(err)
	}
	c.Now, c.Version = d.Clock.Now, "test"
	return &site{Desk: d, handler: New(d.Store, watch, c), cookie: web.NewLoginCookie(c.Base, d.Store.UnscopedSignOut).Name(),
		secure: c.Base.Scheme == "https"}
}

// watchOf returns a watch of a desk, whose backups nobody knows.
func watchOf(d *storetest.Desk) *doctor.Watch {
	p := doctor.Patient{Store: d.Store, Keys: d.KeyFile, Site: doctor.Site{Addr: "127.0.0.1:8080"}, Now: d.Clock.Now}
	if !store.IsServer(d.Where) {
		p.File = d.Where
	}
	return doctor.NewWatch(p)
}

// loaded holds the pages by their prefix: reading them takes longer than most tests.
var loaded = struct {
	sync.Mutex
	by map[string]*web.Pages
}{by: map[string]*web.Pages{}}

func pagesBelow(prefix string) (*web.Pages, error) {
	loaded.Lock()
	defer loaded.Unlock()
	if p := loaded.by[prefix]; p != nil {
		return p, nil
	}
	p, err := web.Load(prefix, web.Files{Templates: os.DirFS("../templates"), Static: os.DirFS("../static"),
		Locales: os.DirFS("../locales"), Used: used.note, Parsed: watch})
	loaded.by[prefix] = p
	return p, err
}

// A browser keeps a cookie and follows nothing.
type browser struct {
	t      testing.TB
	site   *site
	cookie *http.Cookie
	device *http.Cookie // what it is known again by
	rest   []string     // further cookies, sent before it
}

// An answer is what came back, read.
type answer struct {
	*http.Response
	Text string
	Doc  *goquery.Document
}

// anonymous returns a browser that is not signed in.
func (s *site) anonymous(t testing.TB) *browser { return &browser{t: t, site: s} }

// as returns a browser that is signed in, in the org of its member or in the one
// that is given.
func (s *site) as(t testing.TB, email string, org clinic.OrgID) *browser {
	t.Helper()
	switch {
	case org != "":
	case strings.HasSuffix(email, "@harbor.example"):
		org = s.Harbor
	default:
		org = s.Northside
	}
	b := s.anonymous(t)
	b.cookie = &http.Cookie{Name: s.cookie, Value: s.Login(t, email, org)}
	return b
}

// get asks for a page.
func (b *browser) get(path string, header ...string) answer {
	b.t.Helper()
	return b.do(httptest.NewRequest("GET", path, nil), header)
}

// post sends a form given as name, value, name, value.
func (b *browser) post(path string, fields ...string) answer {
	b.t.Helper()
	return b.send(path, form(fields...))
}

// send sends a form with further headers.
func (b *browser) send(path string, f url.Values, header ...string) answer {
	b.t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(f.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r, header)
}

func (b *browser) do(r *http.Request, header []string) answer {
	b.t.Helper()
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if len(b.rest) > 0 {
		r.Header.Set("Cookie", strings.Join(b.rest, "; "))
	}
	for _, c := range []*http.Cookie{b.device, b.cookie} {
		if c != nil {
			r.AddCookie(c)
		}
	}
	w := httptest.NewRecorder()
	b.site.handler.ServeHTTP(w, r)
	res := w.Result()
	for _, fault := range b.site.headerFaults(r, res, w.Body.String()) {
		b.t.Errorf("%s %s, answered %d: %s", r.Method, r.URL, res.StatusCode, fault)
	}
	for _, c := range res.Cookies() {
		if strings.Contains(c.Name, "-device-") {
			b.device = c
			continue
		}
		b.cookie = c
		if c.MaxAge < 0 {
			b.cookie = nil
		}
	}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") && res.Header.Get("Content-Encoding") == "" {
		for _, fault := range faults(w.Body.String()) {
			b.t.Errorf("%s %s is not valid: %s", r.Method, r.URL, fault)
		}
		keepMarkup(b.t, r, res.StatusCode, w.Body.String())
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(w.Body.String()))
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{res, w.Body.String(), doc}
}

// form makes a form of name, value, name, value.
func form(fields ...string) url.Values {
	f := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		f.Add(fields[i], fields[i+1])
	}
	return f
}

// errorOf returns the message that a form shows at a field.
func (a answer) errorOf(field string) string { return a.Doc.Find("#f-" + field + "-msg").Text() }
