package e2e

import (
	"strings"
	"testing"
)

// Who signs in with another browser is asked about, and signed out by who knows nothing of it.
func TestANewDevice(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.person(t).signInByForm(staff)
	stranger := s.person(t).signInByForm(staff)
	p.open("/pm/patients")
	if got := p.text(".banner"); !strings.Contains(got, "New sign-in: Headless Chrome on Linux") {
		t.Errorf("the page says %q", got)
	}
	p.audits("new-device", sights)
	p.follow(".banner a", "No, or I am not sure")
	p.at("/account/devices")
	p.audits("devices-new", sights)
	stranger.signedOut(func() { p.follow("main button", "No, sign it out") })
	stranger.at("/login")
	if got := p.text("main"); !strings.Contains(got, "choose a new one now") {
		t.Errorf("the page says %q", got)
	}
	p.follow("main .actions a", "Change password")
	p.at("/account")
}
