package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

// byLocale takes the clocks back that practices of tests go by.
func (s *site) byLocale(t *testing.T) {
	t.Helper()
	s.Exec(t, `DELETE FROM pm_module_settings WHERE key = 'clock'`)
}

// Who chose a clock has it, else the practice's, else that of the language.
func TestClocks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ practice, person, language, want string }{
		"English":                           {"", "", "en", "4:30 PM"},
		"Spanish":                           {"", "", "es", "16:30"},
		"left to the locale":                {"locale", "", "en", "4:30 PM"},
		"unreadable":                        {"sundial", "", "en", "4:30 PM"},
		"a practice of 24 hours":            {"24", "", "en", "16:30"},
		"a practice of 12 hours":            {"12", "", "es", "4:30 p.\u00a0m."},
		"a person of 24 hours":              {"", "24", "en", "16:30"},
		"a person of 12 hours":              {"24", "12", "en", "4:30 PM"},
		"a person of 12 hours, in Spanish":  {"24", "12", "es", "4:30 p.\u00a0m."},
		"a person who goes by the practice": {"24", "", "en", "16:30"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.byLocale(t)
			if c.practice != "" {
				s.Exec(t, `INSERT INTO pm_module_settings (org_id, key, value, updated_at) VALUES ($1, 'clock', $2, 0)`, s.Northside, c.practice)
			}
			v := s.book(t, "Moe", "Phone", 7*time.Hour+30*time.Minute) // at 16:30
			b := s.as(t, staff, "")
			b.post("/account/language", "language", c.language)
			b.post("/account/clock", "clock", c.person).expect(t, http.StatusSeeOther)
			if got := b.get("/account").Doc.Find("#f-clock option[selected]").AttrOr("value", "none"); got != c.person {
				t.Errorf("the account says %q, want %q", got, c.person)
			}
			for path, part := range map[string]string{list: ".card", "/": "td.when", "/pm/appointments": "li .when",
				list + "/sessions/" + string(v.ID): ".facts", "/switch": ".results"} {
				if text := b.get(path).Doc.Find(part).Text(); !strings.Contains(text, c.want) {
					t.Errorf("%s says %q, want %q in it", path, squash(text), c.want)
				}
			}
			early := b.post(list+"/sessions/"+string(v.ID)+"/status", "to", "no_show", "version", "1", "reason", "x")
			limit := strings.NewReplacer("4:30", "4:45", "16:30", "16:45").Replace(c.want)
			if text := early.Doc.Find("main").Text(); !strings.Contains(text, limit) {
				t.Errorf("too early for a no-show: %q, want %q in it", squash(text), limit)
			}
			edit := b.get("/pm/appointments/" + string(v.AppointmentID) + "/edit")
			if edit.value("starts") != "16:30" {
				t.Errorf("the form holds %q, want 16:30 as browsers have it", edit.value("starts"))
			}
		})
	}
}

func TestClockIsChosenFromTheList(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	for _, clock := range []string{"locale", "13", "12 ", "'"} {
		t.Run(clock, func(t *testing.T) {
			if a := b.post("/account/clock", "clock", clock); a.StatusCode != http.StatusUnprocessableEntity || a.errorOf("clock") == "" {
				t.Errorf("got %d, want 422 and a message", a.StatusCode)
			}
		})
	}
}

var clockTime = regexp.MustCompile(`\b\d{1,2}:\d\d(:\d\d)?\b( [AP]M)?`)

// No page forgets the reader's clock: by twelve hours each time has its half of the
// day.
func TestEveryTimeIsByTheClock(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.byLocale(t)
	s.Clock.Add(5 * time.Hour) // 14:00
	v := s.book(t, "Moe", "Phone", time.Hour)
	s.Session(t, storetest.Row{Status: "active"})
	s.Session(t, storetest.Row{Status: "completed"})
	s.Exec(t, `UPDATE pm_patients SET time_zone = 'America/Denver'`)
	s.Exec(t, `UPDATE pm_telehealth_sessions SET consent_by = provider_id, consent_at = 1`)
	seen := 0
	ids := map[string]string{"sessions": string(v.ID), "appointments": string(v.AppointmentID), "patients": string(v.PatientID)}
	s.crawl(t, ids, func(at string, a answer) {
		a.Doc.Find("option[value='24']").Remove() // which shows what it is
		for _, found := range clockTime.FindAllString(a.Doc.Text(), -1) {
			if seen++; !strings.HasSuffix(found, "M") {
				t.Errorf("%s: %s", at, found)
			}
		}
	})
	if seen < 100 {
		t.Errorf("there are %d times, want many", seen)
	}
}

