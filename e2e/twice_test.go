package e2e

import (
	"strings"
	"testing"

	"televisit/clinic"
	"televisit/store/storetest"
)

func TestDoublePressMovesOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.Session(t, storetest.Row{})
	p := s.person(t).signIn(provider)
	p.doublePress("#active-" + string(id))
	p.shows(id, clinic.Active)
	p.wait("what was done", `document.querySelector(".toast p")?.textContent === "The session is now active."`)
	p.doublePress("#completed-" + string(id))
	p.shows(id, clinic.Completed)
	p.follow(card(id) + " h3 a")
	p.press("#record-location")
	p.wait("the dialog", `document.querySelector("#dialog").open`)
	p.fill("patient_place", "home")
	p.fill("patient_state", "NY")
	p.doublePress("#dialog button", "Record location")
	p.wait("what was done", `document.querySelector(".toast p")?.textContent === "Saved."`)
	if n := s.moves(t); n != 2 {
		t.Errorf("%d moves for two buttons", n)
	}
	if n := s.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'session.location'`); n != 1 {
		t.Errorf("%d locations saved by one button", n)
	}
}

func TestUndoFromTheToast(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.Session(t, storetest.Row{})
	p := s.person(t).signIn(provider)
	p.press("#active-" + string(id))
	p.shows(id, clinic.Active)
	p.press(".toast button", "Undo")
	p.shows(id, clinic.Scheduled)
}

func TestBackShowsWhatIsTrue(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.Session(t, storetest.Row{})
	p := s.person(t).signIn(provider)
	p.follow(card(id) + " h3 a")
	p.press("main button", "Start")
	p.wait("it active", `document.querySelector("main .badge").textContent === "Active"`)
	p.follow(".nav a", "Patients")
	active := func(where string) {
		t.Helper()
		if got := p.text("main .badge"); got != "Active" {
			t.Errorf("%s: the session is %q, want active", where, got)
		}
	}
	p.back()
	active("one page back")
	p.back()
	p.shows(id, clinic.Active)
}

func TestBackAfterASearch(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Session(t, storetest.Row{Family: "Quillfeather"})
	s.Session(t, storetest.Row{})
	p := s.person(t).signIn(provider)
	p.fill("q", "quill")
	p.press("#search button", "Search")
	p.wait("one card", `document.querySelectorAll("#sessions .card").length === 1 && document.activeElement.closest("#search")`)
	p.reach("main a", "Clear search")
	p.press("#tab-completed")
	p.wait("none of that status", `document.querySelector("#sessions .empty")`)
	p.press("#tab-")
	p.follow("#sessions h3 a")
	p.back()
	p.wait("the list", `document.querySelector("#sessions .card")`)
}

func TestBackAfterSignOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.Session(t, storetest.Row{Family: "Quillfeather"})
	p := s.person(t).signIn(provider)
	p.follow(card(id) + " h3 a")
	p.signOut()
	p.back()
	if at := read[string](p, `location.pathname`); at != "/login" || read[bool](p, `document.body.textContent.includes("Quillfeather")`) {
		t.Errorf("back leads to %s\n%s", at, p.state())
	}
}

func TestTwoTabsOfOnePerson(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.Session(t, storetest.Row{})
	p := s.person(t).signIn(provider)
	other := p.tab()
	other.open(list)
	other.press("[data-poll-pause]")
	p.press("#active-" + string(id))
	p.shows(id, clinic.Active)

	other.forgive("409")
	other.press("#active-" + string(id))
	other.shows(id, clinic.Active)
	other.wait("what happened", `document.querySelector(".toast[role=alert] p")`)
	if got := other.text(".toast p"); !strings.Contains(got, "changed") {
		t.Errorf("the toast says %q", got)
	}
	if n := s.moves(t); n != 1 {
		t.Errorf("%d moves", n)
	}
	other.press("#completed-" + string(id))
	other.shows(id, clinic.Completed)
	p.poll()
	p.shows(id, clinic.Completed)
}

// sendWhenNew sends the form that the next answer brings into the dialog as soon as it stands there, and notes whether the
// page itself took it.
const sendWhenNew = `new MutationObserver((_, watch) => {
	const form = document.querySelector("#dialog form");
	if (!form) return;
	watch.disconnect();
	window.taken = !form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
}).observe(document.querySelector("#dialog"), { childList: true })`

// A form that comes into the dialog is sent in place from the moment that it can be seen, also where it takes the place
// of one like it.
func TestFormsWorkAtOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.Session(t, storetest.Row{})
	p := s.person(t).signIn(staff)
	p.forgive("422")
	p.open(list + "/sessions/" + string(id))
	p.press("#record-location")
	p.wait("the dialog", `document.querySelector("#dialog").open`)
	p.fill("patient_place", "home")
	p.fill("patient_state", "")
	p.run(sendWhenNew)
	p.press("#dialog button", "Record location")
	p.wait("the form with what is wrong", `window.taken !== undefined`)
	if !read[bool](p, `window.taken`) {
		t.Error("the form would have been sent by the browser, which leaves the page")
	}
}
