package e2e

import (
	"testing"

	"televisit/clinic"
	"televisit/store/storetest"
)

// TestBillersFriday walks billing as who does it: in at the claims, what needs attention,
// the rule behind a hint, what another rule set would change, and the reports. The
// provider whose call lacks its reason then tells it, in the dialog.
func TestBillersFriday(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	n := 25
	called := s.Session(t, storetest.Row{Status: "active", Modality: "audio_only", Family: "Caller"})
	done := s.Session(t, storetest.Row{Status: "completed", Family: "Paid", Minutes: &n})
	s.Exec(t, `UPDATE pm_telehealth_sessions SET billing = '{"RuleID":"r","POS":"10","Modifier":"95","Source":"a letter"}'
		WHERE id = $1`, done)
	s.move(t, provider, called, clinic.Completed, "")
	p := s.person(t)
	p.open("/login")
	p.signInHere("biller@northside.example")
	p.at("/pm/telehealth/billing")
	p.press("#claim-" + string(done) + " summary")
	p.wait("the rule", `document.querySelector("main td details[open]")?.textContent.includes("No end date")`)
	p.audits("billing-rule", sights)
	p.look("light", 1280, 800)
	p.follow(".segmented a[href*=attention]")
	if rows := read[int](p, `document.querySelectorAll("main tbody tr").length`); rows != 1 {
		t.Errorf("%d rows need attention, want 1\n%s", rows, p.state())
	}
	p.follow(".subnav a", "Rules")
	p.follow("#try ~ form button", "What would change?")
	if result := p.text("#trial [role=status]"); result == "" {
		t.Errorf("it does not say what would change\n%s", p.state())
	}
	p.audits("billing-trial", sights)
	p.look("light", 1280, 800)
	p.follow(".subnav a", "Reports")
	if pictures := read[int](p, `document.querySelectorAll("svg.chart").length`); pictures != 2 {
		t.Errorf("%d pictures, want 2\n%s", pictures, p.state())
	}
	p.become(provider)
	p.open(list + "/sessions/" + string(called))
	p.press("#record-audio")
	p.wait("the dialog", `document.querySelector("#dialog").open`)
	p.fill("audio_reason", "unable")
	p.fill("provider_video", "yes")
	if read[bool](p, `document.querySelector("#f-audio_words").checkVisibility()`) {
		t.Error("words are asked for a reason that needs none")
	}
	p.press("#dialog button.btn")
	p.wait("it on record", `document.querySelector("section[aria-labelledby=audio] dl")?.textContent.includes("could not use video")`)
	p.forgive("403")
	p.open("/pm/telehealth/billing")
	if p.answered("/pm/telehealth/billing", 403) == 0 {
		t.Error("a provider is let in")
	}
}