// What is held for one reader's clock is never served to another's.
func TestCachedPagesKeepTheirClock(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.book(t, "Moe", "Phone", 7*time.Hour)
	by12, by24 := s.as(t, staff, ""), s.as(t, "manager@northside.example", "")
	s.Exec(t, `UPDATE pf_membership_roles SET role_id = 'staff' WHERE role_id = 'manager'`) // of one class
	by12.post("/account/clock", "clock", "12")
	before := by12.get(list).tag()
	for range 2 {
		if text := by12.get(pollPath).Text; !strings.Contains(text, "4:00 PM") {
			t.Errorf("by 12 hours: %s", squash(text))
		}
		if text := by24.get(pollPath).Text; !strings.Contains(text, "16:00") {
			t.Errorf("by 24 hours: %s", squash(text))
		}
	}
	by12.post("/account/clock", "clock", "24")
	if a := by12.get(pollPath, "HX-Request", "true", "HX-PTag", before); a.StatusCode != http.StatusOK || !strings.Contains(a.Text, "16:00") {
		t.Errorf("the page does not follow: %d", a.StatusCode)
	}
}

// Where a patient lives by other clocks their time stands beside ours, with the zone
// named, and nothing does where they do not.
func TestThePatientsTime(t *testing.T) {
	t.Parallel()
	for zone, c := range map[string]struct{ want, language string }{
		"":                    {},
		"America/New_York":    {},
		"America/Detroit":     {}, // another name for the same clock
		"Nowhere/Never":       {},
		"America/Chicago":     {want: "3:30 PM, Central Time"},
		"America/Los_Angeles": {want: "1:30 PM, Pacific Time"},
		"America/St_Johns":    {want: "6:00 PM, Newfoundland Time"},
		"Asia/Kathmandu":      {want: "Tue, Mar 3, 3:15 AM, Nepal Time"},
		"America/Denver":      {want: "14:30, hora de la Montaña", language: "es"},
	} {
		t.Run("in "+zone, func(t *testing.T) {
			t.Parallel()
			d := newFrontDesk(t)
			d.byLocale(t)
			v := d.book(t, "Moe", "Phone", 7*time.Hour+30*time.Minute) // at 16:30
			d.Exec(t, `UPDATE pm_patients SET time_zone = $1 WHERE id = $2`, zone, v.PatientID)
			b := d.by("staff")
			b.post("/account/language", "language", c.language)
			patient := string(v.PatientID)
			sent := form("patient_id", patient, "day", "2026-03-02", "starts", "16:30", "ends", "16:00")
			edit := "/pm/appointments/" + string(v.AppointmentID) + "/edit"
			for name, text := range map[string]string{
				"card":        b.get(list).card(v.ID).Text(),
				"today":       b.get("/").row(string(v.ID)).Text(),
				"session":     b.get(list + "/sessions/" + string(v.ID)).Doc.Find(".facts").First().Text(),
				"dialog":      b.get(list + "/sessions/" + string(v.ID) + "/status?to=cancelled").Doc.Find(".hint").Text(),
				"day":         b.get("/pm/appointments").Doc.Find("#appointment-" + string(v.AppointmentID)).Text(),
				"change":      b.get(edit).Doc.Find("#f-patient_id-hint").Text(),
				"booking":     b.send(booking, sent).expect(t, http.StatusUnprocessableEntity).Doc.Find("#f-patient_id-hint").Text(),
				"while typed": b.send("/pm/appointments/patients", sent, "HX-Request", "true").Doc.Find("#f-patient_id-hint").Text(),
			} {
				zoned := strings.Contains(text, "for the patient") || strings.Contains(text, "para el paciente") ||
					strings.Contains(text, "For the patient") || strings.Contains(text, "Para el paciente")
				if zoned != (c.want != "") || !strings.Contains(text, c.want) {
					t.Errorf("%s: %q, want %q in it", name, squash(text), c.want)
				}
			}
			offered := strings.Join(b.get(booking+"?"+url.Values{"patient_id": {patient}}.Encode()).offered(), "\n")
			if named := strings.Contains(strings.ToLower(offered), " time") || strings.Contains(offered, "hora"); named != (c.want != "") {
				t.Errorf("the choice of patients is %q", offered)
			}
		})
	}
}

// A change of the patient's zone shows on cards that were rendered before.
func TestThePatientMoves(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.book(t, "Moe", "Phone", time.Hour)
	b := s.as(t, staff, "")
	b.get(list)
	o := s.As(t, staff, s.Northside)
	p, err := o.Patient(t.Context(), v.PatientID)
	if err != nil {
		t.Fatal(err)
	}
	p.TimeZone = "America/Chicago"
	if _, err := o.ChangePatient(t.Context(), p.Version, p); err != nil {
		t.Fatal(err)
	}
	if text := b.get(list).card(clinic.SessionID(v.ID)).Text(); !strings.Contains(text, "Central Time") {
		t.Errorf("the card says %q, want the patient's time", squash(text))
	}
}
