package e2e

import (
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

// A day at a glance follows what others do, and nothing moves under a hand.
func TestToday(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	in := func(d time.Duration) clinic.SessionID {
		return s.Session(t, storetest.Row{StartsAt: s.Clock.Now().Add(d), URL: "https://video.example/room"})
	}
	first, second := in(40*time.Second), in(3*time.Minute)
	p := s.person(t).signIn(provider)
	p.open("/")
	p.run(js(`(s) => document.querySelector(s).focus()`, "#active-"+string(second)))
	under := func(id clinic.SessionID, group string) string {
		return js(`(id, group) => document.querySelector("#" + group + "-cards > #session-" + id)`, id, group)
	}
	p.wait("it planned", under(first, "next"))
	s.Clock.Add(time.Minute)
	p.poll()
	p.wait("the offer of another order", `document.querySelector("[data-pending]").textContent === "List changed: show"`)
	if !read[bool](p, "Boolean("+under(first, "next")+`) && document.activeElement.id === "active-`+string(second)+`"`) {
		t.Error("the cards moved under the hand, or the focus did")
	}
	p.press("[data-pending]")
	p.wait("it late", under(first, "late"))
	p.press("#active-" + string(first))
	p.shows(first, clinic.Active)
	p.run(`document.activeElement.blur()`)
	p.mouse(2, 2)
	p.poll()
	p.wait("it on now", under(first, "on-now"))
	p.poll()
	p.until("polls of nothing new", func() (bool, string) { return p.answered("/today", 304) > 0, "" })
}
