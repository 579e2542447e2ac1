package e2e

import (
	"strings"
	"testing"
	"time"
)

// A person who types is asked before they are signed out, and if they did not see
// it, they go on after the password with what they typed.
func TestSignedOutWhileTyping(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.person(t).signIn(staff)
	p.open("/pm/patients/new")
	p.fill("given", "Ida")
	const warned = `document.querySelector("#idle").matches(":popover-open")`
	const calm = "!" + warned
	wake := func() { p.run(`document.dispatchEvent(new Event("visibilitychange"))`) }
	s.Clock.Add(13*time.Minute + time.Second)
	wake()
	p.wait("the warning", warned)
	p.press("#idle button", "Stay signed in")
	p.wait("the end of the warning", calm)
	s.Clock.Add(14 * time.Minute)
	wake()
	p.wait("the second warning", warned)
	p.tab().open("/pm/patients") // somebody is there, in another tab
	p.wait("the end of the second warning", calm)
	if got := read[string](p, `document.querySelector("#f-given").value`); got != "Ida" {
		t.Fatalf("the form holds %q, want what was typed", got)
	}

	p.fill("family", "Moe")
	p.fill("mrn", "N-77")
	p.fill("born", "1990-01-02")
	p.fill("payer_class", "medicare")
	s.Clock.Add(16 * time.Minute)
	p.follow("main form.form button[type=submit]")
	p.at("/login")
	p.signInHere(staff)
	p.at("/account/typed")
	p.follow("main button", "Send what you typed")
	if got := p.text("main"); !strings.Contains(got, "Ida") || !strings.Contains(got, "Moe") {
		t.Errorf("got the page %q, want the patient", got)
	}
}
