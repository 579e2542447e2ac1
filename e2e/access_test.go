package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"

	"televisit/clinic"
	"televisit/store/storetest"
)

// What someone needs who reads large letters, hears the page, or cannot bear
// that it moves.

// relocate records where the patient is, elsewhere.
func (s *site) relocate(t *testing.T, id clinic.SessionID, place string) clinic.Session {
	t.Helper()
	org := s.As(t, provider, s.Northside)
	v, err := org.Session(t.Context(), id)
	if err == nil {
		v, err = org.RecordLocation(t.Context(), id, v.Version, clinic.Location{Patient: place, PatientState: "NY"})
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// The focus stays on a button while its own card and another one change.
func TestFocusStaysThroughTenPolls(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	other, kept := s.fill(t, 1)[0], s.Session(t, storetest.Row{Status: "active", StartsAt: s.Clock.Now()})
	p := s.person(t).signIn(provider)
	button := "#completed-" + string(kept)
	p.run(js(`(s) => document.querySelector(s).focus()`, button))
	for n := range 10 {
		v := s.relocate(t, kept, []string{"home", "other"}[n%2])
		s.move(t, provider, other, []clinic.Status{clinic.Cancelled, clinic.Scheduled}[n%2], "a test")
		p.poll()
		p.wait(fmt.Sprint("change ", n+1), js(`(card, version) => document.querySelector(card).dataset.version === version`, card(kept),
			fmt.Sprint(v.Version)))
		if !read[bool](p, js(`(s) => document.activeElement.matches(s)`, button)) {
			t.Fatalf("after %d changes the focus is on %s", n+1, read[string](p, `document.activeElement.outerHTML.slice(0, 200)`))
		}
	}
}

// clockwork stops the page's clock, holds back what the page puts off for five
// to ten seconds until elapse says that the time has come, and writes down what
// is announced.
const clockwork = `(() => {
	const wait = window.setTimeout;
	let now = Date.now(), later = [];
	Date.now = () => now;
	window.setTimeout = (f, ms, ...args) => ms > 5000 && ms <= 10000 ? later.push({ f, args, at: Date.now() + ms }) : wait(f, ms, ...args);
	window.elapse = (ms) => {
		now += ms;
		const due = later.filter((l) => l.at <= Date.now());
		later = later.filter((l) => !due.includes(l));
		for (const l of due) l.f(...l.args);
	};
	window.heard = [];
	document.addEventListener("DOMContentLoaded", () => {
		const region = document.querySelector("#announce");
		heard.push(region.textContent);
		new MutationObserver(() => heard.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
	});
})()`

// The page says what polls changed, no more often than every ten seconds.
func TestAnnouncementsAreFew(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ids := s.fill(t, 4)
	p := s.person(t)
	send(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: clockwork})
	p.signIn(provider)
	heard := func(want ...string) {
		t.Helper()
		p.wait(fmt.Sprintf("what is said: %q", want), js(`(want) => JSON.stringify(heard) === JSON.stringify(want)`,
			append([]string{""}, want...)))
	}
	cancel := func(id clinic.SessionID) {
		t.Helper()
		s.move(t, provider, id, clinic.Cancelled, "a test")
		p.poll()
		p.shows(id, clinic.Cancelled)
	}
	heard()
	cancel(ids[0])
	heard("1 session changed")
	cancel(ids[1])
	cancel(ids[2])
	p.run(`elapse(9000)`)
	heard("1 session changed")
	p.run(`elapse(1500)`)
	heard("1 session changed", "2 sessions changed")
	fresh := s.book(t, "Newcome", 1)
	p.poll()
	p.wait("it", js(`(s) => document.querySelector(s)`, card(fresh)))
	p.run(`elapse(10500)`)
	heard("1 session changed", "2 sessions changed", "1 new session")
	p.poll()
	p.run(`elapse(60000)`)
	heard("1 session changed", "2 sessions changed", "1 new session")
}

// Pages fade into each other, but not for who asked for less motion.
func TestPagesFadeWhereMotionIsWelcome(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.person(t)
	p.open("/login")
	const fading = `(() => {
		const rules = (r) => [...r.cssRules ?? []].flatMap((rule) =>
			rule instanceof CSSMediaRule && !matchMedia(rule.conditionText).matches ? [] : [rule, ...rules(rule)]);
		return [...document.styleSheets].flatMap(rules).some((rule) =>
			rule.cssText.startsWith("@view-transition") && rule.cssText.includes("navigation: auto"));
	})()`
	for _, preference := range []string{"no-preference", "reduce"} {
		send(p, emulation.SetEmulatedMedia,
			emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: preference}}})
		if read[bool](p, fading) != (preference == "no-preference") {
			t.Error("wrong for who prefers", preference)
		}
	}
}
