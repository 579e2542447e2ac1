package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"

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
	p.open("/")
	p.reach("h1", "Set up Televisit")
	p.audits("first", sights)
	p.open("/setup/" + token)
	p.audits("setup", sights)
	for _, zone := range []string{"America/Denver", "America/Indiana/Knox", "UTC"} {
		send(p, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: zone})
		p.open("/setup/" + token)
		if got := read[string](p, `document.querySelector("#f-time_zone").value`); got != strings.Replace(zone, "UTC", "", 1) {
			t.Errorf("in %s the zone is %q", zone, got)
		}
	}
	p.fill("org", "Lakeside Pediatrics")
	p.fill("time_zone", "America/Chicago")
	p.fill("name", "Ada Reyes")
	p.fill("email", "ada@lakeside.example")
	p.fill("password", "six good words are enough here")
	p.fill("repeat", "another")
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
	p.reach("#first", "Three steps to the first visit")
	p.audits("first-steps", sights)
	p.open(list)
	p.reach(".empty p", "No telehealth sessions found. Sessions are created when scheduling a telehealth appointment.")

	p.open("/setup/" + token)
	if p.answered("/setup/"+token, 410) != 1 {
		t.Errorf("the link works twice\n%s", p.state())
	}
	p.audits("setup-used", sights)
}
