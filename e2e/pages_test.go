package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

const platforms = "/pm/telehealth/configuration"

// A view is a page as one reader sees it.
type view struct {
	name, email, path string
	code              int64 // what the server answers, 200 if zero
}

// views are all pages of the site: of the practice, the session of it that is
// shown, and the patient. Those of one reader follow each other.
func (s *site) views(t *testing.T) []view {
	t.Helper()
	shown := s.populate(t)
	v, err := s.As(t, staff, s.Northside).Session(t.Context(), shown)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Store.UnscopedSetView(t.Context(), s.As(t, "manager@northside.example", s.Northside).User(), "sessions", "table"); err != nil {
		t.Fatal(err)
	}
	called := s.Session(t, storetest.Row{Status: "completed", Modality: "audio_only"})
	session := list + "/sessions/" + string(shown)
	patient := "/pm/patients/" + string(v.PatientID)
	return []view{
		{name: "login", path: "/login"},
		{name: "today", email: provider, path: "/"},
		{name: "list", email: provider, path: list},
		{name: "session", email: provider, path: session},
		{name: "session-move", email: provider, path: session + "/status?to=cancelled"},
		{name: "session-start", email: provider, path: session + "/status?to=active"},
		{name: "list-table", email: "manager@northside.example", path: list + "?order=time"},
		{name: "list-admin", email: admin, path: list + "?status=completed"},
		{name: "session-delete", email: admin, path: session + "/delete"},
		{name: "list-empty", email: "readonly@northside.example", path: list + "?modality=store_forward&status=cancelled"},
		{name: "list-unknown", email: staff, path: list + "?provider=nobody&status=completed"},
		{name: "switch", email: staff, path: "/switch"},
		{name: "patients", email: staff, path: "/pm/patients"},
		{name: "patient", email: staff, path: patient},
		{name: "patient-new", email: staff, path: "/pm/patients/new"},
		{name: "patient-edit", email: staff, path: patient + "/edit"},
		{name: "patient-merge", email: admin, path: patient + "/merge"},
		{name: "patient-merged", email: admin, path: "/pm/patients/" + string(s.merged(t))},
		{name: "appointments", email: staff, path: "/pm/appointments"},
		{name: "appointment-new", email: staff, path: "/pm/appointments/new?telehealth=1"},
		{name: "appointment-edit", email: staff, path: "/pm/appointments/" + string(v.AppointmentID) + "/edit"},
		{name: "appointment-cancel", email: staff, path: "/pm/appointments/" + string(v.AppointmentID) + "/cancel"},
		{name: "appointment-booked", email: staff, path: "/pm/appointments?done=booked&id=" + string(v.AppointmentID)},
		{name: "appointments-export", email: "biller@northside.example", path: "/pm/appointments"},
		{name: "appointments-sheet", email: "biller@northside.example", path: "/pm/appointments/sheet"},
		{name: "billing", email: "biller@northside.example", path: "/pm/telehealth/billing"},
		{name: "billing-wrong", email: "biller@northside.example", path: "/pm/telehealth/billing?from=2026-03-02&until=2026-03-01", code: 422},
		{name: "billing-rules", email: admin, path: "/pm/telehealth/billing/rules"},
		{name: "reports", email: "manager@northside.example", path: "/pm/telehealth/reports"},
		{name: "session-audio", email: staff, path: list + "/sessions/" + string(called) + "/audio"},
		{name: "settings", email: admin, path: "/pm/settings"},
		{name: "platforms", email: admin, path: platforms},
		{name: "platform-kinds", email: admin, path: platforms + "/new"},
		{name: "platform-new", email: admin, path: platforms + "/new?kind=template"},
		{name: "platform", email: admin, path: platforms + "/" + string(s.ownServer(t))},
		{name: "deleted", email: admin, path: list + "/deleted"},
		{name: "people", email: admin, path: "/settings/people"},
		{name: "person", email: admin, path: "/settings/people/" + string(v.ProviderID)},
		{name: "roles", email: admin, path: "/settings/roles"},
		{name: "role", email: admin, path: "/settings/roles/" + string(s.ownRole(t))},
		{name: "role-system", email: admin, path: "/settings/roles/provider"},
		{name: "role-new", email: admin, path: "/settings/roles/new?from=staff"},
		{name: "consent", email: admin, path: "/settings/consent"},
		{name: "consent-text", email: "manager@northside.example", path: "/settings/consent/en/1"},
		{name: "session-consent", email: provider, path: session + "/consent"},
		{name: "single-sign-on", email: admin, path: "/settings/single-sign-on"},
		{name: "webhooks", email: admin, path: "/settings/webhooks"},
		{name: "webhook", email: admin, path: "/settings/webhooks/" + string(s.webhook(t))},
		{name: "health", email: admin, path: "/settings/health"},
		{name: "audit", email: admin, path: "/settings/audit"},
		{name: "join", email: admin, path: "/invite/" + s.invited(t)},
		{name: "missing", email: staff, path: "/pm/nowhere", code: 404},
		{name: "forbidden", email: staff, path: session + "/delete", code: 403},
		{name: "today-empty", email: "staff@harbor.example", path: "/"},
		{name: "account", email: "solo@northside.example", path: "/account"},
		{name: "second-factor", email: "solo@northside.example", path: "/account/second-factor"},
		{name: "passkeys-nowhere", email: "solo@northside.example", path: "/account/passkeys"},
		{name: "devices", email: "solo@northside.example", path: "/account/devices"},
		{name: "orgs", email: "solo@northside.example", path: "/orgs"},
	}
}

