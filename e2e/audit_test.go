package e2e

import (
	_ "embed"
	"fmt"
	"path/filepath"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe-4.14.1.min.js
var axe string

// A sight is one way to look at a page, and what axe checks there, by the names of rules or of
// groups of them. How a page is built is the same in both themes and languages, and what it says
// has the same colours in every language and at every width: each is checked once.
type sight struct {
	theme string
	width int64
	rules []string // none: there is only a picture
}

var (
	everything = []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"}

	sights = []sight{{"light", 390, everything}, {"light", 1280, nil}, {"dark", 390, nil}, {"dark", 1280, everything}}
	// For a page that was looked at in English: what is pressed is no smaller in longer words.
	translated = []sight{{"light", 1280, nil}, {"light", 390, nil}}
)

// audits audits the page as it is in each of the sights, and keeps pictures if
// the suite was asked for some.
func (p *person) audits(name string, sights []sight) {
	p.t.Helper()
	for _, s := range sights {
		if s.rules == nil && *contact == "" {
			continue
		}
		p.look(s.theme, s.width, 800)
		at := fmt.Sprintf("%s-%s-%d", name, s.theme, s.width)
		if s.rules != nil {
			p.audit(at, s.rules)
		}
		if *contact != "" {
			p.save(filepath.Join(*contact, at+".png"), chromedp.FullScreenshot(100))
		}
	}
}

// audit fails on what axe finds wrong by these rules in what is there.
func (p *person) audit(at string, rules []string) {
	p.t.Helper()
	if !read[bool](p, `"axe" in window`) {
		p.run(axe)
	}
	for _, fault := range read[[]string](p, js(faults, rules)) {
		p.t.Errorf("%s: %s", at, fault)
	}
}

// faults is what axe finds wrong by these rules. Of many rows that come from one template it looks
// at the first six, and of a long choice at none: axe takes as long as there are elements. Nothing is loaded
// for it: no page plays anything.
const faults = `(rules) => axe.run(
		{ exclude: ["li.card:nth-child(n+7)", "tr:nth-child(n+7)", ".agenda > li:nth-child(n+7)", "option:nth-child(n+7)"].map((e) => [e]) },
		{ resultTypes: ["violations"], preload: false, runOnly: rules })
	.then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.failureSummary + " " + n.html.slice(0, 200))))`

// fits fails on a page that scrolls sideways at a width, or whose edge cuts off a text.
func (p *person) fits(name string, width int64) {
	p.t.Helper()
	p.look("light", width, 800)
	if wide := read[int64](p, `document.documentElement.scrollWidth`); wide > width {
		p.t.Errorf("%s scrolls sideways at %d: it is %d wide", name, width, wide)
	}
	for _, clipped := range read[[]string](p, beyond) {
		p.t.Errorf("at %d %s cuts off %q", width, name, clipped)
	}
}

// letters sets how large the reader's letters are: 16 is usual.
func (p *person) letters(size int64) {
	p.t.Helper()
	send(p, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: size}})
}

// beyond are the texts of the page that its edge cuts off.
const beyond = `[...document.querySelectorAll("main :is(a, button, p, span, input, select, h1, h2, h3, dd, td, li)")]
	.filter((e) => e.checkVisibility() && !e.closest(".sr-only") &&
		(e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1))
	.map((e) => e.textContent.trim().slice(0, 60))`

// shifts is what has moved by itself since the page was opened.
const shifts = `document.fonts.ready.then(() => new Promise((done) => {
	const moved = [], told = (s) => (s.node?.outerHTML ?? s.node?.data ?? "").slice(0, 200) + JSON.stringify([s.previousRect, s.currentRect]);
	new PerformanceObserver((list) => {
		for (const e of list.getEntries()) if (!e.hadRecentInput) moved.push(...e.sources.map(told));
	}).observe({ type: "layout-shift", buffered: true });
	requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(moved))));
}))`

// spilled are the texts that do not fit where they stand, but for those that are cut
// on purpose and say all of it in their title.
const spilled = `[...document.querySelectorAll(
	":is(.btn, .badge, .tab, .notice, .toast, .count, label, legend, dt, dd, th, td, p, h1, h2, h3, kbd)")]
	.filter((e) => e.checkVisibility() && !e.matches(".sr-only, .skip") && e.clientWidth > 1 &&
		(e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 2) && getComputedStyle(e).display !== "inline" &&
		!(e.title && getComputedStyle(e).textOverflow === "ellipsis"))
	.map((e) => e.className + " " + e.textContent.trim().slice(0, 60))`
