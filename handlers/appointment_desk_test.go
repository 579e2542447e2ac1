package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"televisit/clinic"
	"televisit/store"
)

// A frontDesk is a site with two patients and what a booking needs.
type frontDesk struct {
	*site
	t         *testing.T
	org       *store.Org // as a manager sees it, to read what became of things
	ana, ben  clinic.Patient
	provider  clinic.UserID
	solo      clinic.UserID
	platforms map[string]clinic.PlatformID
	signedIn  map[string]*browser
}

func newFrontDesk(t *testing.T) *frontDesk {
	t.Helper()
	s := newSite(t)
	d := &frontDesk{site: s, t: t, org: s.As(t, "manager@northside.example", s.Northside), platforms: map[string]clinic.PlatformID{},
		signedIn: map[string]*browser{}}
	d.ana, d.ben = s.Patient(t, s.Northside, "Ana", "Silva", "N-1"), s.Patient(t, s.Northside, "Ben", "Okafor", "N-2")
	d.provider = s.As(t, "provider@northside.example", s.Northside).User()
	d.solo = s.As(t, "solo@northside.example", s.Northside).User()
	all, err := d.org.Platforms(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		d.platforms[p.Name] = p.ID
	}
	return d
}

// in returns d for a subtest, with nobody signed in.
func (d *frontDesk) in(t *testing.T) *frontDesk {
	c := *d
	c.t, c.signedIn = t, map[string]*browser{}
	return &c
}

// by returns the browser of the Northside member with that role.
func (d *frontDesk) by(role string) *browser {
	d.t.Helper()
	if d.signedIn[role] == nil {
		d.signedIn[role] = d.as(d.t, role+"@northside.example", d.Northside)
	}
	return d.signedIn[role]
}

// wish is the form of an ordinary appointment with some fields changed.
func (d *frontDesk) wish(fields ...string) url.Values {
	f := form("patient_id", string(d.ana.ID), "provider_id", string(d.provider), "day", "2026-03-03", "starts", "10:00", "ends", "10:30")
	for i := 0; i+1 < len(fields); i += 2 {
		f.Set(fields[i], fields[i+1])
	}
	return f
}

// remote is wish by telehealth in a room of its own.
func (d *frontDesk) remote(fields ...string) url.Values {
	return d.wish(append([]string{"telehealth", "on", "platform_id", string(d.platforms["Video visit"])}, fields...)...)
}

// booked books f as the staff does and returns what was saved.
func (d *frontDesk) booked(f url.Values) clinic.Appointment {
	d.t.Helper()
	a := d.by("staff").send("/pm/appointments/new", f)
	_, id, ok := strings.Cut(a.Header.Get("Location"), "#appointment-")
	if a.StatusCode != http.StatusSeeOther || !ok {
		d.t.Fatalf("book: %d %s %s", a.StatusCode, a.Header.Get("Location"), squash(a.Doc.Find("main").Text()))
	}
	return d.appointment(clinic.AppointmentID(id))
}

func (d *frontDesk) appointment(id clinic.AppointmentID) clinic.Appointment {
	d.t.Helper()
	a, err := d.org.Appointment(d.t.Context(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return a
}

func (d *frontDesk) visit(id clinic.SessionID) clinic.Session {
	d.t.Helper()
	v, err := d.org.Session(d.t.Context(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return v
}

// edited is the form that changes a into what the fields say.
func edited(a clinic.Appointment, f url.Values) url.Values {
	f.Set("version", fmt.Sprint(a.Version))
	return f
}

func address(a clinic.Appointment, page string) string {
	return "/pm/appointments/" + string(a.ID) + "/" + page
}

// expect fails the test unless a has that status code.
func (a answer) expect(t testing.TB, code int) answer {
	t.Helper()
	if a.StatusCode != code {
		t.Fatalf("got %d, want %d: %s", a.StatusCode, code, squash(a.Doc.Find("main").Text()))
	}
	return a
}

// rows counts everything that a change could have left behind.
func (d *frontDesk) rows() (all string) {
	d.t.Helper()
	for _, query := range []string{"SELECT count(*) FROM pm_appointments", "SELECT count(*) FROM pm_telehealth_sessions",
		"SELECT count(*) FROM pf_audit WHERE kind NOT IN ('logins', 'reads')",
		"SELECT count(*) FROM pf_events", "SELECT sum(version) FROM pf_organizations", "SELECT coalesce(sum(version), 0) FROM pm_appointments",
		"SELECT coalesce(sum(version), 0) FROM pm_telehealth_sessions"} {
		all += fmt.Sprint(d.Count(d.t, query), " ")
	}
	return all
}

// value returns what a form holds in a field.
func (a answer) value(field string) string {
	f := a.Doc.Find("#f-" + field)
	if f.Is("select") {
		return f.Find("option[selected]").AttrOr("value", "")
	}
	if f.Is("textarea") {
		return strings.TrimPrefix(f.Text(), "\n")
	}
	return f.AttrOr("value", "")
}

// clockSpan returns from when to when a is, as its row says it.
func clockSpan(a clinic.Appointment, org *store.Org) string {
	zone := org.Settings().Zone()
	return a.StartsAt.In(zone).Format("15:04") + " – " + a.EndsAt.In(zone).Format("15:04")
}
