// Package handlers puts the site together: the gate, and the routes of all areas.
// Only the gate and the account know the store; an area sees the one organization
// that its reader works in.
package handlers

import (
	"net/http"

	"televisit/handlers/route"
	"televisit/sso"
	"televisit/store"
	"televisit/web"
)

// areas have what the routes need besides a request.
type areas struct {
	store  *store.Store
	cookie *web.LoginCookie
	kept   *route.KeptForms
	// passkeys are those of this site, nil where browsers know none.
	passkeys  *store.PasskeySite
	providers *sso.Client
}

// New returns the site of a store.
func New(s *store.Store, c web.Config) http.Handler {
	w := web.New(c)
	cookie := web.NewLoginCookie(c.Base, s.UnscopedSignOut)
	kept := route.NewKeptForms(s)
	parts := &areas{s, cookie, kept, store.NewPasskeySite(web.OriginOf(c.Base)), sso.New(c.Outside, c.Now)}
	gate := route.NewGate(s, cookie, kept)
	router := web.NewRouter(gate.Refuse(w, web.ErrNoPage), gate.Refuse(w, web.ErrNoMethod))
	for _, rt := range parts.routes() {
		router.Add(rt.Method, w.Prefix()+rt.Path, gate.Open(w, rt))
	}
	if w.Prefix() != "" { // as people type it
		router.Add(http.MethodGet, w.Prefix(), w.ToHome())
	}
	router.AddPrefix(w.Prefix()+"/static/", w.Static())
	return w.Chain(router)
}
