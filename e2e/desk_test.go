package e2e

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"

	"televisit/store/storetest"
)

// busyDay fills the day of the practice: some on now and late, more to come.
func (s *site) busyDay(t *testing.T) {
	t.Helper()
	at := func(d time.Duration, status string) {
		s.Session(t, storetest.Row{Status: status, StartsAt: s.Clock.Now().Add(d), URL: "https://video.example/room"})
	}
	for i := range 2 {
		at(-time.Duration(i+5)*time.Minute, "active")
		at(-time.Duration(i+1)*time.Minute, "scheduled")
		at(-time.Hour, "completed")
	}
	for i := range 30 {
		at(time.Duration(10+4*i)*time.Minute, "scheduled")
	}
}

// A measure is how much of the table a window shows.
type measure struct {
	First float64 // pixels above the first row
	Row   float64 // how high that is
	Full  int     // rows that are seen whole
	Wide  bool    // the page is wider than the window
}

const measured = `(() => {
	const boxes = [...document.querySelectorAll(".rows tr[data-status]")].filter((e) => e.checkVisibility())
		.map((e) => e.getBoundingClientRect());
	return { First: boxes[0].top, Row: boxes[0].height, Full: boxes.filter((b) => b.bottom <= innerHeight).length,
		Wide: document.documentElement.scrollWidth > innerWidth };
})()`

// The day fits the desk: what a front desk sees at once, in both languages and
// without JavaScript.
func TestDeskFitsTheScreen(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.busyDay(t)
	for _, language := range []string{"en", "es"} {
		for _, scripts := range []bool{true, false} {
			p := s.person(t)
			if !scripts {
				p = s.plain(t)
			}
			p.signIn(provider)
			s.Exec(t, `INSERT INTO pf_user_settings (user_id, key, value, updated_at) SELECT id, 'language', $2, 1 FROM pf_users WHERE email = $1
				ON CONFLICT (user_id, key) DO UPDATE SET value = excluded.value`, provider, language)
			s.Exec(t, `UPDATE pf_devices SET known_at = first_at`) // else each is asked about the ones before
			for _, w := range []struct {
				width, height int64
				first         float64
				rows          int
			}{{1280, 800, 200, 13}, {1920, 1080, 200, 20}, {390, 844, 260, 4}} {
				p.part(fmt.Sprintf("%s at %d, scripts %v", language, w.width, scripts), func() {
					p.look("light", w.width, w.height)
					p.open("/")
					m := read[measure](p, measured)
					if m.First > w.first || m.Full < w.rows || m.Wide {
						p.t.Errorf("got %+v, want the first row within %v px and %d rows whole", m, w.first, w.rows)
					}
					if w.width > 1000 && m.Row != 40 {
						p.t.Errorf("a row is %v px high, want 40", m.Row)
					}
				})
			}
		}
	}
}

// A finger finds what it aims at.
func TestDeskUnderAFinger(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.busyDay(t)
	p := s.person(t)
	p.signIn(provider)
	p.look("light", 390, 844)
	send(p, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true, MaxTouchPoints: 1})
	p.open("/")
	small := read[[]string](p, `[...document.querySelectorAll(".rows :is(a, button, summary), .chips a, .desk :is(a, button)")]
		.filter((e) => e.checkVisibility() && (e.getBoundingClientRect().height < 44 || e.getBoundingClientRect().width < 44))
		.map((e) => e.outerHTML.slice(0, 100) + e.getBoundingClientRect().width + "x" + e.getBoundingClientRect().height)`)
	if len(small) > 0 {
		t.Errorf("%d targets are smaller than 44 px, such as %s", len(small), small[0])
	}
	if m := read[measure](p, measured); m.First > 260 || m.Wide {
		t.Errorf("got %+v, want the first row within 260 px", m)
	}
}

// The day on paper is one table on as few pages as its rows need.
func TestDeskOnPaper(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.busyDay(t)
	p := s.person(t)
	p.signIn("manager@northside.example")
	for path, row := range map[string]string{"/": ".rows > tbody > tr[data-status]", "/pm/appointments/sheet": "main tbody tr"} {
		p.open(path)
		rows := len(read[[]bool](p, js(`(row) => [...document.querySelectorAll(row)].filter((e) => e.checkVisibility()).map(() => true)`, row)))
		printed := send(p, page.PrintToPDF, page.PrintToPDFParams{})
		pages := bytes.Count(printed.Data, []byte("/Type /Page\n"))
		if most := (rows + 24) / 25; rows < 30 || pages == 0 || pages > most {
			t.Errorf("%s: %d rows are on %d pages, want at most %d", path, rows, pages, most)
		}
	}
}

// A row is worked by single keys: each opens or does what the mouse would.
func TestDeskByKeys(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.Session(t, storetest.Row{StartsAt: s.Clock.Now().Add(5 * time.Minute), URL: "https://video.example/room"})
	p := s.person(t).signIn(provider)
	p.open(list)
	p.leave(func() { p.key("v") })
	p.wait("a table", `document.querySelector("#sessions table.rows")`)
	for _, path := range []string{"/", list} {
		p.open(path)
		p.key("j")
		p.focused(card(id) + " th a")
		p.key("l")
		p.wait("the link copied", `document.querySelector("#announce").textContent === "Copied"`)
	}
	p.key("s")
	p.wait("it active", js(`(s) => document.querySelector(s)?.dataset.status === "active"`, card(id)))
	p.focused(card(id) + " *")
	p.key("c")
	p.wait("it completed", js(`(s) => document.querySelector(s)?.dataset.status === "completed"`, card(id)))
	p.leave(func() { p.key("v") })
	p.wait("cards", `document.querySelector("#sessions li.card")`)
	other := s.Session(t, storetest.Row{StartsAt: s.Clock.Now().Add(5 * time.Minute)})
	p.open("/")
	p.key("j")
	p.focused(card(other) + " th a")
	p.leave(func() { p.key("e") })
	if at := read[string](p, "location.pathname"); !strings.HasSuffix(at, "/edit") {
		t.Errorf("e leads to %s, want the form of its appointment", at)
	}
}
