package e2e

import (
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

// The journeys of someone whose browser runs no scripts.

func TestPlainMoves(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ids := s.fill(t, 2)
	p := s.plain(t).signIn(provider)
	if read[bool](p, `document.documentElement.hasAttribute("data-js")`) {
		t.Fatal("scripts run")
	}
	at := func(id clinic.SessionID, status string) {
		t.Helper()
		p.at(fragment + "/" + string(id))
		if got := p.text("main .badge"); got != status {
			t.Errorf("the session is %q, want %q", got, status)
		}
	}

	p.follow("#active-" + string(ids[0]))
	p.fill("consent", "overridden")
	p.forgive("422")
	p.follow("main button", "Start")
	if p.text("#f-consent_reason-msg") == "" || !read[bool](p, `document.querySelector("[value=overridden]").checked`) {
		t.Error("the form does not say what is missing, or lost what was chosen")
	}
	p.fill("consent", "granted")
	p.follow("main button", "Start")
	p.at(list)
	if got := p.text(".notice p"); got != "The session is now active." {
		t.Errorf("the list says %q", got)
	}
	p.shows(ids[0], clinic.Active)
	p.follow(".notice button", "Undo")
	at(ids[0], "Scheduled")
	p.follow("main button", "Start")
	at(ids[0], "Active")
	s.Clock.Add(12 * time.Minute)
	p.follow("main button", "Complete")
	at(ids[0], "Completed")
	if facts := p.text(".facts"); !strings.Contains(facts, "Duration12 min") {
		t.Errorf("the page says %q", facts)
	}

	p.follow("main a", "All sessions")
	p.press(card(ids[1]) + " summary")
	p.follow(card(ids[1])+" a", "Cancel session")
	p.fill("reason", "The patient called")
	p.follow("main button", "Cancel session")
	p.shows(ids[1], clinic.Cancelled)

	p.signOut()
	p.open(list)
	p.at("/login?next=%2Fpm%2Ftelehealth")
}

func TestPlainViews(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.fill(t, 23)
	s.Session(t, storetest.Row{Family: "Quillfeather", Status: "no_show", Modality: "audio_only"})
	s.Session(t, storetest.Row{Family: "Quillfeather-Oak", Status: "completed"})
	p := s.plain(t).signIn(staff)
	cards := func(want int) {
		t.Helper()
		if n := read[int](p, `document.querySelectorAll("#sessions .card").length`); n != want {
			t.Errorf("%d cards, want %d at %s", n, want, read[string](p, "location.href"))
		}
	}

	cards(24)
	p.follow(".pager a", "Older")
	cards(1)
	p.follow(".pager a", "Newest")
	cards(24)
	p.follow("#tab-no_show")
	cards(1)
	p.follow("#tab-")

	p.press("summary", "Filters")
	p.fill("modality", "audio_only")
	p.follow("main button", "Apply")
	cards(1)
	if q := read[string](p, `location.search`); !strings.Contains(q, "modality=audio_only") {
		t.Errorf("the filter is not in the address: %s", q)
	}
	p.follow("main a", "Clear")
	cards(24)

	p.fill("q", "quillfeather")
	p.follow("#search button", "Search")
	cards(2)
	if at := read[string](p, `location.href + document.title`); strings.Contains(strings.ToLower(at), "quill") {
		t.Errorf("the search is in %s", at)
	}
	p.follow("#tab-completed")
	cards(1)
	if read[string](p, `document.querySelector("#f-q").value`) != "quillfeather" {
		t.Error("the tab lost the search")
	}
	p.follow("main a", "Clear search")

	p.look("light", 390, 800)
	if read[bool](p, `document.querySelector("#nav").checkVisibility()`) {
		t.Error("a phone shows the navigation before it is asked for")
	}
	p.press("[popovertarget=nav]")
	p.follow("#nav a", "Patients")
	p.at("/pm/patients")
}
