// Package web is the machinery between net/http and a handler: the chain that
// every request passes, the Request that it makes, errors as answers, cookies,
// compression and the log. It knows nothing of what the pages are about.
package web

import (
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"televisit/web/assets"
	"televisit/web/i18n"
	"televisit/web/ui"
)

// A Config is what a site is made of. All fields but Log, Trusted, Used and
// Parsed are needed.
type Config struct {
	Templates fs.FS
	Static    fs.FS
	Locales   fs.FS // a catalogue a language
	Now       func() time.Time
	Base      *url.URL       // where people reach the site, e.g. https://desk.example/televisit
	Trusted   []netip.Prefix // proxies whose X-Forwarded-For is believed
	Demo      bool
	Version   string
	Log       *slog.Logger
	Used      i18n.Used                // hears which messages are shown; for tests
	Parsed    func(*template.Template) // sees the templates before they are executed; for tests
}

// A Site is what all requests have in common.
type Site struct {
	Config
	files     *assets.Site
	languages *i18n.Languages
	views     map[*i18n.Catalogue]*ui.Views
	headers   []header
	log       *requestLog
	requests  atomic.Int64
}

// New returns the site. It fails when an asset, a catalogue or a template is
// broken.
func New(c Config) (*Site, error) {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	files, err := assets.New(c.Base, c.Static)
	if err != nil {
		return nil, err
	}
	all, err := i18n.Load(c.Locales, c.Used)
	if err != nil {
		return nil, err
	}
	s := &Site{Config: c, files: files, languages: i18n.NewLanguages(all), views: map[*i18n.Catalogue]*ui.Views{},
		headers: standardHeaders(c.Base), log: newRequestLog(c.Log)}
	for _, catalogue := range all {
		if s.views[catalogue], err = ui.NewViews(c.Templates, files, catalogue, c.Parsed); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Prefix is the path of the base URL, "" or e.g. "/televisit".
func (s *Site) Prefix() string { return s.files.Prefix() }

// A Handler answers a request, or says why not.
type Handler func(w http.ResponseWriter, r *Request) error

// Handle lets h answer at a route, which the log knows by that name. poll says
// that a page asks by itself.
func (s *Site) Handle(route string, poll bool, h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req := Of(r)
		req.Request, req.route, req.poll = r, route, poll
		if req.mayCompress() {
			w = &gzipWriter{ResponseWriter: w, accepted: strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")}
		}
		if err := h(w, req); err != nil {
			req.Fail(w, err)
		}
	})
}

// Static serves the static files.
func (s *Site) Static() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		Of(r).route = "/static/"
		s.files.Serve(w, r)
	})
}
