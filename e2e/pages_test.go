package e2e

import (
	_ "embed"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"televisit/clinic"
	"televisit/store/storetest"
)

//go:embed testdata/axe-4.14.1.min.js
var axe string

// A view is a page as one reader sees it.
type view struct {
	name, email, path string
	code              int64 // what the server answers, 200 if zero
}

// views are all pages of the site: of the practice, the session of it that is
// shown, and the patient.
func (s *site) views(t *testing.T) []view {
	t.Helper()
	shown := s.populate(t)
	v, err := s.As(t, staff, s.Northside).Session(t.Context(), shown)
	if err != nil {
		t.Fatal(err)
	}
	session := list + "/sessions/" + string(shown)
	patient := "/pm/patients/" + string(v.PatientID)
	return []view{
		{name: "login", path: "/login"},
		{name: "today", email: provider, path: "/"},
		{name: "list", email: provider, path: list},
		{name: "list-admin", email: admin, path: list + "?status=completed"},
		{name: "list-empty", email: "readonly@northside.example", path: list + "?modality=store_forward&status=cancelled"},
		{name: "list-unknown", email: staff, path: list + "?provider=nobody"},
		{name: "session", email: provider, path: session},
		{name: "session-move", email: provider, path: session + "/status?to=cancelled"},
		{name: "session-start", email: provider, path: session + "/status?to=active"},
		{name: "session-delete", email: admin, path: session + "/delete"},
		{name: "today-empty", email: "staff@harbor.example", path: "/"},
		{name: "switch", email: staff, path: "/switch"},
		{name: "account", email: "solo@northside.example", path: "/account"},
		{name: "orgs", email: "solo@northside.example", path: "/orgs"},
		{name: "patients", email: staff, path: "/pm/patients"},
		{name: "patient", email: staff, path: patient},
		{name: "patient-new", email: staff, path: "/pm/patients/new"},
		{name: "patient-edit", email: staff, path: patient + "/edit"},
		{name: "appointments", email: staff, path: "/pm/appointments"},
		{name: "appointment-new", email: staff, path: "/pm/appointments/new?telehealth=1"},
		{name: "appointment-edit", email: staff, path: "/pm/appointments/" + string(v.AppointmentID) + "/edit"},
		{name: "appointment-cancel", email: staff, path: "/pm/appointments/" + string(v.AppointmentID) + "/cancel"},
		{name: "missing", email: staff, path: "/pm/nowhere", code: 404},
		{name: "forbidden", email: staff, path: session + "/delete", code: 403},
	}
}

// populate fills the practice with one session of each kind and returns one
// that is scheduled, with consent still to be asked.
func (s *site) populate(t *testing.T) clinic.SessionID {
	t.Helper()
	ago := func(h int) time.Time { return s.Clock.Now().Add(-time.Duration(h) * time.Hour) }
	long, none := 47, 0
	const link = "https://video.example/room"
	for _, r := range []storetest.Row{
		{Status: "active", URL: link, CreatedAt: ago(1), StartsAt: ago(0)},
		{Status: "completed", URL: link, Minutes: &long, CreatedAt: ago(3)},
		{Status: "completed", Modality: "audio_only", Platform: "Phone", URL: "tel:+15550100", Minutes: &none, CreatedAt: ago(5)},
		{Status: "no_show", Modality: "audio_only", CreatedAt: ago(26)},
		{Status: "cancelled", Modality: "store_forward", Platform: "Portal", CreatedAt: ago(50)},
		{Status: "waiting_for_godot", Modality: "hologram_2", Platform: "A platform with quite a long name, as they are in real life", Family: "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh", CreatedAt: ago(70)},
	} {
		s.Session(t, r)
	}
	s.fill(t, 22)
	return s.Session(t, storetest.Row{Consent: "pending", Platform: "Video room", URL: link, CreatedAt: s.Clock.Now(), StartsAt: s.Clock.Now().Add(time.Hour)})
}

