package e2e

import (
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"

	"televisit/store/storetest"
)

// reads lets the browser ask for pages in a language.
func (p *person) reads(lang string) {
	p.t.Helper()
	send(p, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": lang}})
}

// Each page fits in Spanish too, whose words are longer. How it is built was looked at in English.
func TestPagesFitInSpanish(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.person(t)
	p.forgive("404", "403", "422")
	p.reads("es")
	for _, v := range s.views(t) {
		p.part(v.name, func() {
			p.visit(v)
			if lang := read[string](p, `document.documentElement.lang`); lang != "es" {
				p.t.Fatalf("the page is in %q", lang)
			}
			p.audits(v.name+"-es", translated)
			p.fits("the page", 390)
			p.fits("the page", 320)
		})
	}
}

// What the script makes of a time is what the server wrote.
func TestTimesReadTheSameInBothPlaces(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, hours := range []int{0, 1, 2, 23, 24, 25, 47, 49, 24 * 40} {
		s.Session(t, storetest.Row{CreatedAt: s.Clock.Now().Add(-time.Duration(hours) * time.Hour)})
	}
	for _, lang := range []string{"en", "es"} {
		p := s.person(t)
		p.reads(lang)
		p.signIn(staff)
		p.open(list)
		const texts = `.map((e) => e.textContent)`
		written := read[[]string](p, `fetch(location).then((r) => r.text()).then((t) =>
			[...new DOMParser().parseFromString(t, "text/html").querySelectorAll("time[data-relative]")]`+texts+`)`)
		if shown := read[[]string](p, `[...document.querySelectorAll("time[data-relative]")]`+texts); len(written) == 0 ||
			!slices.Equal(written, shown) {
			t.Errorf("%s: the server wrote %q, the script %q", lang, written, shown)
		}
	}
}
