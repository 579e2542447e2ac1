package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"televisit/clinic"
	"televisit/store"
)

// annForm is a form with every field filled in as it should be.
func annForm() url.Values {
	return form("given", "Ann", "family", "Alder", "preferred", "Annie", "mrn", "A-1", "born", "1980-05-17", "phone", "+1 (212) 555-0101",
		"email", "ann@alder.example", "language", "es", "time_zone", "America/Chicago", "payer_class", "medicare",
		"interpreter", "yes", "interpreter_language", "ase", "guardian_name", "Bo Alder", "guardian_phone", "+1 (212) 555-0102 x12")
}

func TestANewPatientIsSaved(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "staff@northside.example", "")
	blank := b.get("/pm/patients/new")
	for field := range annForm() {
		if blank.Doc.Find(`form [name="`+field+`"]`).Length() == 0 {
			t.Error("no field", field)
		}
	}
	blank.Doc.Find("form.form input.input").Each(func(_ int, in *goquery.Selection) {
		if in.AttrOr("autocomplete", "") != "off" {
			t.Error("the browser keeps", in.AttrOr("name", ""))
		}
	})
	a := b.send("/pm/patients/new", annForm())
	if a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode, a.Text)
	}
	a = b.get(a.Header.Get("Location"))
	if h := a.Doc.Find("h1").Text(); h != "Annie Alder" {
		t.Error(h)
	}
	if title := a.Doc.Find("title").Text(); title != "Patient · Televisit" {
		t.Error(title)
	}
	facts := a.Doc.Find("dl.facts").Text()
	for _, want := range []string{"Ann", "Alder", "Annie", "A-1", "May 17, 1980 · 45 years", "Medicare", "(212) 555-0101",
		"ann@alder.example", "Spanish", "Central Time (Chicago)", "American Sign Language", "Bo Alder", "(212) 555-0102 ext. 12"} {
		if !strings.Contains(facts, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// Each spoiled field alone makes a 422 that names it and keeps all that was
// typed.
func TestEachFieldOfAPatientCanBeWrong(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.Patient(t, s.Northside, "Bo", "Birch", "B-1")
	b := s.as(t, "staff@northside.example", "")
	for field, bad := range map[string][]string{
		"given": {"\u3164", strings.Repeat("x", 101)}, "family": {"\u200d", strings.Repeat("x", 101)},
		"preferred": {"\u2800", strings.Repeat("x", 101)}, "guardian_name": {strings.Repeat("x", 101)}, "guardian_phone": {"ask Bo", "12"},
		"interpreter_language": {"Sign!"},
		"mrn":                  {strings.Repeat("x", 41)}, "born": {"", "17.5.1980", "1980-02-30", "2999-01-01", "1066-10-14"},
		"phone": {"call me", "1-800-FLOWERS", "12"},
		"email": {"ann", "<ann@x.example>"}, "language": {"Spanish!"}, "time_zone": {"Mars/Olympus", "../etc"}, "payer_class": {"", "gold"},
	} {
		t.Run(field, func(t *testing.T) {
			for _, path := range []string{"/pm/patients/new", "/pm/patients/" + string(p.ID) + "/edit"} {
				for _, value := range bad {
					f := annForm()
					f.Set(field, value)
					f.Set("version", "1")
					a := b.send(path, f)
					if a.StatusCode != http.StatusUnprocessableEntity || a.errorOf(field) == "" {
						t.Errorf("%q sent to %s: got %d and %q, want 422 and what is wrong", value, path, a.StatusCode, a.errorOf(field))
					}
					if n := a.Doc.Find("[data-summary] li a"); n.Length() != 1 || n.AttrOr("href", "") != "#f-"+field ||
						a.Doc.Find("#f-"+field).Length() != 1 {
						t.Errorf("%q sent to %s: the summary leads to %q, want the field alone", value, path, n.AttrOr("href", ""))
					}
					a.holds(t, f, field)
				}
			}
		})
	}
	if now, err := s.As(t, "staff@northside.example", s.Northside).Patient(t.Context(), p.ID); err != nil || now != p {
		t.Error("something was saved", now, err)
	}
	if l, err := s.As(t, "staff@northside.example", s.Northside).Patients(t.Context(), store.PatientFilter{Limit: 9}); err != nil ||
		len(l.Rows) != 1 {
		t.Error("someone was added", l, err)
	}
}

// holds reports every field but spoiled radios that does not show what f says.
func (a answer) holds(t *testing.T, f url.Values, spoiled string) {
	t.Helper()
	for name := range f {
		in := a.Doc.Find(`form.form [name="` + name + `"]`)
		got := in.AttrOr("value", "")
		if in.Is("select") {
			got = in.Find("option[selected]").AttrOr("value", "")
		} else if in.Is("[type=radio]") {
			got = in.Filter("[checked]").AttrOr("value", "")
		}
		if got != f.Get(name) && name != "version" {
			t.Errorf("with %s spoiled, %s shows %q, typed was %q", spoiled, name, got, f.Get(name))
		}
	}
}

func TestATakenMRNIsNamed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "staff@northside.example", "")
	s.Patient(t, s.Harbor, "Ada", "Foreign", "A-1") // no reason: another org
	codes := make([]int, 4)
	var wg sync.WaitGroup
	for i := range codes { // a double click, and then some
		wg.Go(func() {
			one := &browser{t: t, site: s, cookie: b.cookie}
			a := one.send("/pm/patients/new", annForm())
			codes[i] = a.StatusCode
			if a.StatusCode == http.StatusUnprocessableEntity && a.errorOf("mrn") == "" {
				t.Error("the field is not named")
			}
		})
	}
	wg.Wait()
	saved := 0
	for _, code := range codes {
		if code == http.StatusSeeOther {
			saved++
		} else if code != http.StatusUnprocessableEntity {
			t.Error(code)
		}
	}
	if saved != 1 {
		t.Error(codes)
	}
	p := s.Patient(t, s.Northside, "Bo", "Birch", "B-1")
	f := annForm()
	f.Set("version", "1")
	if a := b.send("/pm/patients/"+string(p.ID)+"/edit", f); a.StatusCode != http.StatusUnprocessableEntity || a.errorOf("mrn") == "" {
		t.Error(a.StatusCode)
	}
}

