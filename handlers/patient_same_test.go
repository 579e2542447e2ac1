package handlers

import (
	"net/http"
	"strings"
	"testing"
)

// Whoever may be on file already is asked about once, with both beside each
// other, and created when somebody says so.
func TestTheSamePersonIsAskedAbout(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.Patient(t, s.Northside, "José", "Núñez", "N-1")
	s.Patient(t, s.Harbor, "José", "Núñez", "H-1")
	b := s.as(t, "staff@northside.example", "")
	f := form("given", "jose", "family", "NUNEZ", "mrn", "N-2", "born", "1980-05-17", "payer_class", "other", "phone", "212–555–0100 x12")
	a := b.send("/pm/patients/new", f)
	if a.StatusCode != http.StatusConflict {
		t.Fatal(a.StatusCode, a.Text)
	}
	notice := a.Doc.Find("[data-summary]")
	for _, want := range []string{"Is this the same person?", "jose NUNEZ", "N-2", "José Núñez", "N-1"} {
		if !strings.Contains(notice.Text(), want) {
			t.Errorf("it lacks %q: %s", want, notice.Text())
		}
	}
	if notice.Find(`a[href="/pm/patients/`+string(p.ID)+`"]`).Length() != 1 || strings.Contains(a.Text, "H-1") {
		t.Error("it does not lead to the one on file alone")
	}
	a.holds(t, f, "nothing")
	button := a.Doc.Find(`form.form button[name=same]`)
	if button.AttrOr("value", "") != "no" || button.Text() != "Create anyway" {
		t.Error("nobody can be created anyway")
	}
	if n := s.Count(t, `SELECT count(*) FROM pm_patients WHERE org_id = $1`, s.Northside); n != 1 {
		t.Error("one was saved before the answer:", n)
	}
	f.Set("same", "yes")
	if a := b.send("/pm/patients/new", f); a.StatusCode != http.StatusConflict {
		t.Error("it is the same person, and was created:", a.StatusCode)
	}
	f.Set("same", "no")
	if a := b.send("/pm/patients/new", f); a.StatusCode != http.StatusSeeOther {
		t.Error(a.StatusCode, a.Text)
	}
	f.Set("mrn", "n-2")
	if a := b.send("/pm/patients/new", f); a.StatusCode != http.StatusUnprocessableEntity || a.errorOf("mrn") == "" {
		t.Error("the number was given twice:", a.StatusCode)
	}
}

func TestAnEmailAddressIsOfOnePatient(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "staff@northside.example", "")
	if a := b.send("/pm/patients/new", annForm()); a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode)
	}
	f := annForm()
	f.Set("given", "Bo")
	f.Set("preferred", "")
	f.Set("mrn", "B-1")
	f.Set("email", " ANN@alder.example")
	a := b.send("/pm/patients/new", f)
	if a.StatusCode != http.StatusUnprocessableEntity || a.errorOf("email") == "" || a.errorOf("mrn") != "" {
		t.Error(a.StatusCode, a.Text)
	}
	if strings.Contains(a.errorOf("email"), "Annie") {
		t.Error("the refusal names the other patient")
	}
	f.Set("email", "")
	if a := b.send("/pm/patients/new", f); a.StatusCode != http.StatusSeeOther {
		t.Error(a.StatusCode)
	}
}

// One name is enough, and is what everybody reads, finds and sorts by.
func TestAPatientWithOneName(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Patient(t, s.Northside, "Ann", "Zander", "Z-1")
	s.Patient(t, s.Northside, "Ann", "Rho", "R-1")
	b := s.as(t, "staff@northside.example", "")
	for _, c := range []struct{ field, name, mrn string }{{"given", "Sukarno", "S-1"}, {"family", "Teller", "T-1"}} {
		a := b.post("/pm/patients/new", c.field, c.name, "mrn", c.mrn, "born", "1970-01-01", "payer_class", "other")
		if a.StatusCode != http.StatusSeeOther {
			t.Fatal(c.name, a.StatusCode, a.Text)
		}
		if a = b.get(a.Header.Get("Location")); a.Doc.Find("h1").Text() != c.name {
			t.Error(a.Doc.Find("h1").Text())
		}
		if got := strings.Join(b.post("/pm/patients/search", "q", c.name).mrns(), " "); got != c.mrn {
			t.Errorf("%s finds %q", c.name, got)
		}
	}
	if got := strings.Join(b.get("/pm/patients").mrns(), " "); got != "R-1 S-1 T-1 Z-1" {
		t.Error("the order is", got)
	}
	for _, nothing := range []string{"", " ", "\u3164", "\u2800\u200d"} {
		a := b.post("/pm/patients/new", "given", nothing, "family", nothing, "preferred", "Bo", "mrn", "X-1", "born", "1970-01-01",
			"payer_class", "other")
		if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.errorOf("family"), "Enter a given or a family name.") {
			t.Errorf("%+q: got %d and %q", nothing, a.StatusCode, a.errorOf("family"))
		}
	}
}
