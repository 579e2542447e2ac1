package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// A record that is merged is hidden everywhere, points to the one that is kept,
// and comes back with all it had.
func TestPatientsAreMergedAndBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.book(t, "Alder", "Phone", 2*time.Hour)
	hidden, kept := "/pm/patients/"+string(v.PatientID), s.Patient(t, s.Northside, "Anne", "Aldor", "K-1")
	into := "/pm/patients/" + string(kept.ID)
	b := s.as(t, "manager@northside.example", "")
	a := b.get(hidden + "/merge")
	button := a.Doc.Find(`button[name=into][value="` + string(kept.ID) + `"]`)
	if button.Length() != 1 || a.Doc.Find(`button[name=into]`).Length() != 1 {
		t.Fatal("those born on the same day are not offered:", a.Text)
	}
	if a = b.post(hidden+"/merge", "q", "aldor"); !strings.Contains(a.Doc.Find("#f-into").Text(), "1 patient found") {
		t.Error(a.Doc.Find("#f-into").Text())
	}
	for _, c := range []struct {
		into, version string
		want          int
	}{{string(v.PatientID), "1", 422}, {"nonsense", "1", 422}, {"", "1", 422}, {string(kept.ID), "7", 409}, {string(kept.ID), "", 409}} {
		if a := b.post(hidden+"/merge", "into", c.into, "version", c.version); a.StatusCode != c.want ||
			a.Doc.Find("[data-summary]").Length() != 1 {
			t.Errorf("into %q from version %q: got %d, want %d", c.into, c.version, a.StatusCode, c.want)
		}
	}
	a = b.post(hidden+"/merge", "into", string(kept.ID), "version", "1")
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != into {
		t.Fatal(a.StatusCode, a.Text)
	}
	for path, want := range map[string]bool{"/pm/patients": false, "/pm/appointments/new?patient_id=" + string(v.PatientID): false} {
		if got := strings.Contains(b.get(path).Text, string(v.PatientID)); got != want {
			t.Errorf("%s shows the hidden one", path)
		}
	}
	for _, path := range []string{"/pm/telehealth", "/pm/telehealth/sessions/" + string(v.ID), into} {
		if a := b.get(path); !strings.Contains(a.Text, "Anne Aldor") || path == into && a.Doc.Find("#visits-next + ol li").Length() != 1 {
			t.Errorf("%s does not show the session as the kept one's", path)
		}
	}
	a = b.get(hidden)
	if a.Doc.Find(`.notice a[href="`+into+`"]`).Text() != "Anne Aldor" ||
		a.Doc.Find(`a[href$="/edit"], a[href*="patient_id="]`).Length() != 0 {
		t.Error("the hidden one does not point to the kept one alone")
	}
	if a := s.as(t, "staff@northside.example", "").get(hidden); a.Doc.Find(`form[action$="/unmerge"]`).Length() != 0 {
		t.Error("who may not merge may take it back")
	}
	a = b.post("/pm/appointments/new", "patient_id", string(v.PatientID), "provider_id", string(v.ProviderID), "day", "2026-03-03",
		"starts", "09:00", "ends", "09:30")
	if a.StatusCode != http.StatusUnprocessableEntity || a.errorOf("patient_id") == "" {
		t.Error("the hidden one was booked:", a.StatusCode)
	}
	f := annForm()
	f.Set("version", "2")
	if a := b.send(hidden+"/edit", f); a.StatusCode != http.StatusUnprocessableEntity {
		t.Error("the hidden one was changed:", a.StatusCode)
	}
	if a := b.post(hidden+"/unmerge", "version", "1"); a.StatusCode != http.StatusConflict {
		t.Error(a.StatusCode)
	}
	if a := b.post(hidden+"/unmerge", "version", "2"); a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode, a.Text)
	}
	if a := b.get(hidden); a.Doc.Find("#visits-next + ol li").Length() != 1 || a.Doc.Find(".notice").Length() != 0 {
		t.Error("not all came back:", a.Text)
	}
	if a := b.get(into); a.Doc.Find("#visits-next + ol li").Length() != 0 {
		t.Error("the kept one kept what is not theirs")
	}
}
