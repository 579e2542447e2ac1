package e2e

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/doctor"
	"televisit/handlers"
	"televisit/outside"
	"televisit/store"
	"televisit/store/storetest"
	"televisit/web"
)

// A site is the whole product on a port and a database file of its own. Its
// clock goes with the browser's and can be moved ahead.
type site struct {
	*storetest.Desk
	at     string // e.g. http://127.0.0.1:40123
	cookie string // the name of the login's
}

func newSite(t *testing.T) *site {
	t.Helper()
	d := storetest.NewAt(t, time.Now)
	d.Exec(t, `UPDATE pm_module_settings SET value = $1 WHERE key = 'time_zone'`, middayZone(time.Now()))
	return siteOf(t, d)
}

// middayZone returns a zone in which it is between eleven and one, so that what
// a test does today does not fall on tomorrow. These zones are named by how far
// they lie to the west.
func middayZone(now time.Time) string {
	west := now.UTC().Hour() - 12
	if west < 0 {
		return fmt.Sprintf("Etc/GMT%d", west)
	}
	return fmt.Sprintf("Etc/GMT+%d", west)
}

// pages are read once for all sites.
var pages = sync.OnceValues(func() (*web.Pages, error) {
	return web.Load("", web.Files{Templates: os.DirFS("../templates"), Static: os.DirFS("../static"), Locales: os.DirFS("../locales")})
})

// siteOf serves a desk that exists.
func siteOf(t *testing.T, d *storetest.Desk) *site {
	t.Helper()
	return siteNamed(t, d, "127.0.0.1")
}

// siteNamed serves a desk under a name of this machine.
func siteNamed(t *testing.T, d *storetest.Desk, host string) *site {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &site{Desk: d, at: fmt.Sprintf("http://%s:%d", host, listener.Addr().(*net.TCPAddr).Port)}
	base, err := url.Parse(s.at)
	if err != nil {
		t.Fatal(err)
	}
	s.cookie = web.NewLoginCookie(base, d.Store.UnscopedSignOut).Name()
	all, err := pages()
	if err != nil {
		t.Fatal(err)
	}
	h := handlers.New(d.Store, watchOf(d), web.Config{Pages: all, Now: d.Clock.Now, Base: base, Version: "test",
		Outside: outside.Internet(true), Log: slog.New(slog.NewTextHandler(d.Log(t), nil))})
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}}
	server.Start()
	t.Cleanup(server.Close)
	return s
}

// login returns the cookie of a login of email, made elsewhere.
func (s *site) login(t *testing.T, email string) http.Cookie {
	t.Helper()
	org := s.Northside
	if strings.HasSuffix(email, "@harbor.example") {
		org = s.Harbor
	}
	return http.Cookie{Name: s.cookie, Value: s.Login(t, email, org)}
}

// watchOf returns a watch of a desk, whose backups nobody knows.
func watchOf(d *storetest.Desk) *doctor.Watch {
	p := doctor.Patient{Store: d.Store, Keys: d.KeyFile, Site: doctor.Site{Addr: "127.0.0.1:8080"}, Now: d.Clock.Now}
	if !store.IsServer(d.Where) {
		p.File = d.Where
	}
	return doctor.NewWatch(p)
}

// move moves a session as email would, elsewhere.
func (s *site) move(t *testing.T, email string, id clinic.SessionID, to clinic.Status, reason string) {
	t.Helper()
	org := s.As(t, email, s.Northside)
	v, err := org.Session(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := org.MoveSession(t.Context(), id, v.Version, clinic.Move{To: to, Reason: reason, NoLocation: true}); err != nil {
		t.Fatal(err)
	}
}

// moves counts the moves on record.
func (s *site) moves(t *testing.T) int {
	t.Helper()
	return s.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'session.move'`)
}

// book schedules a telehealth visit of a new patient with the provider in so
// many days, elsewhere, and returns its session.
func (s *site) book(t *testing.T, family string, days int) clinic.SessionID {
	t.Helper()
	desk := s.As(t, "staff@northside.example", s.Northside)
	patient := s.Patient(t, s.Northside, "Bo", family, "MRN-"+family)
	platforms, err := desk.Platforms(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	starts := s.Clock.Now().AddDate(0, 0, days)
	provider := s.As(t, "provider@northside.example", s.Northside).User()
	a, err := desk.BookAppointment(t.Context(), clinic.Booking{PatientID: patient.ID, ProviderID: provider, StartsAt: starts,
		EndsAt:     starts.Add(20 * time.Minute),
		Telehealth: true, Modality: clinic.AudioVideo, PlatformID: platforms[0].ID})
	if err != nil {
		t.Fatal(err)
	}
	return a.SessionID
}
