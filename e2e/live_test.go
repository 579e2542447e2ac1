package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"televisit/clinic"
	"televisit/store/storetest"
)

const list = "/pm/telehealth"

// pollNow lets the page ask at once, as it does when it is looked at again.
const pollNow = `document.dispatchEvent(new Event("visibilitychange"))`

// poll spares the test the wait for the page's own next poll.
func (p *person) poll() {
	p.t.Helper()
	p.run(pollNow)
}

// card is the selector of a session's card.
func card(id clinic.SessionID) string { return "#session-" + string(id) }

// shows waits until the card of id shows the session in status, raw or in words.
func (p *person) shows(id clinic.SessionID, status clinic.Status) {
	p.t.Helper()
	p.wait(string(status), fmt.Sprintf(
		`document.querySelector("%s[data-status=%s] .badge")?.textContent.toLowerCase().replace("-", "_") === "%s"`, card(id), status, status))
}

// fill puts n scheduled sessions of the next hours into the list, the newest
// first.
func (s *site) fill(t *testing.T, n int) (ids []clinic.SessionID) {
	t.Helper()
	for i := range n {
		ids = append(ids, s.Session(t, storetest.Row{Consent: "pending", StartsAt: s.Clock.Now().Add(time.Duration(i+1) * time.Hour),
			CreatedAt: s.Clock.Now().Add(-time.Duration(i+1) * time.Hour)}))
	}
	return ids
}

const provider, staff, admin = "provider@northside.example", "staff@northside.example", "admin@northside.example"

func TestPollKeepsFocusAndPlace(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ids := s.fill(t, 8)
	p := s.person(t).signIn(provider)
	p.do(chromedp.EmulateViewport(700, 420))
	kept := "#active-" + string(ids[4])
	p.run(js(`(s) => document.querySelector(s).focus()`, kept))
	before := read[[]float64](p, js(`(s) => [scrollY, document.querySelector(s).getBoundingClientRect().y]`, kept))
	if before[0] == 0 {
		t.Fatal("the page did not scroll")
	}
	s.move(t, staff, ids[3], clinic.Cancelled, "a test")
	p.poll()
	p.shows(ids[3], clinic.Cancelled)
	fresh := s.book(t, "Newcome", 1)
	p.poll()
	p.wait("the offer of what is new", `document.querySelector("[data-pending]").textContent === "1 new: show"`)
	after := read[[]float64](p, js(`(s) => [scrollY, document.querySelector(s).getBoundingClientRect().y,
		+(document.activeElement === document.querySelector(s))]`, kept))
	if after[0] != before[0] || after[1] != before[1] || after[2] != 1 {
		t.Errorf("scroll, place, focus: %v before, %v after", before, after)
	}
	first := `document.querySelector("#sessions li").id === `
	if !read[bool](p, first+`"session-`+string(ids[0])+`"`) {
		t.Error("the cards moved under the hand")
	}
	p.press("[data-pending]")
	p.wait("what is new, first", first+`"session-`+string(fresh)+`"`)
	p.wait("no more offer", `document.querySelector("[data-pending]").hidden`)
}

func TestPollKeepsWhatIsOpen(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ids := s.fill(t, 3)
	p := s.person(t).signIn(provider)

	p.press(card(ids[1]) + " summary")
	s.move(t, staff, ids[1], clinic.Cancelled, "a test")
	p.poll()
	p.shows(ids[1], clinic.Cancelled)
	if !read[bool](p, `document.querySelector("`+card(ids[1])+` details").open`) {
		t.Error("the poll closed the menu")
	}
	if !read[bool](p, `document.activeElement.matches("`+card(ids[1])+` summary")`) {
		t.Error("the poll took the focus from the menu")
	}

	p.fill("q", "half a na")
	s.move(t, staff, ids[2], clinic.Cancelled, "a test")
	p.poll()
	p.shows(ids[2], clinic.Cancelled)
	if !read[bool](p, `document.activeElement.name === "q" && document.activeElement.value === "half a na" &&
		document.activeElement.selectionEnd === 9`) {
		t.Error("the poll took what was typed in the search")
	}
}

func TestDialogKeepsWhatIsTyped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ids := s.fill(t, 2)
	p := s.person(t).signIn(provider)
	id := string(ids[0])

	p.press("#active-" + id)
	p.wait("the dialog", `document.querySelector("#dialog").open`)
	p.fill("consent", "overridden")
	s.move(t, staff, ids[1], clinic.Cancelled, "a test")
	p.poll()
	p.forgive("422")
	p.press("#dialog .btn", "Start")
	p.wait("the message at the field", `document.querySelector("#dialog #f-consent_reason-msg")`)
	if !read[bool](p, `document.querySelector("#dialog [value=overridden]").checked`) {
		t.Error("the dialog lost what was chosen")
	}
	if !read[bool](p, `document.activeElement.matches("[data-summary]")`) {
		t.Error("the summary has not the focus")
	}
	if read[bool](p, `document.querySelector("`+card(ids[1])+`").dataset.status === "cancelled"`) {
		t.Error("a poll changed the list behind the dialog")
	}
	p.key(kb.Escape)
	p.wait("the dialog closed and its opener with the focus",
		`!document.querySelector("#dialog").open && document.activeElement.id === "active-`+id+`"`)
	p.shows(ids[1], clinic.Cancelled)
}
