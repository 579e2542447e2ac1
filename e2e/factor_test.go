package e2e

import (
	"encoding/base32"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

// An app is set up by what the page shows, in either theme, and asked for after the
// password from then on.
func TestSecondFactor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.person(t)
	p.forgive("422")
	p.become(staff)
	p.open("/account")
	p.follow("main a", "Set it up")
	p.audits("factor", sights)
	p.fits("the page", 320)
	if white := read[string](p, `getComputedStyle(document.querySelector(".qr path")).fill`); white != "rgb(255, 255, 255)" {
		t.Errorf("the QR code lies on %s, want white", white)
	}
	secret, err := base32.StdEncoding.DecodeString(strings.ReplaceAll(p.text("main code"), " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	now := func() string { return clinic.CodeOf(secret, clinic.CodeStep(s.Clock.Now())) }
	p.look("light", 1280, 800)
	p.fill("code", "12345")
	p.follow("main button", "Turn it on")
	p.reach("#f-code-msg")
	p.fill("code", now())
	p.follow("main button", "Turn it on")
	p.audits("factor-codes", sights)
	codes := strings.Fields(p.text("main pre"))
	if len(codes) != 10 {
		t.Fatalf("the page shows %q, want ten codes", codes)
	}
	p.look("light", 1280, 800)
	p.press("main button", "Copy")
	p.follow("main a", "I have kept them: go on")
	p.at("/")
	p.signOut()
	s.Clock.Add(time.Minute)
	p.fill("email", staff)
	p.fill("password", storetest.Password)
	p.follow("main button")
	p.reach("h1", "Enter the code")
	p.fill("code", "nonsense")
	p.follow("main button")
	p.audits("factor-code", sights)
	p.look("light", 1280, 800)
	p.fill("code", now())
	p.leave(func() { p.doublePress("main button") })
	p.at("/")
	p.open("/account/second-factor")
	p.audits("factor-set", sights)
	p.look("light", 1280, 800)
	p.fill("proof", codes[0])
	p.follow("main button", "Remove second factor")
	p.reach("#f-proof-msg")
	p.fill("proof", storetest.Password)
	p.follow("main button", "Remove second factor")
	p.at("/account")
	p.reach("main .notice")
}
