package e2e

import (
	"strings"
	"testing"

	"televisit/store/storetest"
)

// An administrator invites somebody, changes a setting and restores a session; who may only look finds
// all of it in the audit trail, and the front desk is let to none of these pages.
func TestAPracticeRunsItself(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	gone := s.Session(t, storetest.Row{Family: "Goner", Deleted: true})
	p := s.person(t).signIn(admin)
	p.forgive("403")

	p.open("/settings/people")
	p.fill("email", "nia@new.example")
	p.press("[name=roles][value=staff]")
	p.follow("main form .btn", "Make a link")
	if got := p.text("main"); !strings.Contains(got, "It is shown this once") {
		t.Errorf("no link is shown: %q", got)
	}

	p.open("/pm/settings")
	p.fill("idle_lock_minutes", "20")
	p.follow("section[aria-labelledby=safety] form .btn")
	if got := p.text("section[aria-labelledby=safety] .notice"); got != "Saved: Minutes until an unused login ends." {
		t.Errorf("what changed is not said: %q", got)
	}

	p.open(list + "/deleted")
	p.press("#deleted-" + string(gone) + " summary")
	p.fill("reason", "the wrong one")
	p.follow("#deleted-"+string(gone)+" form .btn", "Restore")

	p.become("")
	p.signInByForm("readonly@northside.example")
	p.open("/settings/audit")
	for _, did := range []string{"invited somebody", "changed settings", "restored the session", "signed in"} {
		if got := p.text("main table"); !strings.Contains(got, did) {
			t.Errorf("the trail lacks %q: %s", did, got)
		}
	}
	p.fill("kind", p.option("kind", "Settings"))
	p.follow("main form .btn", "Apply")
	if got := p.text("main table"); !strings.Contains(got, "changed settings") || strings.Contains(got, "invited") {
		t.Errorf("of the settings alone: %s", got)
	}

	p.become(staff)
	for _, path := range []string{"/settings/people", "/pm/settings", list + "/deleted", "/settings/audit"} {
		p.open(path)
		if got := p.text("h1"); got != "Not allowed" {
			t.Errorf("the front desk is shown %q at %s", got, path)
		}
	}
}
