package e2e

import (
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// find is the first element of a selector that can be seen, with exactly that
// text when one is given.
const find = `((selector, text) => [...document.querySelectorAll(selector)].find(
	(e) => e.checkVisibility() && (!text || e.textContent.replace(/\s+/g, " ").trim() === text)))`

// spot is where to press an element: its middle, once nothing covers it.
const spot = `(selector, text) => {
	const e = ` + find + `(selector, text);
	if (!e) return "no such element";
	const seen = () => {
		const r = e.getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2;
		const top = document.elementFromPoint(x, y);
		return e.contains(top) || e.labels?.[0]?.contains(top) ? [x, y].join(" ") : "";
	};
	return seen() || (e.scrollIntoView({ block: "nearest", behavior: "instant" }), seen()) || "it is covered";
}`

// press presses what selector finds, by the mouse. text, if given, is all the
// element says.
func (p *person) press(selector string, text ...string) {
	p.t.Helper()
	p.click(1, selector, text...)
}

// doublePress presses twice before the first press is answered: what the page
// asks for is kept back until then.
func (p *person) doublePress(selector string, text ...string) {
	p.t.Helper()
	send(p, fetch.Enable, fetch.EnableParams{})
	p.click(2, selector, text...)
	send(p, fetch.Disable, cdp.Empty{})
}

func (p *person) click(times int64, selector string, text ...string) {
	p.t.Helper()
	x, y := p.reach(selector, text...)
	p.mouse(x, y)
	for n := range times {
		p.do(chromedp.MouseClickXY(x, y, chromedp.ClickCount(int(n)+1)))
	}
}

// reach waits until an element can be pressed and returns where.
func (p *person) reach(selector string, text ...string) (x, y float64) {
	p.t.Helper()
	var wanted string
	if len(text) > 0 {
		wanted = text[0]
	}
	p.until("to press "+selector+" "+wanted, func() (bool, string) {
		at, err := try[string](p, js(spot, selector, wanted))
		if err != nil {
			return false, err.Error()
		}
		return scan(at, &x, &y), at
	})
	return x, y
}

// mouse moves the mouse.
func (p *person) mouse(x, y float64) {
	p.t.Helper()
	p.do(chromedp.MouseEvent(chromedp.MouseMoved, x, y))
}

// follow presses something that leads to another page, and waits for it.
func (p *person) follow(selector string, text ...string) {
	p.t.Helper()
	p.leave(func() { p.press(selector, text...) })
}

// leave waits until what begin does has brought another page, and until that
// page says that it is ready: app.js marks it, and without scripts it is when
// all of it is there. This is the one way to wait for a page; nothing depends
// on when the browser paints it.
func (p *person) leave(begin func()) {
	p.t.Helper()
	p.pages++
	p.run(js(`(n) => { window.left = n }`, p.pages))
	begin()
	ready := `document.documentElement.hasAttribute("data-ready")`
	if p.plain {
		ready = `document.readyState === "complete"`
	}
	p.wait("the next page", js(`(n) => window.left !== n && `+ready, p.pages))
}

// key types one key, e.g. kb.Enter.
func (p *person) key(k string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(k))
}

// fill sets the field of that name: text is typed, choices are made.
func (p *person) fill(name, value string) {
	p.t.Helper()
	field := `[name="` + name + `"]`
	switch read[string](p, js(`(s) => `+find+`(s)?.type ?? "missing"`, field)) {
	case "missing":
		p.t.Fatalf("there is no field %s\n%s", name, p.state())
	case "radio":
		p.press(field + `[value="` + value + `"]`)
	case "date", "time", "select-one":
		// What pickers do when something was picked.
		p.run(js(`(s, v) => { const e = `+find+`(s); e.value = v;
			for (const t of ["input", "change"]) e.dispatchEvent(new Event(t, { bubbles: true })) }`, field, value))
	default:
		p.run(js(`(s) => { const e = `+find+`(s); e.focus(); e.select() }`, field))
		if value == "" {
			p.key(kb.Delete)
			return
		}
		send(p, input.InsertText, input.InsertTextParams{Text: value})
	}
}

// text returns what an element says, in one line, "" when there is none.
func (p *person) text(selector string) string {
	p.t.Helper()
	return read[string](p, js(`(s) => (`+find+`(s)?.textContent ?? "").replace(/\s+/g, " ").trim()`, selector))
}

// option returns the value of the choice with that text in the field of name.
func (p *person) option(name, text string) string {
	p.t.Helper()
	v := read[string](p, js(`(n, t) => [...document.querySelectorAll('[name="' + n + '"] option')]
		.find((o) => o.textContent.includes(t))?.value ?? ""`, name, text))
	if v == "" {
		p.t.Fatalf("field %s offers no %q\n%s", name, text, p.state())
	}
	return v
}

// scan reads two numbers, and reports whether there were any.
func scan(text string, x, y *float64) bool {
	n, err := fmt.Sscan(text, x, y)
	return err == nil && n == 2
}

// back presses the browser's back button.
func (p *person) back() {
	p.t.Helper()
	p.leave(func() { p.run(`setTimeout(() => history.back())`) })
}

// led waits until the script has led to a page that has something.
func (p *person) led(to, selector string) {
	p.t.Helper()
	p.wait("to be led to "+to, js(`(to, selector) => location.pathname === to && "ready" in document.documentElement.dataset
		&& document.querySelector(selector) !== null`, to, selector))
}
