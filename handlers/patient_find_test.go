package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// What people type finds a patient wherever patients are looked for; a date is
// read as the reader's language writes it.
func TestPatientsAreFoundEverywhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.book(t, "Łukaszewicz", "Phone", 0)
	s.Exec(t, `UPDATE pm_patients SET birth_date = '1980-04-03' WHERE id = $1`, v.PatientID) // the form below makes it findable
	b := s.as(t, "staff@northside.example", "")
	a := b.post("/pm/patients/"+string(v.PatientID)+"/edit", "given", "Đức", "family", "Łukaszewicz", "mrn", "L-1", "born", "1980-04-03",
		"phone", "(212) 555-0123", "payer_class", "other", "version", "1")
	if a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode, a.Text)
	}
	spanish := s.as(t, "staff@northside.example", "")
	if a := spanish.post("/account/language", "language", "es"); a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode)
	}
	english := s.as(t, "manager@northside.example", "")
	for _, c := range []struct {
		search      string
		b           *browser
		found, none bool
	}{
		{"lukaszewicz", english, true, false}, {"duc", english, true, false}, {"212.555.0123", english, true, false},
		{"0123", english, true, false}, {"4/3/1980", english, true, false}, {"3/4/1980", english, false, false},
		{"3/4/1980", spanish, true, false}, {"4/3/1980", spanish, false, false}, {"1980-04-03", spanish, true, false},
		{"duc 04/03/1980", english, true, false},
	} {
		t.Run(c.search, func(t *testing.T) {
			for where, a := range map[string]answer{
				"the list":     c.b.post("/pm/patients/search", "q", c.search),
				"the finder":   c.b.post("/switch", "q", c.search),
				"the booking":  c.b.post("/pm/appointments/patients", "find", c.search),
				"the sessions": c.b.post("/pm/telehealth/search", "q", c.search),
			} {
				if got := strings.Contains(a.Text, "Đức Łukaszewicz"); a.StatusCode != http.StatusOK || got != c.found {
					t.Errorf("%s: got %d and found %v, want %v", where, a.StatusCode, got, c.found)
				}
			}
		})
	}
}

// A number is shown as it was typed and dialled right.
func TestPhonesAreDialledRight(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "staff@northside.example", "")
	n := 0
	for typed, want := range map[string]struct{ link, shown string }{
		"212-555-0100 x12":          {"tel:+12125550100;ext=12", "(212) 555-0100 ext. 12"},
		"(212) 555-0100 ext. 12":    {"tel:+12125550100;ext=12", "(212) 555-0100 ext. 12"},
		"212–555–0100":              {"tel:+12125550100", "(212) 555-0100"},
		"212\u00a0555\u00a00100":    {"tel:+12125550100", "(212) 555-0100"},
		"+44 (0)20 7946 0958":       {"tel:+442079460958", "+44 20 7946 0958"},
		"\u202a+12125550100\u202c ": {"tel:+12125550100", "(212) 555-0100"},
		"415":                       {"tel:415", "415"},
	} {
		t.Run(typed, func(t *testing.T) {
			n++
			f := form("given", "Ann", "mrn", fmt.Sprint("N-", n), "born", "1980-05-17", "payer_class", "other", "phone", typed, "same", "no")
			a := b.send("/pm/patients/new", f)
			if a.StatusCode != http.StatusSeeOther {
				t.Fatal(a.StatusCode, a.errorOf("phone"))
			}
			page := a.Header.Get("Location")
			for _, path := range []string{page, "/pm/patients"} {
				found := false
				for _, n := range b.get(path).Doc.Find(`main a[href="` + want.link + `"]`).EachIter() {
					found = found || n.Text() == want.shown
				}
				if !found {
					t.Errorf("%s does not dial %q by %s", path, want.shown, want.link)
				}
			}
			if got := b.get(page+"/edit").Doc.Find("#f-phone").AttrOr("value", ""); got != strings.Trim(typed, "\u202a\u202c ") {
				t.Errorf("the form holds %q, want %q as it was typed", got, typed)
			}
		})
	}
}
