package handlers

import (
	"net/http"
	"net/netip"

	"televisit/clinic"
	"televisit/store"
)

// gate is the only thing in this package that holds the store. What wants data
// is opened through it, with an Org for the one who asks.
type gate struct {
	s       *store.Store
	pages   *pages
	cookies *loginStore
	trusted []netip.Prefix
}

// access says who may reach a route.
type access struct {
	who   string            // public, login (org not chosen yet), member
	need  clinic.Permission // of a member; "" when membership is enough
	quiet bool              // a poll: does not count as activity, and is logged only when it fails
}

var (
	public = access{who: "public"}
	anyone = access{who: "login"}
	member = access{who: "member"}
)

// may is the access of members who have the permission.
func may(p clinic.Permission) access { return access{who: "member", need: p} }

// poll is the access of members who have the permission to what a page asks
// for by itself.
func poll(p clinic.Permission) access { return access{who: "member", need: p, quiet: true} }

type (
	publicFunc func(g *gate, w http.ResponseWriter, r *http.Request) error
	loginFunc  func(g *gate, w http.ResponseWriter, r *http.Request, l store.Login) error
	memberFunc func(p *pages, w http.ResponseWriter, r *http.Request, org *store.Org) error
)

// speaking returns the gate with pages in another language.
func (g *gate) speaking(p *pages) *gate {
	same := *g
	same.pages = p
	return &same
}

// open returns the handler of rt behind its access.
func (g *gate) open(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rec, ok := w.(*recorder); ok {
			rec.poll = rt.access.quiet
		}
		if p, org, err := g.enter(w, r, rt); err != nil {
			p.fail(w, r, org, err)
		}
	})
}

// enter runs rt for whoever asks, and returns the pages they read and the org
// it ran in, if any.
func (g *gate) enter(w http.ResponseWriter, r *http.Request, rt route) (*pages, *store.Org, error) {
	if h, ok := rt.handler.(publicFunc); ok {
		p := g.pages.in(r, nil)
		return p, nil, h(g.speaking(p), w, r)
	}
	login, err := g.s.UnscopedLogin(r.Context(), g.cookies.token(r), rt.access.quiet)
	if err != nil {
		return g.pages.in(r, nil), nil, err
	}
	p := g.pages.in(r, &login)
	if h, ok := rt.handler.(loginFunc); ok {
		return p, nil, h(g.speaking(p), w, r, login)
	}
	if login.Actor == nil {
		return p, nil, g.toOrgs(w, r)
	}
	org := g.s.For(login.Actor)
	if rt.access.need != "" && !org.Rights().May(rt.access.need) {
		return p, org, clinic.Errorf(clinic.Forbidden, "Your role in %s does not include this page (%s). Ask an administrator.", org.Name(), rt.access.need)
	}
	if made := r.PostForm.Get("org"); made != "" && made != string(org.ID()) {
		return p, org, clinic.Errorf(clinic.Conflict, "This form was opened in another organization, and you are in %s now. Nothing was saved. Switch back to send it.", org.Name())
	}
	return p, org, rt.handler.(memberFunc)(p, w, r, org)
}

// failure answers always with err, in the frame of whoever asks.
func (g *gate) failure(err error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var org *store.Org
		p := g.pages.in(r, nil)
		if login, nobody := g.s.UnscopedLogin(r.Context(), g.cookies.token(r), true); nobody == nil {
			p = g.pages.in(r, &login)
			if login.Actor != nil {
				org = g.s.For(login.Actor)
			}
		}
		p.fail(w, r, org, err)
	})
}
