package handlers

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"televisit/clinic"
)

// mrns returns the record numbers on the list, in order.
func (a answer) mrns() (all []string) {
	a.Doc.Find("#patients li .num, li[id^=patient-] .num").Each(func(_ int, s *goquery.Selection) {
		all = append(all, strings.TrimPrefix(s.Text(), "MRN "))
	})
	return all
}

func TestPatientsAreListedByFamilyName(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Patient(t, s.Northside, "Zoë", "Birch", "B-2")
	s.Patient(t, s.Northside, "Émile", "birch", "B-1")
	ann := s.Patient(t, s.Northside, "Ann", "Alder", "A-1")
	s.Patient(t, s.Harbor, "Ada", "Foreign", "F-1")
	a := s.as(t, "staff@northside.example", "").get("/pm/patients")
	if got := a.mrns(); a.StatusCode != http.StatusOK || !slices.Equal(got, []string{"A-1", "B-1", "B-2"}) {
		t.Fatal(a.StatusCode, got)
	}
	row := a.Doc.Find("#patient-" + string(ann.ID))
	for _, want := range []string{"Ann Alder", "born May 17, 1980 · 45 years", "Commercial"} {
		if !strings.Contains(row.Text(), want) {
			t.Errorf("the row lacks %q: %s", want, row.Text())
		}
	}
	for _, href := range []string{"/pm/patients/" + string(ann.ID), "/pm/patients/" + string(ann.ID) + "/edit",
		"/pm/appointments/new?patient_id=" + string(ann.ID)} {
		if row.Find(`a[href="`+href+`"]`).Length() != 1 {
			t.Error("the row does not lead to", href)
		}
	}
	if title := a.Doc.Find("title").Text(); title != "Patients · Televisit" {
		t.Error(title)
	}
}

func TestSearchOfPatients(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Patient(t, s.Northside, "José", "Núñez", "MRN-007")
	s.Patient(t, s.Northside, "Ann", "Alder", "MRN-070")
	s.Patient(t, s.Harbor, "José", "Núñez", "H-1")
	b := s.as(t, "readonly@northside.example", "")
	for search, want := range map[string]string{
		"nunez": "MRN-007", "Núñez, José": "MRN-007", "jose NUN": "MRN-007", "mrn007": "MRN-007", "MRN-070": "MRN-070", "070": "MRN-070",
		" alder ": "MRN-070", "": "MRN-070 MRN-007", "  ": "MRN-070 MRN-007", "nobody": "", "%": "", "H-1": "",
	} {
		t.Run(search, func(t *testing.T) {
			document := b.post("/pm/patients/search", "q", search)
			if got := strings.Join(document.mrns(), " "); document.StatusCode != http.StatusOK || got != want {
				t.Errorf("got %d with %q, want 200 with %q", document.StatusCode, got, want)
			}
			if v := document.Doc.Find("#f-q").AttrOr("value", ""); v != strings.TrimSpace(search) {
				t.Errorf("the box holds %q, want %q", v, strings.TrimSpace(search))
			}
			if title := document.Doc.Find("title").Text(); title != "Patients · Televisit" {
				t.Errorf("got the title %q, want nothing of the search in it", title)
			}
			part := b.send("/pm/patients/search", form("q", search), "HX-Request", "true")
			if got := strings.Join(part.mrns(), " "); got != want || part.Doc.Find("title, #search").Length() != 0 {
				t.Errorf("the part holds %q, want %q alone", got, want)
			}
		})
	}
	if a := b.post("/pm/patients/search", "q", "nobody"); !strings.Contains(a.Text, "Nobody found") {
		t.Error(a.Text)
	}
	if a := b.get("/pm/patients/search"); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/pm/patients" {
		t.Error("reloading a search", a.StatusCode, a.Header)
	}
	if a := b.get("/pm/patients?q=nunez"); len(a.mrns()) != 2 {
		t.Error("an address searches")
	}
}

