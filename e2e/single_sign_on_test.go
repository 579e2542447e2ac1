package e2e

import (
	"testing"

	"televisit/sso/ssotest"
)

// An administrator sets up single sign-on and tries it, and a member comes by it: with
// scripts and without. A browser that was here before is offered it at once.
func TestSingleSignOn(t *testing.T) {
	t.Parallel()
	for name, plain := range map[string]bool{"with scripts": false, "without": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, id := newSite(t), ssotest.New(t)
			s.Store.AllowPrivateProviders()
			id.Client("televisit", s.at+"/sso/"+string(s.Northside)+"/callback")
			id.At("sub-1", staff, true)
			p := s.person(t)
			if plain {
				p = s.plain(t)
			}
			audit := func(name string) {
				if !plain { // the audit is a script
					p.audits(name, sights)
					p.look("light", 1280, 800)
				}
			}
			p.forgive("status of 422") // no secret
			p.signIn(admin)
			p.open("/settings/single-sign-on")
			for field, value := range map[string]string{"name": "Clinic Login", "issuer": id.Issuer, "client_id": "televisit",
				"domains": "northside.example"} {
				p.fill(field, value)
			}
			p.follow("main .btn", "Save")
			p.reach("#f-secret-msg")
			p.fill("secret", ssotest.Secret)
			p.follow("main .btn", "Save")
			p.follow("main .btn", "Try it")
			if got := p.text("#try .notice"); got == "" {
				t.Error("nothing came of the try")
			}
			audit("single-sign-on")
			p.signOut()
			p.follow("main a", "Use single sign-on")
			audit("sign-on")
			p.fill("email", staff)
			p.follow("main .btn", "Continue")
			audit("sign-on-choice")
			p.follow("main a", "Sign in with Clinic Login")
			p.at("/")
			p.signOut()
			p.follow("main a", "Sign in with Clinic Login")
			p.at("/")
		})
	}
}
