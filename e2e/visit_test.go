package e2e

import (
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp/kb"

	"televisit/clinic"
	"televisit/store/storetest"
)

// tabsAt returns how many tabs of the browser are at an address.
func (p *person) tabsAt(url string) (n int) {
	p.t.Helper()
	for _, info := range send(p, target.GetTargets, target.GetTargetsParams{}).TargetInfos {
		if info.Type == "page" && info.URL == url {
			n++
		}
	}
	return n
}

// opens waits until one tab is at an address.
func (p *person) opens(url string) {
	p.t.Helper()
	p.until("a tab at "+url, func() (bool, string) { return p.tabsAt(url) == 1, "it is not there" })
}

// joinable puts a session into the practice whose room is a page of this site.
func (s *site) joinable(t *testing.T, r storetest.Row) (clinic.SessionID, string) {
	t.Helper()
	r.StartsAt = s.Clock.Now().Add(5 * time.Minute)
	id := s.Session(t, r)
	link := s.at + "/healthz?visit=" + string(id)
	s.Exec(t, `UPDATE pm_telehealth_sessions SET session_url = $2 WHERE id = $1`, id, link)
	return id, link
}

// One press starts a visit and opens its room in a tab of its own: from a row, from a
// card, and from the session's page by the dialog that asks what is missing.
func TestStartAndJoin(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.person(t).signIn(provider)
	for _, path := range []string{"/", list} {
		id, link := s.joinable(t, storetest.Row{})
		p.open(path)
		p.press("#active-"+string(id), "Start and join")
		p.opens(link)
		p.wait("it active", js(`(s) => document.querySelector(s)?.dataset.status === "active"`, card(id)))
	}
	id, link := s.joinable(t, storetest.Row{Consent: "pending", Place: storetest.NoPlace})
	p.open(list + "/sessions/" + string(id))
	p.forgive("422")
	p.audits("session-person", sights)
	p.look("light", 1280, 800)
	p.press("#active-" + string(id))
	p.wait("the dialog", `document.querySelector("#dialog").open`)
	p.press("#dialog button", "Start and join")
	p.wait("what is missing", `document.querySelector("#dialog [data-summary]")?.contains(document.activeElement)`)
	if p.tabsAt(link) != 0 || s.moves(t) != 2 {
		t.Error("what was refused opens the room")
	}
	p.press("#dialog [value=granted]")
	p.fill("patient_place", "home")
	p.fill("patient_state", "NY")
	p.press("#dialog button", "Start and join")
	p.opens(link)
	p.wait("the page as it is now", js(`(s) => document.querySelector(s + " .badge")?.textContent === "Active" &&
		!document.querySelector("#dialog").open && document.querySelector(s).textContent.includes("home, NY")`, card(id)))
	p.focused(card(id) + " *")
	p.press(".toast button", "Undo")
	p.wait("the start taken back", js(`(s) => document.querySelector(s + " .badge")?.textContent === "Scheduled"`, card(id)))
	p.press("[data-key=l]")
	p.wait("the link copied", `document.querySelector("[data-key=l]").textContent.includes("Copied")`)
}

// The dialog of the session's page asks why; a common reason is written into the field,
// and what was typed stays.
func TestReasonByOnePress(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id, _ := s.joinable(t, storetest.Row{})
	p := s.person(t).signIn(provider)
	p.open(list + "/sessions/" + string(id))
	p.press("main a", "Cancel session")
	p.wait("the dialog", `document.querySelector("#dialog").open`)
	field := func(want string) {
		t.Helper()
		p.wait("the reason "+want, js(`(want) => document.querySelector("#dialog [name=reason]").value === want`, want))
	}
	p.press("#dialog label", "Patient asked")
	field("Patient asked")
	p.press("#dialog label", "Provider unavailable")
	field("Provider unavailable")
	p.fill("reason", "Snow")
	p.press("#dialog label", "Booked by mistake")
	field("Booked by mistake. Snow")
	p.key(kb.Escape)
	p.wait("no dialog", `!document.querySelector("#dialog").open`)
	p.focused("main a[href*=cancelled]")
}

// Without scripts a start leads back to where it came from, with the way into the room
// in the first message.
func TestStartAndJoinWithoutScripts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id, link := s.joinable(t, storetest.Row{})
	p := s.plain(t).signIn(provider)
	p.open("/")
	p.follow("#active-"+string(id), "Start and join")
	anchors := read[[]string](p, `[...document.querySelectorAll(".notice a[href]")].map((a) => a.href + " " + a.target)`)
	if !slices.Equal(anchors, []string{link + " _blank"}) {
		t.Errorf("the message leads to %q", anchors)
	}
	if s.Count(t, `SELECT count(*) FROM pm_telehealth_sessions WHERE id = $1 AND status = 'active'`, id) != 1 {
		t.Error("it was not started")
	}
}