// look sets the theme that the reader's system asks for, and the size of the
// window.
func (p *person) look(theme string, width, height int64) {
	p.t.Helper()
	tell(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	p.do(chromedp.EmulateViewport(width, height))
}

// visit opens v, signed in as its reader.
func (p *person) visit(v view, reader *string) {
	p.t.Helper()
	if v.email != *reader {
		tell(p, network.ClearBrowserCookies, cdp.Empty{})
		if v.email != "" {
			p.open("/login")
			p.signInHere(v.email)
		}
		*reader = v.email
	}
	p.open(v.path)
	code := max(v.code, 200)
	path, _, _ := strings.Cut(v.path, "?")
	if p.answered(path, code) == 0 {
		p.t.Errorf("%s: not answered with %d\n%s", v.name, code, p.state())
	}
}

var sizes = []struct {
	theme string
	width int64
}{{"light", 390}, {"light", 1280}, {"dark", 390}, {"dark", 1280}}

// beyond are the texts of the page that its edge cuts off.
const beyond = `[...document.querySelectorAll("main :is(a, button, p, span, input, select, h1, h2, h3, dd, td, li)")]
	.filter((e) => e.checkVisibility() && !e.closest(".sr-only") && (e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1))
	.map((e) => e.textContent.trim().slice(0, 60))`

func TestPagesAreAccessible(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.person(t)
	p.forgive("404", "403")
	var reader string
	for _, v := range s.views(t) {
		p.visit(v, &reader)
		p.run(axe)
		p.audits(v.name)
		for _, width := range []int64{390, 320} {
			p.fits(v.name, width)
			for _, cut := range read[[]string](p, beyond) {
				t.Errorf("%s at %d: %q stands beyond the edge", v.name, width, cut)
			}
		}
	}
}

// fits fails on a page that scrolls sideways at a width.
func (p *person) fits(name string, width int64) {
	p.t.Helper()
	p.look("light", width, 800)
	if wide := read[int64](p, `document.documentElement.scrollWidth`); wide > width {
		p.t.Errorf("%s scrolls sideways at %d: it is %d wide", name, width, wide)
	}
}

// What is open over a page is as accessible as the page.
func TestOpenThingsAreAccessible(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ids := s.fill(t, 2)
	p := s.person(t).signIn(provider)
	p.run(axe)
	p.fill("q", "fam")
	p.press("#search button", "Search")
	p.wait("what was found", `document.querySelector("#sessions button[form=search]")`)
	p.press("summary", "Filters")
	p.audits("open-search")
	p.press(card(ids[0]) + " summary")
	p.audits("open-menu")
	p.press(card(ids[0])+" a", "Cancel session")
	p.wait("the dialog", `document.querySelector("#dialog").open`)
	p.audits("open-cancel")
	p.fill("reason", "a test")
	p.press("#dialog .btn", "Cancel session")
	p.shows(ids[0], clinic.Cancelled)
	p.wait("the toast", `document.querySelector(".toast")`)
	p.audits("open-toast")
	p.press("#active-" + string(ids[1]))
	p.wait("the dialog", `document.querySelector("#dialog").open`)
	p.fill("consent", "overridden")
	p.forgive("422")
	p.press("#dialog .btn", "Start")
	p.wait("its message", `document.querySelector("#dialog .msg")`)
	p.audits("open-faulty")
	p.key(kb.Escape)
	p.look("light", 390, 800)
	p.press(".usermenu summary")
	p.audits("open-user")
	p.look("light", 390, 800)
	p.press("[popovertarget=nav]")
	p.audits("open-nav")
	p.key(kb.Escape)
	p.key("?")
	p.wait("the sheet", `document.querySelector("#keys").open`)
	p.audits("open-keys")
	p.key(kb.Escape)
	p.press("#switch-open")
	p.wait("the switcher", `document.querySelector("#dialog").open`)
	p.fill("q", "fam")
	p.wait("finds", `document.querySelector("#switch-patients")`)
	p.audits("open-switcher")
	p.key(kb.Escape)
	p.wait("no switcher", `!document.querySelector("#dialog").open`)
	p.look("light", 1280, 800)
	p.follow(card(ids[1]) + " h3 a")
	p.run(axe)
	p.press("summary", "Record consent")
	p.press("summary", "Record location")
	p.audits("open-record")
}

// audits audits the page in both themes, narrow and wide.
func (p *person) audits(name string) {
	p.t.Helper()
	for _, size := range sizes {
		p.look(size.theme, size.width, 800)
		p.audit(fmt.Sprintf("%s-%s-%d", name, size.theme, size.width))
	}
}

// audit lets axe look at the page as it is, and keeps a picture of it if the
// suite was asked for some.
func (p *person) audit(name string) {
	p.t.Helper()
	found := read[[]string](p, `axe.run({ resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
		.then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.failureSummary + " " + n.html.slice(0, 200))))`)
	for _, f := range found {
		p.t.Errorf("%s: %s", name, f)
	}
	if *contact != "" {
		p.keep(filepath.Join(*contact, name+".png"), chromedp.FullScreenshot(100))
	}
}
