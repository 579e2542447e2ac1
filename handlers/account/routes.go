// Package account has what a person does about themselves: signing in and out, the
// first start, choosing an organization, and their own settings.
package account

import (
	"televisit/handlers/route"
	"televisit/sso"
	"televisit/store"
	"televisit/web"
)

// An Area answers at the addresses of the account. It holds the store because who
// signs in is in no organization yet: all that it asks for is Unscoped.
type Area struct {
	store  *store.Store
	cookie *web.LoginCookie
	kept   *route.KeptForms
	// passkeys are those of this site, nil where browsers know none.
	passkeys  *store.PasskeySite
	providers *sso.Client // asks identity providers
}

// New returns the area for logins that the cookie carries, or providers vouch for.
func New(s *store.Store, cookie *web.LoginCookie, kept *route.KeptForms, passkeys *store.PasskeySite, providers *sso.Client) *Area {
	return &Area{s, cookie, kept, passkeys, providers}
}

// Routes returns the addresses of the area.
func (a *Area) Routes() []route.Route {
	return append(a.passkeyRoutes(), []route.Route{
		route.Get("/login", route.Public(a.loginForm)),
		route.Post("/login", route.Public(a.signIn)),
		route.Get("/login/code", route.Public(toSignIn)),
		route.Post("/login/code", route.Public(a.enterCode)),
		route.Get(route.SignOn, route.Public(a.signOnForm)),
		route.Post(route.SignOn, route.Public(a.findSignOn)),
		route.Get(route.SignOn+"/{org}", route.Public(a.signOnOf)),
		route.Get(route.SignOn+"/{org}/start", route.Public(a.startSignOn)),
		route.Get(route.SignOn+"/{org}/callback", route.Public(a.returnSignOn)),
		route.Post("/logout", route.Public(a.signOut)),
		route.Post("/lock", route.Public(a.lock)),
		route.Post("/lock/open", route.Public(a.unlock)),
		route.Get("/setup/{token}", route.Public(a.setup)),
		route.Post("/setup/{token}", route.Public(a.setUp)),
		route.Get("/invite/{token}", route.Public(a.invitation)),
		route.Post("/invite/{token}", route.Public(a.join)),
		route.Get("/reset/{token}", route.Public(a.resetForm)),
		route.Post("/reset/{token}", route.Public(a.resetPassword)),
		route.Get("/orgs", route.SignedIn(a.orgs)),
		route.Post("/orgs", route.SignedIn(a.chooseOrg)),
		route.Get("/account", route.SignedIn(a.account)),
		route.Post("/account/password", route.SignedIn(a.changePassword)),
		route.Get(route.SecondFactor, route.SignedIn(a.secondFactor)),
		route.Post(route.SecondFactor, route.SignedIn(a.setSecondFactor)),
		route.Post(route.SecondFactor+"/change", route.SignedIn(a.changeSecondFactor)),
		route.Post("/account/language", route.SignedIn(a.chooseLanguage)),
		route.Post("/account/clock", route.SignedIn(a.chooseClock)),
		route.Post("/account/keys", route.SignedIn(a.chooseKeys)),
		route.Post("/account/view", route.SignedIn(a.chooseView)),
		route.Get("/account/typed", route.SignedIn(a.typed)),
		route.Get("/account/typed/{slot}", route.SignedIn(a.unsent)),
		route.Get("/account/devices", route.SignedIn(a.devices)),
		route.Post("/account/devices/{id}/known", route.SignedIn(a.knowDevice)),
		route.Post("/account/devices/{id}/unknown", route.SignedIn(a.disownDevice)),
		route.Post("/account/logins/{id}/end", route.SignedIn(a.endLogin)),
		route.Post("/account/logins/end", route.SignedIn(a.endOtherLogins)),
		route.Get("/account/left", route.Watch(a.idleLeft)),
		route.Post("/account/stay", route.SignedIn(stay)),
	}...)
}