// webhook returns one that events of several kinds were sent to.
func (s *site) webhook(t *testing.T) clinic.WebhookID {
	t.Helper()
	org := s.As(t, admin, s.Northside)
	w, _, err := org.AddWebhook(t.Context(), clinic.Webhook{URL: "https://ehr.northside.example/hooks/televisit", Events: clinic.Events})
	if err != nil {
		t.Fatal(err)
	}
	v := s.Session(t, storetest.Row{Status: "active", CreatedAt: s.Clock.Now().Add(-100 * time.Hour)})
	for _, to := range []clinic.Status{clinic.Completed, clinic.Active, clinic.Completed} {
		s.move(t, provider, v, to, "a test")
	}
	for _, o := range []clinic.Outcome{{Code: 200}, {Code: 503, Fault: clinic.FaultStatus, Reply: strings.Repeat("down", 30)}} {
		all, err := s.Store.UnscopedClaim(t.Context(), store.DueWebhook{Org: s.Northside, ID: w.ID}, 1)
		if err == nil && len(all) == 1 {
			err = s.Store.UnscopedTried(t.Context(), all[0], o)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := org.TestWebhook(t.Context(), w.ID); err != nil {
		t.Fatal(err)
	}
	return w.ID
}

// invited returns the token of a link into the practice.
func (s *site) invited(t *testing.T) string {
	t.Helper()
	token, err := s.As(t, admin, s.Northside).Invite(t.Context(), "nia@new.example", []clinic.RoleID{clinic.Staff})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// ownRole returns a role of the practice's own that somebody is invited with.
func (s *site) ownRole(t *testing.T) clinic.RoleID {
	t.Helper()
	o := s.As(t, admin, s.Northside)
	id, err := o.AddRole(t.Context(), store.RoleEdit{RoleDraft: clinic.RoleDraft{Name: "Night desk",
		Rights: clinic.Rights{clinic.ViewSessions: clinic.All, clinic.EditSessions: clinic.Own}}})
	if err == nil {
		_, err = o.Invite(t.Context(), "noor@new.example", []clinic.RoleID{id})
	}
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// merged returns a record that points to another one.
func (s *site) merged(t *testing.T) clinic.PatientID {
	t.Helper()
	hidden, kept := s.Patient(t, s.Northside, "Ann", "Twice", "T-1"), s.Patient(t, s.Northside, "Anne", "Twice", "T-2")
	if err := s.As(t, admin, s.Northside).MergePatient(t.Context(), hidden.ID, hidden.Version, kept.ID); err != nil {
		t.Fatal(err)
	}
	return hidden.ID
}

// populate fills the practice with one session of each kind, and with so many
// more, older ones of another day, that the list has two pages. It returns one
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
		{Status: "waiting_for_godot", Modality: "hologram_2", Platform: "A platform with quite a long name, as they are in real life",
			Family: "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh", CreatedAt: ago(70)},
	} {
		s.Session(t, r)
	}
	for range 22 {
		s.Session(t, storetest.Row{StartsAt: ago(-48), CreatedAt: ago(90)})
	}
	return s.Session(t, storetest.Row{Consent: "pending", Platform: "Video room", URL: link, CreatedAt: s.Clock.Now(),
		StartsAt: s.Clock.Now().Add(time.Hour)})
}

// visit opens v, signed in as its reader.
func (p *person) visit(v view) {
	p.t.Helper()
	if v.email != p.email {
		p.become(v.email)
	}
	p.open(v.path)
	code := max(v.code, 200)
	path, _, _ := strings.Cut(v.path, "?")
	if p.answered(path, code) == 0 {
		p.t.Errorf("not answered with %d\n%s", code, p.state())
	}
}

// Each page holds still, can be read by all, on a phone, and in letters of
// twice the size.
func TestPagesAreAccessible(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.person(t)
	p.forgive("404", "403", "422")
	for _, v := range s.views(t) {
		p.part(v.name, func() {
			p.look("light", 1280, 800)
			p.letters(16)
			p.visit(v)
			for _, what := range read[[]string](p, shifts) {
				p.t.Errorf("this moves by itself: %s", what)
			}
			p.audits(v.name, sights)
			p.fits("the page", 390)
			p.fits("the page", 320)
			p.letters(32)
			for _, width := range []int64{1280, 640} {
				p.fits("with large letters the page", width)
				for _, text := range read[[]string](p, spilled) {
					p.t.Errorf("at %d with large letters: %q does not fit", width, text)
				}
			}
		})
	}
}

// What is open over a page is as accessible as the page.
func TestOpenThingsAreAccessible(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ids := s.fill(t, 2)
	p := s.person(t).signIn(provider)
	p.fill("q", "fam")
	p.press("#search button", "Search")
	p.wait("what was found", `document.querySelector("#sessions button[form=search]")`)
	p.press("summary", "Filters")
	p.audits("open-search", sights)
	p.press(card(ids[0]) + " summary")
	p.audits("open-menu", sights)
	p.press(card(ids[0])+" a", "Cancel session")
	p.wait("the dialog", `document.querySelector("#dialog").open`)
	p.audits("open-cancel", sights)
	p.fill("reason", "a test")
	p.press("#dialog .btn", "Cancel session")
	p.shows(ids[0], clinic.Cancelled)
	p.wait("the toast", `document.querySelector(".toast")`)
	p.audits("open-toast", sights)
	p.press("#active-" + string(ids[1]))
	p.wait("the dialog", `document.querySelector("#dialog").open`)
	p.fill("consent", "overridden")
	p.forgive("422")
	p.press("#dialog .btn", "Start")
	p.wait("its message", `document.querySelector("#dialog .msg")`)
	p.audits("open-faulty", sights)
	p.key(kb.Escape)
	p.look("light", 390, 800)
	p.press("summary", "Filters") // the menu would lie over half a button of theirs
	p.press(".usermenu summary")
	p.audits("open-user", sights)
	p.look("light", 390, 800)
	p.press("[popovertarget=nav]")
	p.audits("open-nav", sights)
	p.key(kb.Escape)
	p.key("?")
	p.wait("the sheet", `document.querySelector("#keys").open`)
	p.audits("open-keys", sights)
	p.key(kb.Escape)
	p.press("#finder-open")
	p.wait("the switcher", `document.querySelector("#dialog").open`)
	p.fill("q", "fam")
	p.wait("finds", `document.querySelector("#finder-patients")`)
	p.audits("open-switcher", sights)
	p.key(kb.Escape)
	p.wait("no switcher", `!document.querySelector("#dialog").open`)
	p.look("light", 1280, 800)
	p.follow(card(ids[1]) + " h3 a")
	for name, button := range map[string]string{"consent": "Record consent", "location": "Record location", "reason": "Cancel session"} {
		p.press("main a", button)
		p.wait("the dialog", `document.querySelector("#dialog").open`)
		p.audits("open-"+name, sights)
		p.key(kb.Escape)
		p.wait("no dialog", `!document.querySelector("#dialog").open`)
		p.look("light", 1280, 800)
	}
}
