package handlers

import (
	"net/http"
	"strings"
	"testing"
)

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
