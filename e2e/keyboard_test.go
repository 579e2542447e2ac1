package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"televisit/clinic"
	"televisit/store/storetest"
)

// These people have no mouse: they press keys and nothing else.

// with presses a key while others are kept.
func (p *person) with(k string, kept ...chromedp.Modifier) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(k, chromedp.KeyModifiers(kept...)))
}

// enter presses Enter, in one event: what follows it may go to what it opened.
// kept says that it is an Enter pressed before, not let go yet.
func (p *person) enter(kept bool) {
	p.t.Helper()
	send(p, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter",
		Text: "\r", WindowsVirtualKeyCode: 13, AutoRepeat: &kept})
}

// tabTo presses Tab until what selector finds has the focus, and fails when it
// never gets there.
func (p *person) tabTo(selector string) {
	p.t.Helper()
	for range 80 {
		if read[bool](p, js(`(s) => document.activeElement.matches(s)`, selector)) {
			return
		}
		p.key(kb.Tab)
	}
	p.t.Fatalf("Tab does not lead to %s\n%s", selector, p.state())
}

// opensAt puts the focus where the page says that it begins. The browser does so when it
// paints the page, and a busy one paints late.
func (p *person) opensAt(selector string) {
	p.t.Helper()
	if !read[bool](p, js(`(s) => { const e = document.querySelector(s); e.focus(); return e.autofocus }`, selector)) {
		p.t.Fatalf("the page does not begin at %s", selector)
	}
}

// focused waits until what selector finds has the focus.
func (p *person) focused(selector string) {
	p.t.Helper()
	p.wait("the focus on "+selector, js(`(s) => document.activeElement.matches(s)`, selector))
}

func TestKeyboardFromBookingToTheEnd(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Patient(t, s.Northside, "Rosalind", "Okafor", "N-1001")
	s.Patient(t, s.Northside, "Bo", "Another", "N-1002")
	p := s.person(t).signIn(provider)
	p.leave(func() { p.key("n") })
	p.tabTo("#f-find")
	p.key("oka")
	p.wait("the only one found chosen", `document.querySelector("#f-patient_id").selectedOptions[0]?.text.startsWith("Rosalind")`)
	p.tabTo("#f-patient_id")
	p.key("Ro")
	p.tabTo("#f-provider_id")
	p.key("The p")
	p.tabTo("#f-day")
	day := s.Clock.Now()
	p.key(day.Format("01022006"))
	p.tabTo("#f-starts")
	p.key("1159PM")
	p.tabTo("#f-ends")
	p.key("1159PM")
	p.tabTo("#f-platform_id")
	p.key("Video room")
	p.forgive("422")
	p.tabTo("main .actions button[type=submit]")
	p.leave(func() { p.key(kb.Enter) })
	p.focused("[data-summary]") // a visit of no length
	p.tabTo("#f-starts")
	p.key("1130PM")
	p.leave(func() { p.key(kb.Enter) })
	id := s.session(t)

	p.with("k", chromedp.ModifierCtrl)
	p.focused("#f-finder")
	p.key("sess")
	p.leave(func() { p.key(kb.Enter) })
	p.at(list)
	p.key("j")
	p.focused(card(id) + " h3 a")
	p.tabTo("#active-" + string(id))
	p.enter(false)
	p.wait("the dialog", `document.querySelector("#dialog").open`)
	p.enter(true)
	if !read[bool](p, `document.querySelector("#dialog").open`) || s.moves(t) != 0 {
		t.Error("one Enter opens the form and sends it")
	}
	p.tabTo("#dialog [name=consent]")
	for !read[bool](p, `document.querySelector("#dialog [value=granted]").checked`) {
		p.key(kb.ArrowDown)
	}
	p.tabTo("#dialog [name=method]")
	p.key("v")
	p.tabTo("#dialog [name=patient_place]")
	p.key("h")
	p.tabTo("#dialog [name=patient_state]")
	p.key("w")
	p.tabTo("#dialog button:not([type=button])")
	p.key(kb.Enter)
	p.shows(id, clinic.Active)
	p.focused(card(id) + " *")
	p.tabTo("#completed-" + string(id))
	p.key(kb.Enter)
	p.shows(id, clinic.Completed)
}

