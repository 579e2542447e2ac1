package handlers

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"televisit/store/storetest"
)

// standard are the headers of every answer.
var standard = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
	"Referrer-Policy":              "same-origin",
	"X-Content-Type-Options":       "nosniff",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}

const asset = "public, max-age=31536000, immutable"

// headerFaults returns what is wrong with the headers of an answer, which every test of this package
// asks, and what of a patient is to be seen where all may look.
func (s *site) headerFaults(r *http.Request, a *http.Response, body string) (found []string) {
	switch a.StatusCode {
	case http.StatusNotModified, 499: // nothing is shown or kept, nobody reads it
		return nil
	}
	fault := func(what, got, want string) { found = append(found, what+": got "+got+", want "+want) }
	for name, want := range standard {
		if got := a.Header.Get(name); got != want {
			fault(name, got, want)
		}
	}
	kept, vary := a.Header.Get("Cache-Control"), a.Header.Get("Vary")
	switch isAsset := strings.Contains(r.URL.Path, "/static/") && a.StatusCode == http.StatusOK; {
	case isAsset && (kept != asset || vary != "Accept-Encoding"):
		fault("Cache-Control, Vary of a file", kept+", "+vary, asset+", Accept-Encoding")
	case !isAsset && (kept != "no-store" || !strings.HasPrefix(vary, "HX-Request")):
		fault("Cache-Control, Vary", kept+", "+vary, "no-store, HX-Request")
	}
	for _, c := range a.Cookies() {
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Secure != s.secure ||
			strings.HasPrefix(c.Name, "__Host-") != s.secure {
			fault("the cookie", c.Raw, "HttpOnly, SameSite=Lax, for this host alone")
		}
	}
	for _, name := range []string{"Server", "X-Powered-By", "Date", "Etag", "Last-Modified"} {
		if got := a.Header.Get(name); got != "" {
			fault(name, got, "none")
		}
	}
	return append(found, s.exposed(a, body)...)
}

var title = regexp.MustCompile(`(?s)<title>(.*?)</title>`)

// exposed returns what of a patient stands in the title of a page, in the name of a file or in an
// address: what browsers write to disk and send on. Each such text is looked at once.
func (s *site) exposed(a *http.Response, body string) (found []string) {
	texts := title.FindAllString(body, 1)
	for _, name := range []string{"Content-Disposition", "Location", "HX-Location", "HX-Redirect", "HX-Push-Url", "HX-Replace-Url"} {
		if plain, err := url.QueryUnescape(a.Header.Get(name)); err == nil {
			texts = append(texts, plain)
		}
	}
	for _, text := range texts {
		if _, seen := s.shown.LoadOrStore(text, true); text == "" || seen {
			continue
		}
		for _, private := range s.Private().In(text) {
			found = append(found, "it says "+private+", which is a patient's, in "+text)
		}
	}
	return found
}

// TestHeadersOnEveryAnswer asks for every route with and without a login, and for answers of every
// other kind: browser.do looks at their headers.
func TestHeadersOnEveryAnswer(t *testing.T) {
	t.Parallel()
	for _, base := range []string{home, "https://desk.example"} {
		t.Run(base, func(t *testing.T) {
			t.Parallel()
			s := siteAt(t, storetest.New(t), base)
			ids := s.things(t)
			for _, b := range []*browser{s.as(t, adminEmail, ""), s.anonymous(t)} {
				for _, rt := range new(areas).routes() {
					if rt.Path != "/logout" {
						b.do(requestOf(rt, ids), nil)
						b.do(requestOf(rt, ids), []string{"HX-Request", "true"})
					}
				}
			}
			s.everyStatus(t)
		})
	}
}

