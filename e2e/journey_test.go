package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
)

// addPatient puts a patient on file by the form.
func (p *person) addPatient(given, family, mrn string) {
	p.t.Helper()
	p.follow(`main a[href$="/pm/patients/new"]`)
	p.fill("given", given)
	p.fill("family", family)
	p.fill("mrn", mrn)
	p.fill("born", "1969-07-20")
	p.fill("payer_class", "medicare")
	p.follow("main button", "Save")
	if h := p.text("h1"); !strings.Contains(h, family) {
		p.t.Fatalf("the page of %q, want %q", h, family)
	}
}

// schedule books a telehealth visit of tomorrow morning with the provider by
// the form that is on the screen. find shows the patients that match what is
// typed.
func (p *person) schedule(family string, find func()) {
	p.t.Helper()
	if !read[bool](p, `document.querySelector("[name=telehealth]").checked`) {
		p.t.Error("the telehealth switch is off in the form for a session")
	}
	p.fill("find", strings.ToLower(family[:4]))
	find()
	p.fill("patient_id", p.option("patient_id", family))
	p.fill("provider_id", p.option("provider_id", "provider@northside"))
	p.fill("day", time.Now().AddDate(0, 0, 1).Format(time.DateOnly))
	p.fill("starts", "09:00")
	p.fill("ends", "09:30")
	p.fill("platform_id", p.option("platform_id", "Video"))
	p.fill("modality", "audio_video")
}

// session returns the only session there is.
func (s *site) session(t *testing.T) clinic.SessionID {
	t.Helper()
	l, err := s.As(t, staff, s.Northside).Sessions(t.Context(), store.SessionFilter{Limit: 2})
	if err != nil || len(l.Rows) != 1 {
		t.Fatalf("%d sessions, %v", len(l.Rows), err)
	}
	return l.Rows[0].ID
}

func TestTwoPeople(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	desk, doctor := s.person(t).signIn(staff), s.person(t).signIn(provider)
	doctor.reach(".empty p", "No telehealth sessions found. Sessions are created when scheduling a telehealth appointment.")
	loads := doctor.answered(list, 200)

	desk.follow(".nav a", "Patients")
	desk.addPatient("Rosalind", "Okafor", "N-1001")
	desk.follow(".nav a", "Sessions")
	desk.follow("main a", "New Session")
	desk.schedule("Okafor", func() {
		desk.reach("#patients [role=status]", "1 patient matches.")
	})
	desk.leave(func() { desk.doublePress("main .actions button[type=submit]") })
	id := s.session(t)

	booked := len(doctor.polls())
	doctor.shows(id, clinic.Scheduled)
	// One poll may have been under way before the visit was booked.
	if after := doctor.polls()[booked:]; slices.Index(after, 200) > 1 {
		t.Errorf("the polls after it was booked were answered %v", after)
	}
	if got := doctor.text(card(id) + " .sub"); got != "Rosalind Okafor · The provider@northside" {
		t.Errorf("the card is of %q", got)
	}
	desk.follow(".nav a", "Sessions")
	doctor.press("#active-" + string(id))
	doctor.wait("the dialog", `document.querySelector("#dialog").open`)
	doctor.fill("consent", "granted")
	doctor.fill("method", "verbal")
	doctor.fill("patient_place", "home")
	doctor.fill("patient_state", "NY")
	doctor.press("#dialog button", "Start and join")
	doctor.shows(id, clinic.Active)
	desk.poll()
	desk.shows(id, clinic.Active)

	s.Clock.Add(12 * time.Minute)
	doctor.press("#completed-" + string(id))
	doctor.shows(id, clinic.Completed)
	desk.poll()
	for _, p := range []*person{doctor, desk} {
		p.shows(id, clinic.Completed)
		p.reach(card(id)+" .meta span", "12 min")
	}
	if n := doctor.answered(list, 200); n != loads {
		t.Error("the provider's page was loaded again")
	}
	if n := s.Count(t, `SELECT count(*) FROM pm_appointments`); n != 1 {
		t.Errorf("%d appointments by one form", n)
	}
}

// polls returns with what the polls of the list were answered so far.
func (p *person) polls() (codes []int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.answers {
		if a.path == fragment {
			codes = append(codes, a.code)
		}
	}
	return codes
}

func TestPlainSchedule(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.plain(t).signIn(staff)
	p.follow(".nav a", "Patients")
	p.addPatient("Rosalind", "Okafor", "N-1001")
	p.follow(".nav a", "Sessions")
	p.follow("main a", "New Session")
	p.schedule("Okafor", func() { p.follow("main button", "Find") })
	p.fill("ends", "08:00")
	p.forgive("422")
	p.follow("main .actions button[type=submit]")
	if p.text("#f-ends-msg") == "" || !strings.Contains(p.text("[name=patient_id]"), "Okafor") ||
		read[string](p, `document.querySelector("#f-starts").value`) != "09:00" {
		t.Errorf("the form lost what was typed, or does not say what is wrong\n%s", p.state())
	}
	p.fill("ends", "09:30")
	p.follow("main .actions button[type=submit]")
	p.open(list)
	p.shows(s.session(t), clinic.Scheduled)
}
