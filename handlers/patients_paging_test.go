package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"televisit/clinic"
)

// Whoever stands still is seen once, also when those around where a page ended
// are renamed between two pages; and no address tells a name.
func TestPagesOfPatientsOutliveRenames(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var all []clinic.Patient
	for i := range 60 {
		all = append(all, s.Patient(t, s.Northside, "Ann", fmt.Sprintf("Family%02d", i), fmt.Sprintf("M-%02d", i)))
	}
	rename := func(i int, family string) {
		t.Helper()
		all[i].Family = family
		saved, err := s.As(t, "manager@northside.example", s.Northside).ChangePatient(t.Context(), all[i].Version, all[i])
		if err != nil {
			t.Fatal(err)
		}
		all[i] = saved
	}
	b := s.as(t, "staff@northside.example", "")
	for _, searched := range []bool{false, true} {
		first, next := b.get("/pm/patients"), func(place string) answer { return b.get(place) }
		place := first.Doc.Find("a[rel=next]").AttrOr("href", "")
		if searched {
			first = b.post("/pm/patients/search", "q", "ann")
			place = first.Doc.Find("button[name=after]").AttrOr("value", "")
			next = func(place string) answer { return b.post("/pm/patients/search", "q", "ann", "after", place) }
		}
		if len(first.mrns()) != 50 || place == "" || strings.Contains(strings.ToLower(place), "family") {
			t.Fatal(len(first.mrns()), place)
		}
		moved := map[int]string{49: "Aardvark", 50: "Aaron", 10: "Zulu"} // the last shown, the next one, a far one
		for i, family := range moved {
			rename(i, family)
		}
		second := next(place)
		if second.StatusCode != http.StatusOK || second.Doc.Find("#patients .notice").Length() != 0 {
			t.Error("the second page is lost:", second.StatusCode)
		}
		seen := map[string]int{}
		for _, mrn := range append(first.mrns(), second.mrns()...) {
			seen[mrn]++
		}
		for i := range all {
			if _, was := moved[i]; !was && seen[all[i].MRN] != 1 {
				t.Errorf("searched %v: %s was seen %d times", searched, all[i].MRN, seen[all[i].MRN])
			}
		}
		for i := range moved {
			rename(i, fmt.Sprintf("Family%02d", i))
		}
	}
}