func TestAPatientIsEdited(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.Patient(t, s.Northside, "Bo", "Birch", "B-1")
	page := "/pm/patients/" + string(p.ID)
	b := s.as(t, "provider@northside.example", "")
	a := b.get(page + "/edit")
	if a.Doc.Find("#f-family").AttrOr("value", "") != "Birch" || a.Doc.Find("[name=version]").AttrOr("value", "") != "1" {
		t.Error(a.Text)
	}
	f := annForm()
	f.Set("version", "1")
	if a = b.send(page+"/edit", f); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != page {
		t.Fatal(a.StatusCode, a.Header)
	}
	now, err := s.As(t, "staff@northside.example", s.Northside).Patient(t.Context(), p.ID)
	want := clinic.Patient{ID: p.ID, MRN: "A-1", Given: "Ann", Family: "Alder", Preferred: "Annie", Born: "1980-05-17",
		Phone: "+1 (212) 555-0101", Email: "ann@alder.example",
		Language: "es", TimeZone: "America/Chicago", PayerClass: "medicare", CreatedAt: p.CreatedAt, Version: 2,
		Interpreter: true, InterpreterLanguage: "ase", GuardianName: "Bo Alder", GuardianPhone: "+1 (212) 555-0102 x12"}
	if err != nil || now != want {
		t.Error(now, err)
	}
}

func TestAnOvertakenEditLosesNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.Patient(t, s.Northside, "Bo", "Birch", "B-1")
	page := "/pm/patients/" + string(p.ID)
	first, second := s.as(t, "staff@northside.example", ""), s.as(t, "manager@northside.example", "")
	theirs := form("given", "Bo", "family", "Birch", "mrn", "B-1", "born", "1980-05-17", "phone", "555 0101", "payer_class", "commercial",
		"guardian_name", "Cy", "interpreter", "yes", "interpreter_language", "es", "version", "1")
	if a := first.send(page+"/edit", theirs); a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode)
	}
	for _, version := range []string{"1", "0", "-1", "", "x", "99999999999999999999"} {
		t.Run(fmt.Sprintf("version %q", version), func(t *testing.T) {
			mine := form("given", "Bo", "family", " Birch ", "mrn", "B-1", "born", "1980-05-17", "phone", "555 0199", "payer_class", "other",
				"version", version)
			a := second.send(page+"/edit", mine)
			if a.StatusCode != http.StatusConflict || a.Doc.Find("[data-summary]").Length() != 1 {
				t.Fatalf("got %d, want 409 and a summary", a.StatusCode)
			}
			a.holds(t, mine, "nothing")
			if got := a.Doc.Find("#f-phone-hint").Text(); got != "On file now: 555 0101" {
				t.Errorf("got the hint %q, want the number that was saved", got)
			}
			for field, want := range map[string]string{"guardian_name": "Cy", "interpreter": "yes", "interpreter_language": "Spanish"} {
				if got := a.Doc.Find("#f-" + field + "-hint").Text(); got != "On file now: "+want {
					t.Errorf("%s: got the hint %q, want %q", field, got, want)
				}
			}
			if got := a.Doc.Find("#f-payer_class-hint").Text(); got != "On file now: Commercial" {
				t.Errorf("got the hint %q, want the payer that was saved", got)
			}
			if a.Doc.Find("#f-family-hint").Length() != 0 || a.Doc.Find("[name=version]").AttrOr("value", "") != "2" {
				t.Errorf("got %s, want no hint at an equal name, and version 2", a.Text)
			}
		})
	}
	mine := form("given", "Bo", "family", "Birch", "mrn", "B-1", "born", "1980-05-17", "phone", "555 0199", "payer_class", "other",
		"version", "2")
	if a := second.send(page+"/edit", mine); a.StatusCode != http.StatusSeeOther {
		t.Error("saved knowingly", a.StatusCode)
	}
}

func TestWhatAPatientIsCalledIsText(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.Patient(t, s.Northside, "<Ann>", `"><script>alert(1)</script>`, `'"<i>`)
	b := s.as(t, "staff@northside.example", "")
	for _, path := range []string{"/pm/patients", "/pm/patients/" + string(p.ID), "/pm/patients/" + string(p.ID) + "/edit"} {
		a := b.get(path)
		if a.StatusCode != http.StatusOK || strings.Contains(a.Text, "<Ann>") || a.Doc.Find("main script, main i").Length() != 0 {
			t.Error(path, a.StatusCode)
		}
		if !strings.Contains(a.Text, "&lt;Ann&gt;") {
			t.Error(path, "lacks the name")
		}
	}
	if a := b.post("/pm/patients/search", "q", `"><script>`); a.Doc.Find("main script").Length() != 0 ||
		a.Doc.Find("#f-q").AttrOr("value", "") != `"><script>` {
		t.Error(a.Text)
	}
}

func TestPatientFormsThatAreNoText(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "staff@northside.example", "")
	for _, bad := range []string{"An\x00n", "An\xffn"} {
		t.Run(fmt.Sprintf("%q", bad), func(t *testing.T) {
			f := annForm()
			f.Set("given", bad)
			if a := b.send("/pm/patients/new", f); a.StatusCode != http.StatusBadRequest {
				t.Errorf("a form: got %d, want 400", a.StatusCode)
			}
			if a := b.post("/pm/patients/search", "q", bad); a.StatusCode != http.StatusBadRequest {
				t.Errorf("a search: got %d, want 400", a.StatusCode)
			}
		})
	}
	f := annForm()
	f.Set("given", strings.Repeat("x", 64<<10))
	if a := b.send("/pm/patients/new", f); a.StatusCode != http.StatusRequestEntityTooLarge {
		t.Error(a.StatusCode)
	}
}
