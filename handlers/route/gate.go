package route

import (
	"maps"
	"net/http"
	"time"

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
	kept   *KeptForms
}

// NewGate returns the gate to s for logins that the cookie carries. What is sent
// after their end goes to kept.
func NewGate(s *store.Store, cookie *web.LoginCookie, kept *KeptForms) *Gate {
	return &Gate{s, cookie, kept}
}

// Open returns what answers at rt, behind its access.
func (g *Gate) Open(site *web.Site, rt Route) http.Handler {
	return site.Handle(rt.Path, rt.Access.Quiet, func(w http.ResponseWriter, r *web.Request) error {
		from := store.Origin{Via: store.ViaWeb, Address: r.Client(), Device: g.cookie.Device(r.Request)}
		if rt.Access.Who == public { // only there somebody signs in
			from.Browser.Name, from.Browser.System = r.Browser()
		}
		r.Request = r.WithContext(store.From(r.Context(), from))
		err := rt.Access.open(g, w, r)
		if rt.Access.keeps && clinic.KindOf(err) == clinic.Unauthenticated {
			if err := g.keepForm(r, rt.Access.again); err != nil {
				r.LogError("keep form", err)
			}
		}
		return err
	})
}

// formOf returns the form that r sent as one to keep, if it is.
func formOf(r *web.Request, again string) (f KeptForm, ok bool) {
	f = KeptForm{Action: web.LocalPath(r.URL.RequestURI()), Fields: maps.Clone(r.PostForm)}
	if again != "" && r.IsHTMX() {
		f.Action = r.HTMXPage()
		f.Fields.Set("do", again)
	}
	return f, f.MayBeKept()
}

// keepForm keeps the form that r sent, if it is known who had typed it.
func (g *Gate) keepForm(r *web.Request, again string) error {
	f, ok := formOf(r, again)
	if !ok {
		return nil
	}
	for _, token := range g.cookie.Ended(r.Request) {
		l, err := g.store.UnscopedEndedLogin(r.Context(), token)
		switch {
		case err == nil && l.Org != "":
			f.User, f.Org = l.User, l.Org
			g.kept.Put(r, token, f)
			return nil
		case err != nil && clinic.KindOf(err) != clinic.NotFound:
			return err
		}
	}
	return nil
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
	locale, clock, country := "", l.Clock, ""
	if l.Actor != nil {
		locale, clock, country = l.Actor.Locale(), clock.Or(l.Actor.Clock()), l.Actor.Country()
	}
	r.Speak(l.Language, locale, clock, country == clinic.UnitedStates)
	r.SetFrame(func(section string) ui.Frame { return g.frame(r, l, section) })
	return l, nil
}

// frame returns the frame of a page in a section for somebody signed in, who may
// have chosen no organization yet.
func (g *Gate) frame(r *web.Request, l store.Login, section string) ui.Frame {
	f := ui.Frame{SignedIn: true, User: l.Name, KeysOff: l.KeysOff, IdleLock: int(l.IdleLock.Seconds()), NewDevice: newDevice(r, l)}
	if l.Actor == nil {
		f.Org = r.T("No organization chosen")
		return f
	}
	org := g.store.For(l.Actor)
	f.Org, f.CanSwitch, f.Finder = org.Name(), org.Orgs() > 1, r.Path("/switch")
	f.Nav, f.Subnav = navigation(r, org.Rights(), section)
	return f
}

// newDevice tells of a sign-in with a device that l's user has not said to know.
func newDevice(r *web.Request, l store.Login) *ui.NewDevice {
	d := l.NewDevice
	if d.ID == "" {
		return nil
	}
	zone := time.UTC
	if l.Actor != nil {
		zone = l.Actor.Zone()
	}
	return &ui.NewDevice{Known: r.Path("/account/devices/" + d.ID + "/known"),
		Text: r.T("New sign-in: %s, %s. Was it you?", r.DeviceName(d.Browser, d.System), r.Date(d.SignedIn.In(zone), "2 Jan 15:04"))}
}

// toOrgs sends a member of several organizations to choose one.
func toOrgs(w http.ResponseWriter, r *web.Request) error {
	return detour(w, r, r.Path("/orgs"), r.URL.RequestURI())
}

// SecondFactor is where one sets up an authenticator app, and SignOn where one signs in by
// an identity provider.
const (
	SecondFactor = "/account/second-factor"
	SignOn       = "/sso"
)

// toSecondFactor sends somebody to set up the second factor that their organization
// demands. What they typed is kept for afterwards.
func (g *Gate) toSecondFactor(w http.ResponseWriter, r *web.Request, l store.Login, a Access) error {
	if g.keepOf(r, l, a) {
		return detour(w, r, web.WithNext(r.Path(SecondFactor), r.Path("/account/typed")), "")
	}
	return detour(w, r, r.Path(SecondFactor), r.URL.RequestURI())
}

// toSignOn sends somebody who came by a password to where their organization wants them to
// sign in. What they typed is kept for afterwards.
func (g *Gate) toSignOn(w http.ResponseWriter, r *web.Request, l store.Login, a Access) error {
	g.keepOf(r, l, a)
	return detour(w, r, r.Path(SignOn+"/"+string(l.Actor.Org())), r.URL.RequestURI())
}

// keepOf keeps the form that l sent to a route of a, if it is one to keep.
func (g *Gate) keepOf(r *web.Request, l store.Login, a Access) bool {
	f, ok := formOf(r, a.again)
	if !ok || !a.keeps {
		return false
	}
	f.User, f.Org = l.User, l.Actor.Org()
	g.kept.Put(r, l.Token, f)
	return true
}

// detour sends the reader elsewhere before they go on to next, if they asked for a page.
func detour(w http.ResponseWriter, r *web.Request, target, next string) error {
	if !r.IsHTMX() && r.Method == http.MethodGet {
		target = web.WithNext(target, next)
	}
	r.SendAway(w, target)
	return nil
}