// everyStatus asks for an answer of every status that there is, and for static files.
func (s *site) everyStatus(t *testing.T) {
	t.Helper()
	b := s.as(t, adminEmail, "")
	css, _ := b.get(list).Doc.Find(`link[rel="stylesheet"]`).Attr("href")
	seen := map[int]bool{}
	asks := func(r *http.Request, header ...string) { seen[b.do(r, header).StatusCode] = true }
	form := func(path, body string) *http.Request {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}
	asks(httptest.NewRequest("GET", css, nil))
	asks(httptest.NewRequest("HEAD", css, nil), "Accept-Encoding", "gzip")
	asks(httptest.NewRequest("GET", "/static/wrong/app.css", nil))
	asks(httptest.NewRequest("PUT", css, nil))
	asks(httptest.NewRequest("GET", "/nowhere", nil))
	asks(httptest.NewRequest("GET", "//nowhere/..", nil))
	asks(httptest.NewRequest("OPTIONS", list, nil))
	asks(form("/pm/settings", "a=%zz"))
	asks(form("/pm/settings", strings.Repeat("a", 64<<10+1)))
	asks(form("/pm/settings", "a=b"), "Content-Type", "application/json")
	asks(form("/pm/settings", ""), "Sec-Fetch-Site", "cross-site")
	asks(form("/pm/settings", ""))
	asks(form("/pm/settings", "org="+string(s.Harbor)))
	asks(form("/login/code", ""))
	asks(form("/login", ""))
	asks(form("/account/stay", ""))
	for range 12 {
		asks(form("/login", "email=nobody@northside.example&password=a+wrong+one"))
	}
	s.Exec(t, `ALTER TABLE pm_module_settings RENAME TO gone`)
	asks(httptest.NewRequest("GET", "/pm/telehealth/configuration", nil))
	asks(httptest.NewRequest("GET", "/pm/telehealth/configuration", nil), "HX-Request", "true")
	for _, code := range []int{200, 301, 303, 400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500} {
		if !seen[code] {
			t.Errorf("nothing was answered %d: %v", code, seen)
		}
	}
}

// TestHeadersOfAPanic: what breaks off with a panic is answered as all is.
func TestHeadersOfAPanic(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := siteWith(t, storetest.New(t), home, &log)
	r := httptest.NewRequest("GET", "/login", nil)
	r.URL = nil // nothing gets by without one
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	r.URL = &url.URL{}
	for _, fault := range s.headerFaults(r, w.Result(), w.Body.String()) {
		t.Error(fault)
	}
	if w.Code != http.StatusInternalServerError || !strings.Contains(log.String(), "msg=panic") {
		t.Errorf("got %d, want 500: %s", w.Code, log.String())
	}
}

// TestUnchangedAndKept: that nothing is new is told in no headers at all, and signing out clears what the
// browser kept.
func TestUnchangedAndKept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	tag := b.get(list + "/sessions").Header.Get("HX-PTag")
	if a := b.get(list+"/sessions", "HX-PTag", tag); a.StatusCode != http.StatusNotModified || len(a.Header) > 0 {
		t.Errorf("nothing new is told as %d %v", a.StatusCode, a.Header)
	}
	css, _ := b.get(list).Doc.Find(`link[rel="stylesheet"]`).Attr("href")
	if got := b.get(css, "Accept-Encoding", "gzip"); got.Header.Get("Content-Encoding") != "gzip" {
		t.Error("the stylesheet is not compressed")
	}
	if a := b.post("/logout"); a.Header.Get("Clear-Site-Data") != `"cache", "storage"` {
		t.Error("signing out leaves", a.Header)
	}
}

// TestExposedIsFound: a name where browsers keep it is seen by the tests.
func TestExposedIsFound(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Patient(t, s.Northside, "Ann", "Marlow", "M-77")
	for name, c := range map[string]struct{ header, value, body string }{
		"title":   {"X-Title", "", "<title>Marlow · Televisit</title>"},
		"file":    {"Content-Disposition", `attachment; filename="marlow.csv"`, ""},
		"address": {"Location", "/pm/patients?q=Ann%20Marlow", ""},
		"htmx":    {"HX-Push-Url", "/pm/patients?mrn=m-77", ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := &http.Response{Header: http.Header{}}
			a.Header.Set(c.header, c.value)
			if found := s.exposed(a, c.body); len(found) == 0 {
				t.Error("got nothing, want that it is found")
			}
		})
	}
	if found := s.exposed(&http.Response{Header: http.Header{}}, "<title>Patients · Televisit</title>"); len(found) > 0 {
		t.Errorf("got %q, want nothing", found)
	}
}
