package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"

	"televisit/store/storetest"
)

// withDevice gives the browser a device that makes passkeys, and knows who holds it.
func (p *person) withDevice() {
	p.t.Helper()
	send(p, webauthn.Enable, webauthn.EnableParams{})
	send(p, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true,
		HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
}

// A passkey is added, signs in alone and after the password, and is removed; the pages lead through it without a press
// more than it needs.
func TestPasskey(t *testing.T) {
	t.Parallel()
	s := siteNamed(t, storetest.NewAt(t, time.Now), "localhost")
	p := s.person(t)
	p.forgive("422")
	p.withDevice()
	p.become(staff)
	p.open("/account")
	p.follow("main a", "Passkeys")
	p.fill("name", "Laptop")
	p.fill("proof", "wrong")
	p.follow("main button", "Go on")
	p.reach("#f-proof-msg")
	p.audits("passkeys-none", sights)
	p.look("light", 1280, 800)
	p.fill("proof", storetest.Password)
	p.press("main button", "Go on")
	p.led("/account/passkeys", "main pre")
	if codes := strings.Fields(p.text("main pre")); len(codes) != 10 {
		t.Fatalf("the page shows %q, want ten codes", codes)
	}
	p.open("/account/passkeys")
	p.audits("passkeys", sights)
	p.fits("the page", 320)
	p.look("light", 1280, 800)
	p.signOut()
	p.audits("login-passkey", sights)
	p.look("light", 1280, 800)
	p.press("main button", "Sign in with a passkey")
	p.led("/", ".usermenu")
	p.signOut()
	p.fill("email", staff)
	p.fill("password", storetest.Password)
	p.follow("main button", "Sign in")
	p.reach("h1", "Show that it is you")
	p.audits("code-passkey", sights)
	p.look("light", 1280, 800)
	p.press("main button", "Use the passkey")
	p.led("/", ".usermenu")
	p.open("/account/passkeys")
	p.fill("confirm", storetest.Password)
	p.follow("main button", "Remove")
	p.at("/account/passkeys")
	p.reach("main .notice")
	p.signOut()
	p.press("main button", "Sign in with a passkey") // the device has it still
	p.led("/login/passkey", ".notice[data-kind=error]:not([hidden])")
}
