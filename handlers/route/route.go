// Package route binds who may reach an address to what answers there, so that one
// cannot stand without the other. Its Gate is the only way from a request to the
// data of an organization.
package route

import (
	"net/http"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
)

// A Route is a method and a path, who may reach it, and what answers.
type Route struct {
	Method, Path string
	Access       Access
}

// Get is a route that answers GET and HEAD.
func Get(path string, a Access) Route { return Route{http.MethodGet, path, a} }

// Post is a route that answers POST.
func Post(path string, a Access) Route { return Route{http.MethodPost, path, a} }

// An Access is a handler behind the question who asks. Only the constructors make
// one, so a handler that wants an organization cannot be public.
type Access struct {
	// Who says in a word who may come: "public", "login" or "member".
	Who string
	// Need is the permission that a member needs, "" when membership is enough.
	Need clinic.Permission
	// Quiet says that a page asks by itself: it does not count as activity, and the
	// log tells of it only when it fails.
	Quiet bool

	keeps bool   // what was typed is kept when the login has ended
	again string // what shows the form of the page again, see Typing
	open  func(g *Gate, w http.ResponseWriter, r *web.Request) error
}

const public = "public"

// Handlers by what they need to know of who asks.
type (
	// SignedInFunc answers somebody who is signed in, perhaps in no organization yet.
	SignedInFunc func(w http.ResponseWriter, r *web.Request, l store.Login) error
	// MemberFunc answers a member of an organization, with the data of that one.
	MemberFunc func(w http.ResponseWriter, r *web.Request, org *store.Org) error
)

// Public lets anybody reach h.
func Public(h web.Handler) Access {
	return Access{Who: public, open: func(_ *Gate, w http.ResponseWriter, r *web.Request) error { return h(w, r) }}
}

// SignedIn lets whoever is signed in reach h.
func SignedIn(h SignedInFunc) Access {
	return Access{Who: "login", open: func(g *Gate, w http.ResponseWriter, r *web.Request) error {
		login, err := g.login(r, false)
		if err != nil {
			return err
		}
		return h(w, r, login)
	}}
}

// Watch is SignedIn for what a page asks for by itself.
func Watch(h SignedInFunc) Access {
	a := Access{Who: "login", Quiet: true}
	a.open = func(g *Gate, w http.ResponseWriter, r *web.Request) error {
		login, err := g.login(r, true)
		if err != nil {
			return err
		}
		return h(w, r, login)
	}
	return a
}

// Member lets members who have the permission reach h; "" lets every member. A
// form that comes after its sender's login has ended is kept until they have
// signed in again.
func Member(need clinic.Permission, h MemberFunc) Access {
	return member(Access{Who: "member", Need: need, keeps: true}, h)
}

// LookUp is Member for a form that only finds something: it is not kept.
func LookUp(need clinic.Permission, h MemberFunc) Access {
	return member(Access{Who: "member", Need: need}, h)
}

// Typing is Member for what the script of a page asks for while a form is being
// filled in, with all of it. What is kept then is for the page itself, and do is
// the button of its form that shows it again.
func Typing(need clinic.Permission, do string, h MemberFunc) Access {
	return member(Access{Who: "member", Need: need, keeps: true, again: do}, h)
}

// Poll is Member for what a page asks for by itself.
func Poll(need clinic.Permission, h MemberFunc) Access {
	return member(Access{Who: "member", Need: need, Quiet: true}, h)
}

func member(a Access, h MemberFunc) Access {
	a.open = func(g *Gate, w http.ResponseWriter, r *web.Request) error {
		login, err := g.login(r, a.Quiet)
		if err != nil {
			return err
		}
		if login.Actor == nil {
			return toOrgs(w, r)
		}
		if login.LacksSecondFactor() {
			return g.toSecondFactor(w, r, login, a)
		}
		if login.LacksSignOn() {
			return g.toSignOn(w, r, login, a)
		}
		if r.PostForm.Has(KeptField) {
			g.kept.Drop(r, InSlot(login.Token, r.PostForm.Get(KeptField)))
		}
		org := g.store.For(login.Actor)
		if a.Need != "" && !org.Rights().May(a.Need) {
			return clinic.Errorf(clinic.Forbidden, "Your role in %s does not include this page. It takes the permission “%s”. Ask an administrator.",
				org.Name(), label.Permission(a.Need))
		}
		if made := r.PostForm.Get("org"); made != "" && made != string(org.ID()) {
			return clinic.Errorf(clinic.Conflict,
				"This form was opened in another organization, and you are in %s now. Nothing was saved. Switch back to send it.", org.Name())
		}
		return h(w, r, org)
	}
	return a
}
