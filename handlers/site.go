// Package handlers turns requests into pages. Only the gate knows the store;
// a handler sees the one organization that its reader works in.
package handlers

import (
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"televisit/store"
)

// A Config is what a site is made of. All fields but Log and Trusted are
// needed.
type Config struct {
	Store     *store.Store
	Templates fs.FS
	Static    fs.FS
	Locales   fs.FS // a catalogue a language
	Now       func() time.Time
	Base      *url.URL       // where people reach the site, e.g. https://desk.example/televisit
	Trusted   []netip.Prefix // proxies whose X-Forwarded-For is believed
	Demo      bool
	Version   string
	Log       *slog.Logger

	probe func(template string) string // see newViews
	asked func(id string)              // see words
}

// pages has every handler, in one language. It has no store.
type pages struct {
	*words
	views     *views
	languages *languages
	markup    markup
	now       func() time.Time
	base      *url.URL
	demo      bool
	version   string
	log       *slog.Logger
}

// New returns the site. It fails when an asset is broken; a broken template
// fails the pages that need it.
func New(c Config) (http.Handler, error) {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	links, err := newLinks(c.Base, c.Static)
	if err != nil {
		return nil, err
	}
	p, err := newPages(c, links)
	if err != nil {
		return nil, err
	}
	g := &gate{s: c.Store, pages: p, cookies: newLoginStore(c.Store, c.Base), trusted: c.Trusted}
	r := newRouter(g.failure(errNoPage), g.failure(errNoMethod))
	for _, rt := range routes() {
		r.add(rt.method, links.prefix+rt.path, rt.path, g.open(rt))
	}
	r.rest.PathPrefix(links.prefix+"/static/").Methods("GET", "HEAD").Handler(named("/static/", links))
	return chain(p, r), nil
}

// newPages returns the pages in English, which know those in other languages.
func newPages(c Config, links *links) (*pages, error) {
	all, err := newWords(c.Locales, c.asked)
	if err != nil {
		return nil, err
	}
	var spoken []*pages
	held := newMarkup()
	for _, w := range all {
		v, err := newViews(c.Templates, links, w, c.probe)
		if err != nil {
			return nil, err
		}
		spoken = append(spoken, &pages{words: w, views: v, markup: held, now: c.Now, base: c.Base, demo: c.Demo, version: c.Version, log: c.Log})
	}
	return newLanguages(spoken).all[0], nil
}
