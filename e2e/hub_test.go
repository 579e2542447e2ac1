package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"televisit/store/storetest"
)

// clicks counts presses of the mouse.
type clicks struct {
	*person
	n int
}

func (c *clicks) follow(selector string, text ...string) {
	c.t.Helper()
	c.n++
	c.person.follow(selector, text...)
}

// A visit is moved from Ctrl+K with three clicks beside typing, and with scripts off
// too, where the finder is a page.
func TestAVisitIsMovedFromTheFinder(t *testing.T) {
	t.Parallel()
	for name, plain := range map[string]bool{"with scripts": false, "without": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			id := s.book(t, "Quillfeather", 1)
			p := &clicks{person: s.person(t)}
			if plain {
				p.person = s.plain(t)
			}
			p.signIn(staff)
			if plain {
				p.person.follow("#finder-open") // Ctrl+K is a key
				p.fill("q", "quill")
				p.person.follow("main button", "Find") // and so is Enter
			} else {
				p.with("k", chromedp.ModifierCtrl)
				p.focused("#f-finder")
				p.key("quill")
				p.wait("the patient", `document.querySelectorAll("#finder-patients + ul a").length === 1`)
			}
			if found := p.text("#finder-patients + ul a"); !strings.Contains(found, "Next:") || !strings.Contains(found, "The provider") {
				t.Errorf("the patient is found as %q, want the next visit with it", found)
			}
			p.follow("#finder-patients + ul a")
			p.follow("#visits-next + ol a[data-key=e]")
			p.fill("starts", "23:10")
			p.fill("ends", "23:30")
			p.follow("main .actions button", "Save changes")
			if got := p.text(".notice"); !strings.Contains(got, "The appointment is now on") || !strings.Contains(got, "23:10") {
				t.Errorf("the page says %q, want what became of it", got)
			}
			if p.n > 3 {
				t.Errorf("it took %d clicks, want 3 at most", p.n)
			}
			v, err := s.As(t, staff, s.Northside).Session(t.Context(), id)
			if err != nil || v.EndsAt.Sub(v.StartsAt) != 20*time.Minute {
				t.Errorf("got %s to %s, want it moved: %v", v.StartsAt, v.EndsAt, err)
			}
		})
	}
}

// Before anything is typed the finder offers who is on now, then who is next.
func TestTheFinderBeginsWithNow(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Session(t, storetest.Row{Family: "Current", Status: "active", StartsAt: s.Clock.Now().Add(-10 * time.Minute)})
	s.Session(t, storetest.Row{Family: "Following", StartsAt: s.Clock.Now().Add(time.Minute)})
	p := s.person(t).signIn(staff)
	p.with("k", chromedp.ModifierCtrl)
	p.focused("#f-finder")
	p.key(kb.ArrowDown)
	p.focused("#finder-now + ul a")
	p.key(kb.ArrowDown)
	p.focused("#finder-next + ul a")
	p.leave(func() { p.key(kb.Enter) })
	if at := read[string](p, `location.pathname`); !strings.HasPrefix(at, fragment+"/") {
		t.Errorf("Enter leads to %s", at)
	}
}

// The link of a visit is copied from the patient's page.
func TestALinkIsCopied(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, err := s.As(t, staff, s.Northside).Session(t.Context(),
		s.Session(t, storetest.Row{URL: "https://video.example/room", StartsAt: s.Clock.Now().Add(time.Hour)}))
	if err != nil {
		t.Fatal(err)
	}
	p := s.person(t).signIn(staff)
	p.open("/pm/patients/" + string(v.PatientID))
	p.run(`navigator.clipboard.writeText = async (text) => { window.copied = text }`)
	p.press("#visits-next + ol [data-copy]")
	p.wait("what was copied", js(`(link) => window.copied === link && document.querySelector("#announce").textContent === "Copied"`, v.URL))
}

// Where the browser has no clipboard for a page, as on http:// in a practice's network, a link is copied the older way; the
// reader stays where they were.
func TestALinkIsCopiedAsBefore(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for range 12 {
		s.Session(t, storetest.Row{URL: "https://video.example/room", StartsAt: s.Clock.Now().Add(time.Hour)})
	}
	p := s.person(t).signIn(staff)
	p.open(list)
	p.run(`Object.defineProperty(navigator, "clipboard", { value: undefined });
		document.addEventListener("copy", () => { window.copied = getSelection().toString() })`)
	for range 8 {
		p.key("j")
	}
	focused, scrolled := read[string](p, `document.activeElement.href`), read[float64](p, "scrollY")
	p.key("l")
	p.wait("the link copied", `document.querySelector("#announce").textContent === "Copied"`)
	if got := read[string](p, "window.copied"); !strings.HasPrefix(got, "https://") {
		t.Errorf("copied %q, want the link of the visit", got)
	}
	if got := read[string](p, `document.activeElement.href ?? document.activeElement.tagName`); got != focused {
		t.Errorf("focus on %s, want it where it was: %s", got, focused)
	}
	if got := read[float64](p, "scrollY"); got != scrolled || scrolled == 0 {
		t.Errorf("scrolled to %v, want %v", got, scrolled)
	}
}

// g and one more key go to a page, and mean nothing else meanwhile.
func TestGo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.fill(t, 1)
	p := s.person(t).signIn(staff)
	for _, dest := range []struct{ key, path string }{{"a", "/pm/appointments"}, {"p", "/pm/patients"}, {"t", "/"}, {"s", list}} {
		p.key("g")
		p.leave(func() { p.key(dest.key) })
		p.at(dest.path)
	}
	p.part("what comes too late has its own meaning", func() {
		p.key("g")
		p.run(`document.body.dispatchEvent(Object.defineProperty(new KeyboardEvent("keydown", { key: "p", bubbles: true }), "timeStamp",
			{ value: performance.now() + 5_000 }))`)
		p.wait("a pause", `document.querySelector("[data-live]").textContent === "Paused"`)
		p.at(list)
	})
	p.part("a key between", func() {
		p.key("g")
		p.key("j")
		p.key("p")
		p.wait("no pause", `document.querySelector("[data-live]").textContent === "Live"`)
		p.at(list)
	})
	p.part("in a field", func() {
		p.key("/")
		p.focused("#f-q")
		p.key("gt")
		p.at(list)
	})
	p.part("the sheet of keys", func() {
		p.key(kb.Tab)
		p.key("?")
		p.wait("the sheet", `document.querySelector("#keys").open`)
		if text := p.text("#keys"); !strings.Contains(text, "and then") {
			t.Errorf("it says %q", text)
		}
		p.key(kb.Escape)
	})
	p.open("/account")
	p.tabTo("#f-keys")
	p.key(" ")
	p.leave(func() { p.key(kb.Enter) })
	p.part("switched off", func() {
		p.open(list)
		p.key("g")
		p.key("t")
		p.key("p")
		p.at(list)
	})
}
