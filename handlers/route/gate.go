package route

import (
	"net/http"
	"net/url"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// A Gate turns a cookie into a login, and a login into an organization. No handler
// behind it holds the store.
type Gate struct {
	store  *store.Store
	cookie *web.LoginCookie
}

// NewGate returns the gate to s for logins that the cookie carries.
func NewGate(s *store.Store, cookie *web.LoginCookie) *Gate { return &Gate{s, cookie} }

// Open returns what answers at rt, behind its access.
func (g *Gate) Open(site *web.Site, rt Route) http.Handler {
	return site.Handle(rt.Path, rt.Access.Quiet, func(w http.ResponseWriter, r *web.Request) error { return rt.Access.open(g, w, r) })
}

// Refuse answers always with err, in the frame of whoever asks.
func (g *Gate) Refuse(site *web.Site, err error) http.Handler {
	return site.Handle("none", false, func(_ http.ResponseWriter, r *web.Request) error {
		_, _ = g.login(r, true) // for the frame alone: nobody has one too
		return err
	})
}

// login returns who sent r, and lets r speak and look as they want. It returns
// Unauthenticated when that is nobody.
func (g *Gate) login(r *web.Request, quiet bool) (store.Login, error) {
	l, err := g.store.UnscopedLoginOf(r.Context(), g.cookie.Tokens(r.Request), quiet)
	if err != nil {
		return l, err
	}
	locale := ""
	if l.Actor != nil {
		locale = l.Actor.Locale()
	}
	r.Speak(l.Language, locale)
	r.SetFrame(func(section string) ui.Frame { return g.frame(r, l, section) })
	return l, nil
}

// sections are the pages of the navigation and what one needs to see them.
var sections = []struct {
	text, path string
	need       clinic.Permission
}{
	{"Today", "/", clinic.ViewSessions},
	{"Sessions", "/pm/telehealth", clinic.ViewSessions},
	{"Appointments", "/pm/appointments", clinic.ViewAppointments},
	{"Patients", "/pm/patients", clinic.ViewPatients},
}

// frame returns the frame of a page in a section for somebody signed in, who may
// have chosen no organization yet.
func (g *Gate) frame(r *web.Request, l store.Login, section string) ui.Frame {
	f := ui.Frame{SignedIn: true, User: l.Name, KeysOff: l.KeysOff}
	if l.Actor == nil {
		f.Org = r.T("No organization chosen")
		return f
	}
	org := g.store.For(l.Actor)
	f.Org, f.CanSwitch, f.Finder = org.Name(), org.Orgs() > 1, r.Path("/switch")
	for _, s := range sections {
		if org.Rights().May(s.need) {
			f.Nav = append(f.Nav, ui.NavItem{Text: r.T(s.text), URL: r.Path(s.path), Current: s.path == section})
		}
	}
	return f
}

// toOrgs sends a member of several organizations to choose one. A poll is told to
// do it in the browser: a redirect would put the page into the list.
func toOrgs(w http.ResponseWriter, r *web.Request) error {
	target := r.Path("/orgs")
	if r.IsHTMX() {
		w.Header().Set("HX-Redirect", target)
		w.WriteHeader(http.StatusUnauthorized)
		return nil
	}
	if r.Method == http.MethodGet {
		target += "?" + url.Values{"next": {r.URL.RequestURI()}}.Encode()
	}
	r.Redirect(w, target)
	return nil
}
