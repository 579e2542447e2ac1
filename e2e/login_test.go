package e2e

import (
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// How people come and go. A page that polls must be gone, or know, before its
// login ends: else its next poll races the test.

// signIn goes to the list as who signed in before the test began, or where no login can be made, by the form.
func (p *person) signIn(email string) *person {
	p.t.Helper()
	if p.login == nil {
		return p.signInByForm(email)
	}
	p.carry(email)
	p.open(list)
	return p
}

// carry gives the browser a login of email that was made elsewhere.
func (p *person) carry(email string) {
	p.t.Helper()
	c := p.login(p.t, email)
	send(p, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: p.site})
}

// signInByForm signs in and goes to the list.
func (p *person) signInByForm(email string) *person {
	p.t.Helper()
	p.open("/login")
	p.signInHere(email)
	p.at("/")
	p.open(list)
	return p
}

// signInHere fills the form that is on the screen.
func (p *person) signInHere(email string) {
	p.t.Helper()
	p.fill("email", email)
	p.fill("password", p.password)
	p.follow("main button")
}

// signOut signs out by the menu.
func (p *person) signOut() {
	p.t.Helper()
	p.press(".usermenu summary")
	p.follow(".usermenu button", "Sign out")
	p.at("/login")
}

// signedOut waits until the page has found out that end, which happens
// elsewhere, ended its login: the poll is refused and leads to the sign-in page.
func (p *person) signedOut(end func()) {
	p.t.Helper()
	p.forgive("401")
	p.leave(func() {
		end()
		_, _ = try[bool](p, pollNow) // it may be gone already
	})
}

// become signs in as somebody else, or as nobody if email is empty. The page of
// the one before is gone before the login is.
func (p *person) become(email string) {
	p.t.Helper()
	p.forgive("/favicon.ico") // which this text does not name; it is of the site, so that the browser keeps its process
	p.do(chromedp.Navigate(p.site + "/healthz"))
	send(p, network.ClearBrowserCookies, cdp.Empty{})
	switch {
	case email == "":
	case p.login != nil:
		p.carry(email)
	default:
		p.open("/login")
		p.signInHere(email)
	}
	p.email = email
}

// at fails the test unless the page that is there has that path, and that query
// if path has one.
func (p *person) at(path string) {
	p.t.Helper()
	got := read[string](p, `location.pathname + location.search`)
	if !strings.Contains(path, "?") {
		got, _, _ = strings.Cut(got, "?")
	}
	if got != path {
		p.t.Fatalf("at %s, want %s\n%s", got, path, p.state())
	}
}