func TestKeys(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ids := s.fill(t, 3)
	p := s.person(t).signIn(staff)
	open := func(n int) string { return card(ids[n]) + " h3 a" }
	p.key("j")
	p.focused(open(0))
	p.key("j")
	p.key("j")
	p.key("j")
	p.focused(open(2))
	p.key("k")
	p.focused(open(1))
	p.key("/")
	p.focused("#f-q")
	p.run(`document.activeElement.value = ""`) // the keys of the protocol write even what was prevented
	p.key("jo?np")
	if got := read[string](p, `document.activeElement.value`); got != "jo?np" {
		t.Errorf("in a field the keys write %q", got)
	}
	p.key(kb.Tab)
	p.key("p")
	p.wait("a pause", `document.querySelector("[data-live]").textContent === "Paused"`)
	s.move(t, staff, ids[2], clinic.Cancelled, "a test")
	p.key("r")
	p.shows(ids[2], clinic.Cancelled)
	p.key("?")
	p.wait("the sheet", `document.querySelector("#keys").open`)
	p.key("n")
	p.key(kb.Escape)
	p.wait("no sheet", `!document.querySelector("#keys").open`)
	p.at(list)
	p.key("k")
	p.leave(func() { p.key("o") })
	if at := read[string](p, `location.pathname`); !strings.HasPrefix(at, fragment+"/") {
		t.Errorf("o opens %s", at)
	}
}

func TestKeysSwitchedOff(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.fill(t, 1)
	p := s.person(t).signIn(staff)
	p.open("/account")
	p.tabTo("#f-keys")
	p.key(" ")
	p.leave(func() { p.key(kb.Enter) })
	p.open(list)
	for _, k := range []string{"j", "?", "/", "p", "n"} {
		p.key(k)
	}
	if !read[bool](p, `document.activeElement === document.body && !document.querySelector("dialog[open]") &&
		document.querySelector("[data-live]").textContent === "Live"`) {
		t.Error("single keys do something")
	}
	p.with("k", chromedp.ModifierCtrl)
	p.focused("#f-finder")
}

func TestSwitcher(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Session(t, storetest.Row{Family: "Quillfeather", StartsAt: s.Clock.Now()})
	p := s.person(t).signIn(staff)
	p.with("k", chromedp.ModifierCtrl)
	p.focused("#f-finder")
	p.key("quill")
	p.wait("a patient and a session", `document.querySelectorAll("#finder-found a").length === 2 &&
		document.querySelector("#finder-said").textContent === "2 to choose from"`)
	p.key(kb.ArrowDown)
	p.focused("#finder-found section:first-child a")
	p.key(kb.ArrowDown)
	p.focused("#finder-found section:last-child a")
	p.key(kb.ArrowUp)
	p.key(kb.ArrowUp)
	p.focused("#f-finder")
	p.key(kb.ArrowDown)
	p.key("f")
	p.focused("#f-finder")
	p.wait("what is typed on a find, in the box, and its answer",
		`document.querySelector("#f-finder").value === "quillf" && document.querySelector("#finder-list").dataset.for === "quillf"`)
	p.key(kb.Escape)
	p.wait("it closed", `!document.querySelector("#dialog").open`)
	p.at(list)
	p.with("k", chromedp.ModifierMeta)
	p.focused("#f-finder")
	p.key("quillf")
	p.leave(func() { p.key(kb.Enter) })
	if at := read[string](p, `location.pathname`); !strings.HasPrefix(at, "/pm/patients/") || p.text("h1") != "Ann Quillfeather" {
		t.Errorf("Enter leads to %s, %q", at, p.text("h1"))
	}
}

// The finder opens again as soon as it was closed, before the browser has told of that.
func TestSwitcherOpensAgainAtOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.person(t).signIn(staff)
	p.with("k", chromedp.ModifierCtrl)
	p.focused("#f-finder")
	p.run(`document.querySelector("#dialog").close();
		document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, bubbles: true }))`)
	p.wait("it open again", `document.querySelector("#dialog").open`)
	p.focused("#f-finder")
}

func TestPlainSwitcherAndAccount(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Patient(t, s.Northside, "Rosalind", "Okafor", "N-1001")
	p := s.plain(t).signIn(staff)
	p.follow("#finder-open")
	p.fill("q", "okafor")
	p.follow("main button", "Find")
	if at := read[string](p, `location.href + document.title`); at != s.at+"/switchGo to · Televisit" {
		t.Errorf("the search is at %s", at)
	}
	p.follow("#finder-found a")
	if h := p.text("h1"); h != "Rosalind Okafor" {
		t.Errorf("the page of %q", h)
	}

	other := s.person(t).signIn(staff)
	p.press(".usermenu summary")
	p.follow(".usermenu a", "Your account")
	p.forgive("422")
	p.fill("current", "not it")
	p.fill("new", "quite another password")
	p.follow("main button", "Change password")
	p.reach("#f-current-msg", "This is not your current password.")
	p.fill("current", storetest.Password)
	p.fill("new", "quite another password")
	other.signedOut(func() { p.follow("main button", "Change password") })
	other.at("/login?next=%2Fpm%2Ftelehealth")
	p.reach(".notice p")
	p.signOut()
	p.password = "quite another password"
	p.signInHere(staff)
	p.at("/")
}
