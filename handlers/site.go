// Package handlers puts the site together: the gate, and the routes of all areas.
// Only the gate and the account know the store; an area sees the one organization
// that its reader works in.
package handlers

import (
	"net/http"

	"televisit/doctor"
	"televisit/handlers/route"
	"televisit/handlers/telehealth"
	"televisit/sso"
	"televisit/store"
	"televisit/web"
)

// areas have what the routes need besides a request.
type areas struct {
	store      *store.Store
	watch      *doctor.Watch
	cookie     *web.LoginCookie
	kept       *route.KeptForms
	telehealth *telehealth.Area
	// passkeys are those of this site, nil where browsers know none.
	passkeys  *store.PasskeySite
	providers *sso.Client
}

// A Site is all pages of a store.
type Site struct {
	http.Handler
	telehealth *telehealth.Area
}

// Cached returns how many rendered fragments are kept, and how many bytes they have.
func (s *Site) Cached() (entries, bytes int) { return s.telehealth.Cached() }

// New returns the site of a store on a server that is watched.
func New(s *store.Store, watch *doctor.Watch, c web.Config) *Site {
	w := web.New(c)
	cookie := web.NewLoginCookie(c.Base, s.UnscopedSignOut)
	kept := route.NewKeptForms(s)
	parts := &areas{s, watch, cookie, kept, telehealth.New(), store.NewPasskeySite(web.OriginOf(c.Base)), sso.New(c.Outside, c.Now)}
	gate := route.NewGate(s, cookie, kept)
	router := web.NewRouter(gate.Refuse(w, web.ErrNoPage), gate.Refuse(w, web.ErrNoMethod))
	for _, rt := range parts.routes() {
		router.Add(rt.Method, w.Prefix()+rt.Path, gate.Open(w, rt))
	}
	if w.Prefix() != "" { // as people type it
		router.Add(http.MethodGet, w.Prefix(), w.ToHome())
	}
	router.AddPrefix(w.Prefix()+"/static/", w.Static())
	return &Site{w.Chain(router), parts.telehealth}
}
