package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

// demands sets whether where the patient is is asked for.
func (s *site) demands(t *testing.T, location string) {
	t.Helper()
	s.set(t, "telehealth_require_location", location)
}

func (s *site) set(t *testing.T, key, value string) {
	t.Helper()
	s.Exec(t, `INSERT INTO pm_module_settings (org_id, key, value, updated_at) VALUES ($1, $2, $3, 0)
		ON CONFLICT (org_id, key) DO UPDATE SET value = excluded.value`, s.Northside, key, value)
}

// nowhere returns a session of which nobody knows where the patient is, half an hour
// on if it is active, and its page.
func (s *site) nowhere(t *testing.T, status string) (clinic.SessionID, string) {
	t.Helper()
	id := s.Session(t, storetest.Row{Status: status, Place: storetest.NoPlace, StartsAt: s.Clock.Now().Add(-30 * time.Minute)})
	return id, list + "/sessions/" + string(id)
}

// chosen returns what a form has selected in the fields of a location.
func (a answer) chosen() string {
	var all []string
	for _, name := range []string{"patient_place", "patient_state", "provider_place", "provider_state"} {
		all = append(all, a.Doc.Find("[name="+name+"] [selected]").AttrOr("value", "?"))
	}
	return strings.Join(all, " ")
}

// Where the patient is falls due at the start and is asked for again at the end, as
// far as the practice wants it.
func TestLocationFallsDue(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"scheduled", "active", "no_show"} {
		to := map[string]string{"scheduled": "active", "active": "completed", "no_show": "active"}[from]
		for setting, tt := range map[string]struct{ bare, without, halfway int }{
			"off":   {http.StatusSeeOther, http.StatusSeeOther, http.StatusUnprocessableEntity},
			"warn":  {http.StatusUnprocessableEntity, http.StatusSeeOther, http.StatusUnprocessableEntity},
			"block": {http.StatusUnprocessableEntity, http.StatusUnprocessableEntity, http.StatusUnprocessableEntity},
		} {
			t.Run(from+" "+setting, func(t *testing.T) {
				t.Parallel()
				s := newSite(t)
				s.demands(t, setting)
				b := s.as(t, hostEmail, "")
				send := func(fields ...string) (answer, clinic.SessionID) {
					id, page := s.nowhere(t, from)
					return b.post(page+"/status", append([]string{"to", to, "version", "1", "reason", "r"}, fields...)...), id
				}
				a, id := send()
				a.expect(t, tt.bare)
				if refused := tt.bare == http.StatusUnprocessableEntity; refused {
					if a.errorOf("patient_place") == "" || a.Doc.Find(`[data-summary] a[href="#f-patient_place"]`).Length() != 1 ||
						a.Doc.Find("main [name=patient_place]").Length() != 1 {
						t.Error("the form does not name the field:", squash(a.Doc.Find("main").Text()))
					}
					if n := a.Doc.Find("[name=without_location]").Length(); n == 1 != (setting == "warn") {
						t.Errorf("to go on without is offered %d times", n)
					}
					if now := s.status(t, id); string(now) != from {
						t.Error("it became", now)
					}
				}
				a, _ = send("without_location", "yes", "patient_place", "", "patient_state", "")
				a.expect(t, tt.without)
				a, _ = send("patient_place", "vehicle", "patient_state", "", "without_location", "yes")
				if a.expect(t, tt.halfway); a.errorOf("patient_state") == "" || a.chosen() != "vehicle   " {
					t.Errorf("a place without a state: %q, and the form holds %q", a.errorOf("patient_state"), a.chosen())
				}
				a, id = send("patient_place", "vehicle", "patient_state", "NJ", "provider_place", "office", "provider_state", "CT")
				a.expect(t, http.StatusSeeOther)
				want := clinic.Location{Patient: "vehicle", PatientState: "NJ", Provider: "office", ProviderState: "CT"}
				if got := s.onRecord(t, id).Location; got != want {
					t.Errorf("on record is %+v, want %+v", got, want)
				}
				timeline := squash(b.get(list + "/sessions/" + string(id)).Doc.Find(".timeline").Text())
				if !strings.Contains(timeline, "; the location was recorded") {
					t.Error("the timeline says", timeline)
				}
			})
		}
	}
}

