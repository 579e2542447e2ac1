package e2e

import (
	"strings"
	"testing"

	"televisit/store/storetest"
)

// The first start: one link, one use, then somebody works here.
func TestSetUp(t *testing.T) {
	t.Parallel()
	s := siteOf(t, storetest.Empty(t))
	token, err := s.Store.UnscopedNewSetup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := s.person(t)
	p.open("/setup/" + token)
	p.audits("setup", sights)
	p.fill("org", "Lakeside Pediatrics")
	p.fill("time_zone", "America/Chicago")
	p.fill("name", "Ada Reyes")
	p.fill("email", "ada@lakeside.example")
	p.fill("password", "six good words are enough here")
	p.fill("repeat", "another")
	p.press("label", "I also see patients")
	p.forgive("422", "410")
	p.follow("main button", "Set up and sign in")
	if p.text("#f-repeat-msg") == "" || !read[bool](p,
		`document.querySelector("#f-sees_patients").checked && document.querySelector("#f-org").value === "Lakeside Pediatrics"`) {
		t.Errorf("the form lost what was typed, or does not say what is wrong\n%s", p.state())
	}
	p.audits("setup-faulty", sights)
	p.fill("password", "six good words are enough here")
	p.fill("repeat", "six good words are enough here")
	p.follow("main button", "Set up and sign in")
	p.at("/")
	if org := p.text(".org"); !strings.Contains(org, "Lakeside Pediatrics") {
		t.Errorf("the day is of %q", org)
	}
	p.open(list)
	p.reach(".empty p", "No telehealth sessions found. Sessions are created when scheduling a telehealth appointment.")

	p.open("/setup/" + token)
	if p.answered("/setup/"+token, 410) != 1 {
		t.Errorf("the link works twice\n%s", p.state())
	}
	p.audits("setup-used", sights)
}
