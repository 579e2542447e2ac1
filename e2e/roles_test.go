package e2e

import (
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

// An administrator makes a role and a consent text in the browser; whoever has the role asks with that
// text, and the patient withdraws what they agreed to.
func TestRoleAndConsentInTheBrowser(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.Session(t, storetest.Row{Consent: "pending", URL: "https://video.example/room", StartsAt: s.Clock.Now().Add(time.Hour)})
	p := s.person(t).signIn(admin)
	p.forgive("422", "403")
	p.open("/settings/roles")
	p.follow("main tbody a.btn[href$='from=staff']")
	p.fill("name", "front DESK")
	p.follow("main form .btn", "Make role")
	if got := p.text("#f-name-msg"); !strings.Contains(got, "Choose another name") {
		t.Errorf("a taken name: %q", got)
	}
	p.fill("name", "Weekend desk")
	p.press("main label", "Put new patients on file")
	p.follow("main form .btn", "Make role")
	p.audits("role-made", sights)
	member := "/settings/people/" + string(s.As(t, staff, s.Northside).User())
	p.open(member)
	p.press("[name=roles][value=staff]")
	p.press("label:last-of-type [name=roles]")
	p.follow("main form .btn", "Save roles")
	p.open("/settings/consent")
	p.run(`document.querySelector("#f-body-en").value = "We meet by video today.\n\nDo you agree?"`)
	p.follow("section[aria-labelledby=en] form .btn")
	if got := p.text("section[aria-labelledby=en] .notice"); !strings.Contains(got, "Version 2 is in force") {
		t.Errorf("the page says %q", got)
	}
	if rights := s.As(t, staff, s.Northside).Rights(); rights.May(clinic.CreatePatients) || !rights.May(clinic.EditSessions) {
		t.Errorf("who has the role may do %v", rights)
	}

	p.become(staff)
	p.open("/settings/roles")
	if got := p.text("h1"); got != "Not allowed" {
		t.Errorf("who may not make roles is shown %q", got)
	}
	page := list + "/sessions/" + string(id)
	p.open(page)
	record := func(state string) {
		p.press("#record-consent")
		p.wait("the dialog", `document.querySelector("#dialog").open`)
		p.press("#dialog [name=consent][value=" + state + "]")
		p.press("#dialog button[type=submit]")
		p.wait("the dialog closed", `!document.querySelector("#dialog").open`)
	}
	p.press("#record-consent")
	p.wait("the text to read out", `document.querySelector("#dialog details[open]")?.textContent.includes("We meet by video today.")`)
	p.audits("consent-dialog", sights)
	p.press("#dialog summary")
	p.wait("it folded", `document.querySelector("#dialog details:not([open])")`)
	p.press("#dialog [data-close]")
	p.wait("the dialog closed", `!document.querySelector("#dialog").open`)
	record("granted")
	says := func(text string) string {
		return js(`(text) => document.querySelector("[aria-labelledby=consent]").textContent.includes(text)`, text)
	}
	p.wait("the text on record", says("Agreed to: consent text, version 2"))
	record("declined")
	p.wait("the withdrawal", says("The patient withdrew consent"))
	p.audits("consent-withdrawn", sights)
}