// Everybody here has one name, so only the id tells where a page begins.
func TestPatientsArePaged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	want := map[string]bool{}
	for i := range 2*50 + 3 {
		mrn := fmt.Sprintf("M-%03d", i)
		s.Patient(t, s.Northside, "Ann", "Alder", mrn)
		want[mrn] = true
	}
	b := s.as(t, "staff@northside.example", "")
	// read reads page after page; next asks for the one that a leads to.
	read := func(a answer, next func(a answer) (answer, bool)) {
		t.Helper()
		seen := map[string]bool{}
		pages := 1
		for more := true; more; pages++ {
			for _, mrn := range a.mrns() {
				if seen[mrn] || !want[mrn] {
					t.Error(mrn, "again")
				}
				seen[mrn] = true
			}
			a, more = next(a)
		}
		if pages != 4 || len(seen) != len(want) {
			t.Error(pages-1, "pages,", len(seen), "of", len(want), "patients")
		}
	}
	read(b.get("/pm/patients"), func(a answer) (answer, bool) {
		href, more := a.Doc.Find("nav.pager a[rel=next]").Attr("href")
		if strings.Contains(strings.ToLower(href), "alder") {
			t.Error("a name in the address", href)
		}
		if !more {
			return a, false
		}
		return b.get(href), true
	})
	read(b.post("/pm/patients/search", "q", "alder"), func(a answer) (answer, bool) {
		after, more := a.Doc.Find("nav.pager button[name=after]").Attr("value")
		return b.post("/pm/patients/search", "q", "alder", "after", after), more
	})
	foreign := s.Patient(t, s.Harbor, "Ada", "Foreign", "F-1")
	for _, after := range []string{"nonsense", string(foreign.ID)} {
		t.Run(after, func(t *testing.T) {
			a := b.get("/pm/patients?after=" + after)
			if a.StatusCode != http.StatusOK || len(a.mrns()) != 50 || a.Doc.Find("#patients .notice").Length() != 1 {
				t.Errorf("got %d with %d patients, want 200 with the first 50 and a notice", a.StatusCode, len(a.mrns()))
			}
		})
	}
}

func TestNoPatientsYet(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for email, urls := range map[string]int{"staff@northside.example": 1, "biller@northside.example": 0} {
		t.Run(email, func(t *testing.T) {
			a := s.as(t, email, "").get("/pm/patients")
			if !strings.Contains(a.Doc.Find("#patients .empty").Text(), "No patients yet") ||
				a.Doc.Find(`.empty a[href="/pm/patients/new"]`).Length() != urls {
				t.Errorf("got %q, want that there are none, and %d ways to add one", a.Doc.Find("#patients").Text(), urls)
			}
		})
	}
}

func TestWhoMayDoWhatWithPatients(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.Patient(t, s.Northside, "Ann", "Alder", "A-1")
	page := "/pm/patients/" + string(p.ID)
	for role, writes := range map[string]bool{"admin": true, "manager": true, "provider": true, "staff": true, "biller": false,
		"readonly": false} {
		t.Run(role, func(t *testing.T) {
			b := s.as(t, role+"@northside.example", "")
			want := map[bool]int{true: http.StatusOK, false: http.StatusForbidden}[writes]
			for _, path := range []string{"/pm/patients/new", page + "/edit"} {
				if a := b.get(path); a.StatusCode != want {
					t.Errorf("GET %s: got %d, want %d", path, a.StatusCode, want)
				}
				if a := b.post(path, "given", ""); (a.StatusCode == http.StatusForbidden) == writes {
					t.Errorf("POST %s: got %d, want 403 only without the right", path, a.StatusCode)
				}
			}
			urls := map[bool]int{true: 1}[writes]
			for path, hrefs := range map[string][]string{
				"/pm/patients": {"/pm/patients/new", page + "/edit", "/pm/appointments/new?patient_id=" + string(p.ID)},
				page:           {page + "/edit", "/pm/appointments/new?patient_id=" + string(p.ID)},
			} {
				a := b.get(path)
				for _, href := range hrefs {
					if n := a.Doc.Find(`main a[href="` + href + `"]`).Length(); a.StatusCode != http.StatusOK || n != urls {
						t.Errorf("%s: got %d with %d links to %s, want 200 with %d", path, a.StatusCode, n, href, urls)
					}
				}
			}
			if a := b.post("/pm/patients/search", "q", "ann"); a.StatusCode != http.StatusOK {
				t.Errorf("a search: got %d, want 200", a.StatusCode)
			}
		})
	}
	if a := s.anonymous(t).get(page); a.StatusCode != http.StatusSeeOther {
		t.Error(a.StatusCode)
	}
}

func TestPatientsWhoAreNotThere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	foreign := s.Patient(t, s.Harbor, "Ada", "Foreign", "F-1")
	b := s.as(t, "staff@northside.example", "")
	for _, id := range []clinic.PatientID{foreign.ID, "nonsense", "%00", "%ff", "00000000-0000-7000-8000-000000000000"} {
		t.Run(fmt.Sprintf("%.12q", id), func(t *testing.T) {
			for _, path := range []string{"/pm/patients/" + string(id), "/pm/patients/" + string(id) + "/edit"} {
				if a := b.get(path); a.StatusCode != http.StatusNotFound || strings.Contains(a.Text, "Foreign") {
					t.Errorf("GET %s: got %d, want 404 and no name", path, a.StatusCode)
				}
			}
			f := annForm()
			f.Set("version", "1")
			if a := b.send("/pm/patients/"+string(id)+"/edit", f); a.StatusCode != http.StatusNotFound {
				t.Errorf("POST: got %d, want 404", a.StatusCode)
			}
		})
	}
	if p, err := s.As(t, "staff@harbor.example", s.Harbor).Patient(t.Context(), foreign.ID); err != nil || p != foreign {
		t.Error(p, err)
	}
}
