package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

// A patient's page shows what comes next, then what was, and all of it on
// demand.
func TestAPatientsVisits(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.Patient(t, s.Northside, "Ann", "Alder", "A-1")
	o := s.As(t, "provider@northside.example", s.Northside)
	for day := range 25 {
		start := s.Clock.Now().AddDate(0, 0, day).Add(time.Hour)
		if _, err := o.BookAppointment(t.Context(), clinic.Booking{PatientID: p.ID, ProviderID: o.User(), StartsAt: start,
			EndsAt: start.Add(30 * time.Minute)}); err != nil {
			t.Fatal(err)
		}
	}
	s.Clock.Add(12*24*time.Hour + 2*time.Hour) // 13 are over, 12 to come
	v := s.book(t, "Other", "Phone", time.Hour)
	b := s.as(t, "staff@northside.example", "")
	page := "/pm/patients/" + string(p.ID)
	a := b.get(page)
	dates := func(group string) (all []string) {
		for _, n := range a.Doc.Find("#visits-" + group + " + ol time").EachIter() {
			all = append(all, n.AttrOr("datetime", "")[:10])
		}
		return all
	}
	if next := dates("next"); len(next) != 10 || next[0] != "2026-03-15" || next[9] != "2026-03-24" {
		t.Error("next:", next)
	}
	if past := dates("past"); len(past) != 10 || past[0] != "2026-03-14" || past[9] != "2026-03-05" {
		t.Error("past:", past)
	}
	all := a.Doc.Find(`a[href="` + page + `?visits=all"]`)
	if all.Length() != 1 {
		t.Fatal("there is no way to all of them")
	}
	if a = b.get(page + "?visits=all"); len(dates("next")) != 12 || len(dates("past")) != 13 ||
		a.Doc.Find(`a[href$="visits=all"]`).Length() != 0 {
		t.Error("all:", dates("next"), dates("past"))
	}
	if a.Doc.Find(`a[href="/pm/appointments/new?patient_id=`+string(p.ID)+`"]`).Length() != 1 {
		t.Error("nothing can be scheduled from there")
	}
	a = b.get("/pm/patients/" + string(v.PatientID))
	if a.Doc.Find(`#visits-next + ol a[href="/pm/telehealth/sessions/`+string(v.ID)+`"]`).Length() != 1 ||
		!strings.Contains(a.Doc.Find("#visits-next + ol").Text(), "Scheduled") {
		t.Error("the session is not shown:", a.Text)
	}
}

// A visit that is on does not belong to the past, however late it is.
func TestAVisitThatRunsOverIsNotPast(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.Session(t, storetest.Row{Status: "active", StartsAt: s.Clock.Now().Add(-3 * time.Hour)})
	v, err := s.As(t, "staff@northside.example", s.Northside).Session(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	a := s.as(t, "staff@northside.example", "").get("/pm/patients/" + string(v.PatientID))
	if a.Doc.Find("#visits-next + ol li").Length() != 1 || a.Doc.Find("#visits-past + ol li").Length() != 0 {
		t.Error(a.Text)
	}
}

// What decides a visit is asked for, and is where the visit is.
func TestInterpreterAndGuardian(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.book(t, "Alder", "Phone", time.Hour)
	b := s.as(t, "staff@northside.example", "")
	page := "/pm/patients/" + string(v.PatientID)
	f := form("given", "Ann", "family", "Alder", "mrn", "A-1", "born", "2025-01-02", "payer_class", "other", "language", "vi", "version", "1")
	if a := b.send(page+"/edit", f); a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode, a.Text)
	}
	a := b.get(page)
	if a.Doc.Find(`.notice a[href="`+page+`/edit#f-guardian_name"]`).Length() != 1 {
		t.Error("nobody asks for the guardian of a child")
	}
	if !strings.Contains(a.Doc.Find(".facts").Text(), "Jan 2, 2025 · 14 months") {
		t.Error("the age is not in months:", a.Doc.Find(".facts").Text())
	}
	f.Set("version", "2")
	f.Set("interpreter", "yes")
	f.Set("guardian_name", "Bo Alder")
	f.Set("guardian_phone", "212-555-0177 x3")
	if a := b.send(page+"/edit", f); a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode, a.Text)
	}
	for _, path := range []string{page, "/pm/telehealth/sessions/" + string(v.ID)} {
		facts := b.get(path).Doc.Find("dl.facts, .meta")
		for _, want := range []string{"Interpreter", "Vietnamese", "Guardian", "Bo Alder", "(212) 555-0177 ext. 3"} {
			if !strings.Contains(facts.Text(), want) {
				t.Errorf("%s lacks %q: %s", path, want, facts.Text())
			}
		}
		if facts.Find(`a[href="tel:+12125550177;ext=3"]`).Length() != 1 {
			t.Errorf("%s does not dial the guardian", path)
		}
	}
	if b.get(page).Doc.Find(`.notice`).Length() != 0 {
		t.Error("the guardian is asked for again")
	}
	option := b.get("/pm/appointments/new").Doc.Find(`option[value="` + string(v.PatientID) + `"]`).Text()
	if !strings.Contains(option, "interpreter: Vietnamese") || !strings.Contains(option, "guardian: Bo Alder") {
		t.Error("the booking form says", option)
	}
	f.Set("version", "3")
	f.Set("language", "")
	if a := b.send(page+"/edit", f); a.StatusCode != http.StatusUnprocessableEntity || a.errorOf("interpreter_language") == "" {
		t.Error("an interpreter without a language:", a.StatusCode)
	}
}

func TestAgesAreRead(t *testing.T) {
	t.Parallel()
	s := newSite(t) // it is 2 March 2026
	b := s.as(t, "staff@northside.example", "")
	for born, want := range map[string]string{"2026-02-20": "under 1 month", "2026-02-02": "1 month", "2024-03-03": "23 months",
		"2024-03-02": "2 years", "1980-05-17": "45 years"} {
		t.Run(born, func(t *testing.T) {
			a := b.post("/pm/patients/new", "given", "Ann", "mrn", born, "born", born, "payer_class", "other")
			if got := b.get(a.Header.Get("Location")).Doc.Find(".facts").Text(); !strings.Contains(got, " · "+want) {
				t.Errorf("got %s, want %s", fmt.Sprintf("%.200q", got), want)
			}
		})
	}
}
