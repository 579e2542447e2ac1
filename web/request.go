package web

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"televisit/clinic"
	"televisit/web/i18n"
	"televisit/web/ui"
)

// A Request is what a handler answers: the request itself, the views in its
// reader's language, and what the chain and the gate found out about it. The chain
// makes one for each request; whoever asks for it outside of the chain panics.
type Request struct {
	*http.Request
	*ui.Views

	site  *Site
	n     int64 // its number in this run
	begun time.Time
	route string // for the log; a route has no ids in it, an address has
	poll  bool   // a page asks by itself
	frame func(section string) ui.Frame
}

type requestKey struct{}

// Of returns the Request that the chain made for r.
func Of(r *http.Request) *Request { return r.Context().Value(requestKey{}).(*Request) }

// newRequest returns the Request of r, in the language that its browser asks for.
func (s *Site) newRequest(r *http.Request) *Request {
	req := &Request{site: s, n: s.requests.Add(1), begun: s.Now(), route: "none"}
	req.Request = r.WithContext(context.WithValue(r.Context(), requestKey{}, req))
	req.Speak("", "", clinic.ByLocale, false)
	return req
}

// Speak chooses the views for a reader who chose a language, or else whose
// organization speaks one, and who reads times by a clock. Each may be "". A
// practice in the United States has dates in their order.
func (r *Request) Speak(chosen, ofOrg string, clock clinic.Clock, unitedStates bool) {
	c := r.site.languages.For(chosen, r.Header.Get("Accept-Language"), ofOrg)
	r.Views = r.site.views[reader{c.Lang(), clock.Or(clinic.ByLocale), unitedStates}]
}

// Languages returns the languages of the site, English first.
func (r *Request) Languages() []*i18n.Catalogue { return r.site.languages.All() }

// SetFrame says what makes the frame of a page in a section of the navigation for
// the reader of r.
func (r *Request) SetFrame(frame func(section string) ui.Frame) { r.frame = frame }

// Frame returns the frame of a page with that title, in a section of the
// navigation, "" for none.
func (r *Request) Frame(title, section string) ui.Frame {
	f := ui.Frame{}
	if r.frame != nil {
		f = r.frame(section)
	}
	f.Posted = r.Method == http.MethodPost
	f.Lang, f.Title, f.Demo, f.Version = r.Lang(), title, r.site.Demo, r.site.Version
	return f
}

// Build names what the pages are made of: every server that has the same markup and
// the same words has the same.
func (r *Request) Build() string { return r.site.build }

// Now returns the instant that it is.
func (r *Request) Now() time.Time { return r.site.Now() }

// IsDemo reports whether the site is a demo.
func (r *Request) IsDemo() bool { return r.site.Demo }

// IsHTMX reports whether a page's script asks, not the browser itself.
func (r *Request) IsHTMX() bool { return r.Header.Get("HX-Request") != "" }

// Client returns the address that r came from, as far as clients are told apart by
// it.
func (r *Request) Client() string { return clientOf(r.Request, r.site.Trusted) }

// UnnamedProxy reports whether a proxy seems to stand between that is not trusted.
func (r *Request) UnnamedProxy() bool { return namesUntrusted(r.Request, r.site.Trusted) }

// LogError tells the log what failed. Nothing of a person may be in it.
func (r *Request) LogError(what string, err error) { r.site.Log.Error(what, "id", r.id(), "err", err) }

// Absolute returns the whole address of a path of the site, for what is sent elsewhere.
func (r *Request) Absolute(path string) string {
	base := *r.site.Base
	base.Path = r.Path(path)
	return base.String()
}

// Redirect sends the reader to another address of the site.
func (r *Request) Redirect(w http.ResponseWriter, target string) {
	http.Redirect(w, r.Request, target, http.StatusSeeOther) // #nosec G710 -- handlers name paths of this site
}

// SendAway sends the reader to another page before they may have what they asked for. A poll is
// told to do it in the browser: a redirect would put that page into the list.
func (r *Request) SendAway(w http.ResponseWriter, target string) {
	if !r.IsHTMX() {
		r.Redirect(w, target)
		return
	}
	w.Header().Set("HX-Redirect", target)
	w.WriteHeader(http.StatusUnauthorized)
}

// HTMXPage returns the address of the page that htmx says it is on, "" when it is
// none of this site.
func (r *Request) HTMXPage() string {
	page := r.Header.Get("HX-Current-URL")
	u, err := url.Parse(page)
	if err != nil || page == "" {
		return ""
	}
	return LocalPath(u.RequestURI())
}

// CameFrom returns the page of this site that the reader was on: what the form
// says in next, or the browser.
func (r *Request) CameFrom() string {
	if next := LocalPath(r.FormValue("next")); next != "" {
		return next
	}
	from, err := url.Parse(r.Header.Get("Referer"))
	own := err == nil && (from.Host == r.Host || OriginOf(from) == OriginOf(r.site.Base)) // a proxy may rewrite Host
	if !own || from.Path == r.URL.Path {
		return ""
	}
	return LocalPath(from.RequestURI())
}
