package e2e

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// A tour takes pictures of pages in several sizes.
type tour struct {
	*person
	sights []sight
	sheets []*contactSheet // as sights are
}

// wide are the sights of a large screen, for what a desk looks at all day.
var wide = []sight{{"light", 1920, nil}, {"dark", 1920, nil}}

// show takes the pictures of what is there.
func (t *tour) show() {
	t.t.Helper()
	t.mouse(1, 1)
	for i, size := range t.sights {
		t.look(size.theme, size.width, tallness(size.width))
		t.sheets[i].add(t.person)
	}
}

func tallness(width int64) int64 {
	if width < 600 {
		return 844
	}
	return 900
}

// see takes the pictures of the pages at paths.
func (t *tour) see(paths ...string) {
	t.t.Helper()
	for _, path := range paths {
		t.open(path)
		t.show()
	}
}

// session returns where the first session in the status is.
func (t *tour) session(status string) string {
	t.t.Helper()
	t.look("light", 1280, 900)
	t.open(list + "?status=" + status)
	return read[string](t.person, `document.querySelector("#sessions h3 a").pathname`)
}

// With -shots the demo shows all it has, on a contact sheet for each theme and width.
func TestTour(t *testing.T) {
	if !*shots {
		t.Skip("takes pictures, with -shots")
	}
	p := newPerson(t, demo(t))
	p.password = "televisit-demo"
	p.forgive("401", "403", "404", "410", "422")
	guide, desk := newTour(p, sights), newTour(p, wide)
	guide.pages()
	guide.openThings()
	guide.refusals()
	desk.desk()
	guide.write(t)
	desk.write(t)
}

func newTour(p *person, sights []sight) *tour {
	t := &tour{person: p, sights: sights}
	for _, size := range sights {
		s := &contactSheet{columns: 9, shrink: 1}
		if size.width > 600 {
			s = &contactSheet{columns: 6, shrink: 2}
		}
		t.sheets = append(t.sheets, s)
	}
	return t
}

// write writes the sheets, one for each theme and width.
func (t *tour) write(test *testing.T) {
	for i, size := range t.sights {
		t.sheets[i].write(test, filepath.Join("..", "docs", "screens", fmt.Sprintf("pages-%s-%d.png", size.theme, size.width)))
	}
}

// desk takes pictures of what a desk looks at all day.
func (t *tour) desk() {
	t.t.Helper()
	t.become(staff)
	t.see("/", list)
	t.table()
	patient := read[string](t.person, `fetch("/pm/patients").then((r) => r.text())
		.then((text) => text.match(/pm\/patients\/[0-9a-f-]{36}/)[0])`)
	t.see("/pm/appointments", "/pm/appointments/new", "/"+patient, t.session("scheduled"))
}

// table takes pictures of the list as a table, and leaves it as cards.
func (t *tour) table() {
	t.t.Helper()
	for _, view := range []string{"Table", "Cards"} {
		t.look("light", 1280, 900)
		t.open(list + "?order=time")
		t.follow(".bar button", view)
		if view == "Table" {
			t.show()
		}
	}
}

func (t *tour) pages() {
	t.t.Helper()
	t.see("/login")
	t.become(admin)
	active, scheduled := t.session("active"), t.session("scheduled")
	t.see("/", list, list+"?status=scheduled", list+"?modality=store_forward&status=cancelled", list+"?provider=nobody",
		t.session("completed"), active, scheduled,
		scheduled+"/status?to=cancelled", scheduled+"/status?to=active", scheduled+"/delete")
	t.table()
	t.see("/pm/patients", "/pm/patients/new")
	patient := read[string](t.person, `fetch("/pm/patients").then((r) => r.text())
		.then((text) => text.match(/pm\/patients\/[0-9a-f-]{36}/)[0])`)
	t.see("/"+patient, "/"+patient+"/edit", "/pm/appointments", "/pm/appointments/new?telehealth=1")
	t.open("/pm/appointments")
	t.see(read[string](t.person, `document.querySelector("a[href$='/cancel']").pathname`), "/pm/appointments?day=2031-01-01", "/switch",
		"/account", "/account/second-factor", "/account/passkeys", "/account/devices", "/styleguide", "/settings/people",
		"/settings/audit", "/settings/health", "/settings/roles", "/settings/roles/manager", "/settings/single-sign-on",
		"/settings/consent", "/settings/consent/en/1", "/pm/settings",
		platforms, platforms+"/new", platforms+"/new?kind=jitsi")
	t.open(platforms)
	t.see(read[string](t.person, `[...document.querySelectorAll(".card h2 a")].find((a) => a.textContent.includes("Jitsi")).pathname`))
	t.see("/pm/telehealth/billing", "/pm/telehealth/billing/rules", "/pm/telehealth/reports")
}

// openThings takes pictures of what lies above a page, and of forms that are
// wrong.
func (t *tour) openThings() {
	t.t.Helper()
	t.look("light", 1280, 900)
	t.open(list + "?status=scheduled")
	t.press("#sessions details summary")
	t.show()
	t.look("light", 1280, 900)
	t.press("#sessions .menu[open] a", "Cancel session")
	t.wait("the dialog", `document.querySelector("#dialog").open`)
	t.show()
	t.look("light", 1280, 900)
	t.press("#dialog .btn", "Cancel session")
	t.wait("its message", `document.querySelector("#dialog .msg")`)
	t.show()
	t.key(kb.Escape)
	t.press("#finder-open")
	t.wait("the switcher", `document.querySelector("#dialog").open`)
	t.fill("q", "a")
	t.wait("finds", `document.querySelector("#finder-patients")`)
	t.show()
	t.key(kb.Escape)
	t.wait("no switcher", `!document.querySelector("#dialog").open`)
	t.key("?")
	t.wait("the sheet", `document.querySelector("#keys").open`)
	t.show()
	t.key(kb.Escape)
	t.look("light", 1280, 900)
	t.press(".usermenu summary")
	t.show()
	t.look("light", 1280, 900)
	t.open("/pm/patients/new")
	t.follow("main button", "Save")
	t.show()
}

func (t *tour) refusals() {
	t.t.Helper()
	t.see("/pm/nowhere", "/setup/unknown")
	scheduled := t.session("scheduled")
	t.become("solo@northside.example")
	t.show()
	t.become("readonly@northside.example")
	t.see(list, scheduled+"/delete")
}
