package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"televisit/store/storetest"
)

// unlock enters the password at the page that stands for a locked one, and goes on.
func (p *person) unlock() {
	p.t.Helper()
	p.at("/login")
	p.fill("password", storetest.Password)
	p.follow("main button", "Unlock")
}

// One key locks all tabs at once. After the password each is where it was, with what was typed;
// what is sent then is saved once.
func TestLockWhileTyping(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Patient(t, s.Northside, "Rosa", "Silva", "M-1")
	p := s.person(t).signIn(staff)
	p.open("/pm/patients/new")
	p.fill("given", "Ida")
	p.fill("mrn", "N-77")
	p.fill("payer_class", "medicare")
	p.fill("family", "Moe")
	other := p.tab()
	other.open("/pm/appointments/new")
	other.fill("starts", "11:10")
	other.fill("find", "Silva")
	other.wait("the patient", `document.querySelector("#patients option[selected]")?.textContent.includes("Silva")`)
	p.forgive("401") // what the other tab asks for while it goes
	other.forgive("401")

	other.leave(func() { p.leave(func() { p.with("l", chromedp.ModifierCtrl) }) })
	other.at("/login")
	if got := p.text("main") + other.text("main"); strings.Contains(got, "Ida") || strings.Contains(got, "Silva") ||
		!strings.Contains(got, "What you typed is kept.") {
		t.Errorf("the locked pages say %q", got)
	}

	other.leave(p.unlock)
	const value = `(name) => document.querySelector("main [name=" + name + "]")?.value`
	p.wait("what was typed", js(`(name) => (`+value+`)(name) === "Moe"`, "family"))
	for name, want := range map[string]string{"given": "Ida", "mrn": "N-77", "payer_class": "medicare"} {
		if got := read[string](p, js(value, name)); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	p.focused(`[name=family]`)
	other.wait("what was typed in the other tab", js(`(name) => (`+value+`)(name) === "11:10" &&
		document.querySelector("#patients option[selected]")?.textContent.includes("Silva")`, "starts"))
	p.fill("born", "1990-01-02")
	p.follow("main form.form button[type=submit]")
	if got := p.text("main"); !strings.Contains(got, "Ida") || !strings.Contains(got, "Moe") {
		t.Errorf("got the page %q, want the patient", got)
	}
	p.leave(func() { p.with("l", chromedp.ModifierCtrl) })
	p.back()
	p.at("/login") // and not the page as it was
}

// A form that came back with what is wrong is kept as well; so is one in a dialog.
func TestLockOfAFormThatCameBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.book(t, "Silva", 1)
	p := s.person(t).signIn(staff)
	p.open("/pm/patients/new")
	p.press(".usermenu summary")
	p.audits("menu", sights)
	p.fill("given", "Ida")
	p.forgive("422")
	p.follow("main form.form button[type=submit]")
	p.wait("the summary", `Boolean(document.querySelector("[data-summary]"))`)
	p.leave(func() { p.with("l", chromedp.ModifierCtrl) })
	p.audits("locked", sights)
	p.unlock()
	p.wait("what was typed", `document.querySelector("[name=given]").value === "Ida"`)

	p.open(list)
	p.press("#session-" + string(v) + " details summary")
	p.press("#session-"+string(v)+" .menu[open] a", "Cancel session")
	p.wait("the dialog", `document.querySelector("#dialog").open`)
	p.fill("reason", "moved away")
	p.leave(func() { p.with("l", chromedp.ModifierCtrl) })
	p.unlock()
	p.wait("the reason", `document.querySelector("main [name=reason]")?.value === "moved away"`)
	const cameBack = `window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))`
	p.run(cameBack) // as the browser kept it
	p.wait("the page", `!document.documentElement.hidden`)
	p.forgive("401")
	p.leave(func() {
		if _, err := s.Store.UnscopedSignOutAll(t.Context(), staff); err != nil {
			t.Fatal(err)
		}
		p.run(cameBack)
	})
	p.at("/login")
}

// Without scripts the menu locks, and the password leads back.
func TestPlainLock(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.plain(t)
	p.open("/login")
	p.signInHere(staff)
	p.open("/pm/patients?status=all")
	if read[bool](p, `document.querySelector("#idle").checkVisibility()`) {
		t.Error("the warning is on the page")
	}
	p.press(".usermenu summary")
	p.follow("#lock button")
	p.unlock()
	p.at("/pm/patients?status=all")
}

// The warning takes no focus from who types, is there above a dialog too, and goes when somebody
// is there in another tab.
func TestTheIdleWarningDoesNotDisturb(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.book(t, "Silva", 1)
	p := s.person(t).signIn(staff)
	p.press("#session-" + string(v) + " details summary")
	p.press("#session-"+string(v)+" .menu[open] a", "Cancel session")
	p.wait("the dialog", `document.querySelector("#dialog").open`)
	p.press("#dialog [name=reason]")
	p.fill("reason", "moved")
	s.Clock.Add(13*time.Minute + time.Second)
	p.run(`document.dispatchEvent(new Event("visibilitychange"))`)
	p.wait("the warning", `document.querySelector("#idle").matches(":popover-open")`)
	p.audits("idle-warning", sights)
	p.focused("[name=reason]")
	p.press("#idle button", "Stay signed in")
	p.wait("its end", `!document.querySelector("#idle").matches(":popover-open")`)
	if got := read[string](p, `document.querySelector("[name=reason]").value`); got != "moved" {
		t.Errorf("the dialog holds %q, want what was typed", got)
	}
	s.Clock.Add(14 * time.Minute)
	p.run(`document.dispatchEvent(new Event("visibilitychange"))`)
	p.wait("the second warning", `document.querySelector("#idle").matches(":popover-open")`)
	p.tab().open("/pm/patients")
	p.wait("the end of the second warning", `!document.querySelector("#idle").matches(":popover-open")`)
	p.press("#dialog a", "Back")
	p.wait("the end of the dialog", `!document.querySelector("#dialog").open && document.querySelector("#idle").isConnected`)
}
