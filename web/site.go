// Package web is the machinery between net/http and a handler: the chain that
// every request passes, the Request that it makes, errors as answers, cookies,
// compression and the log. It knows nothing of what the pages are about.
package web

import (
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// A Config is what a site is made of. All fields but Log, Trusted, Outside and Answered are needed.
type Config struct {
	*Pages  // for the path of Base
	Now     func() time.Time
	Base    *url.URL          // where people reach the site, e.g. https://desk.example/televisit
	Trusted []netip.Prefix    // proxies whose X-Forwarded-For is believed
	Outside http.RoundTripper // reaches other programs; nil reaches none
	Demo    bool
	Version string
	Log     *slog.Logger
	// Answered hears of each request with its route, never its address, and may be nil.
	Answered func(route string, code int, took time.Duration)
}

// A Site is what all requests have in common.
type Site struct {
	Config
	headers  []header
	log      *requestLog
	requests atomic.Int64
}

// New returns the site.
func New(c Config) *Site {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return &Site{Config: c, headers: standardHeaders(c.Base), log: newRequestLog(c.Log, c.Answered)}
}

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

// ToHome leads from the bare path of the base URL to the first page.
func (s *Site) ToHome() http.Handler {
	return s.Handle("home", false, func(w http.ResponseWriter, r *Request) error {
		home := WithQuery(r.Path("/"), r.URL.RawQuery)
		http.Redirect(w, r.Request, home, http.StatusPermanentRedirect) // #nosec G710 -- to a path of this site
		return nil
	})
}