// Whoever completes sees the minutes before they are saved, and what is lost without
// the place; a visit that is closed without it says so for good.
func TestCompleteSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id, page := s.nowhere(t, "active")
	b := s.as(t, hostEmail, "")
	link := b.get(list).Doc.Find("#completed-" + string(id))
	form := b.get(link.AttrOr("href", "/nowhere")).expect(t, http.StatusOK)
	if text := squash(form.Doc.Find("main").Text()); !strings.Contains(text, "30 min so far, since 08:30") {
		t.Error("the form does not say how long it lasted:", text)
	}
	a := b.post(page+"/status", "to", "completed", "version", "1").expect(t, http.StatusUnprocessableEntity)
	if !strings.Contains(a.errorOf("patient_place"), "the claim has no place of service") {
		t.Error("at the field it says", a.errorOf("patient_place"))
	}
	b.post(page+"/status", "to", "completed", "version", "1", "without_location", "yes").expect(t, http.StatusSeeOther)
	done := b.get(page)
	if text := squash(done.Doc.Find(".timeline").Text()); !strings.Contains(text, "where the patient was is not on record") {
		t.Error("the timeline says", text)
	}
	if got := squash(done.Doc.Find("section:has(#billing)").Text()); !strings.Contains(got, "No hint yet: location missing") {
		t.Error("the hint says", got)
	}
	b.post(page+"/location", "version", "2", "patient_place", "home", "patient_state", "NY").expect(t, http.StatusSeeOther)
	if got := squash(b.get(page).Doc.Find("section:has(#billing)").Text()); !strings.Contains(got, "Place of service10") {
		t.Error("once it is on record the hint says", got)
	}
	known := s.Session(t, storetest.Row{Status: "active"})
	if !b.get(list).Doc.Find("#completed-" + string(known)).Is("button") {
		t.Error("a visit that lacks nothing is not completed by one press")
	}
}

// What was said last time is offered, and nobody else's answer.
func TestLastAnswerIsOffered(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id, page := s.nowhere(t, "scheduled")
	form := page + "/status?to=active"
	b := s.as(t, hostEmail, "")
	offered := func(name, want string) answer {
		t.Helper()
		a := b.get(form).expect(t, http.StatusOK)
		if got := a.chosen(); got != want {
			t.Errorf("%s: offered is %q, want %q", name, got, want)
		}
		return a
	}
	s.Session(t, storetest.Row{Status: "completed", Place: "school", State: "VT"}) // of another patient
	if a := offered("nothing is known", "   "); strings.Contains(a.Text, "Last time") {
		t.Error("it says what was never said")
	}
	before := func(ago time.Duration, place, state string) {
		other := s.Session(t, storetest.Row{Status: "completed", Place: place, State: state, StartsAt: s.Clock.Now().Add(-ago)})
		s.Exec(t, `UPDATE pm_telehealth_sessions SET patient_id = (SELECT patient_id FROM pm_telehealth_sessions WHERE id = $1),
			provider_location = 'home', provider_state = 'NH' WHERE id = $2`, id, other)
	}
	before(48*time.Hour, "work", "NJ")
	before(72*time.Hour, "home", "ME")
	if a := offered("the last answers", "work NJ home NH"); !strings.Contains(a.Doc.Find("main").Text(), "Last time: work, NJ. Ask again.") {
		t.Error("it does not say that this is from last time")
	}
	s.set(t, "state", "CT")
	offered("the practice's state", "work NJ office CT")
	s.set(t, "state", "Atlantis")
	offered("no state", "work NJ home NH")
	s.Exec(t, `UPDATE pm_telehealth_sessions SET patient_location = 'other' WHERE id = $1`, id)
	offered("half of it is on record", "other NJ home NH")
}

// Before its start a session is ready with consent and link, wherever the patient is.
func TestReadyWithoutALocation(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.demands(t, "block")
	id := s.in(t, time.Hour, storetest.Row{Place: storetest.NoPlace, URL: "https://video.example/room"})
	half := s.in(t, -time.Minute, storetest.Row{Status: "active", Place: "home", URL: "https://video.example/room"})
	s.Exec(t, `UPDATE pm_telehealth_sessions SET patient_state = '' WHERE id = $1`, half)
	a := s.as(t, staff, "").get("/")
	if got := a.cell(id, "lacks"); got != "Ready" || !strings.Contains(strings.Join(a.chips(), "|"), "Not ready 0") {
		t.Errorf("it says %q, and the chips %v", got, a.chips())
	}
	if got := a.cell(half, "lacks"); got != "Location not recorded" {
		t.Errorf("with a place but no state it says %q", got)
	}
	for id, want := range map[string]bool{id: false, half: true} {
		page := s.as(t, staff, "").get(list + "/sessions/" + id)
		if got := strings.Contains(page.Doc.Find("section:has(#location) .notice").Text(), "Record where the patient is"); got != want {
			t.Errorf("its page asks for it: %t, want %t", got, want)
		}
	}
}
