package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// A number is shown as it was typed and dialled right.
func TestPhonesAreDialledRight(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "staff@northside.example", "")
	n := 0
	for typed, link := range map[string]string{
		"212-555-0100 x12":          "tel:+12125550100;ext=12",
		"(212) 555-0100 ext. 12":    "tel:+12125550100;ext=12",
		"212–555–0100":              "tel:+12125550100",
		"212\u00a0555\u00a00100":    "tel:+12125550100",
		"+44 (0)20 7946 0958":       "tel:+442079460958",
		"\u202a+12125550100\u202c ": "tel:+12125550100",
	} {
		t.Run(typed, func(t *testing.T) {
			n++
			f := form("given", "Ann", "family", "Alder", "mrn", fmt.Sprint("N-", n), "born", "1980-05-17", "payer_class", "other",
				"phone", typed, "same", "no")
			a := b.send("/pm/patients/new", f)
			if a.StatusCode != http.StatusSeeOther {
				t.Fatal(a.StatusCode, a.errorOf("phone"))
			}
			page := a.Header.Get("Location")
			shown := strings.Trim(typed, "\u202a\u202c ")
			for _, path := range []string{page, "/pm/patients"} {
				found := false
				for _, n := range b.get(path).Doc.Find(`main a[href="` + link + `"]`).EachIter() {
					found = found || n.Text() == shown
				}
				if !found {
					t.Errorf("%s does not dial %q by %s", path, shown, link)
				}
			}
			if got := b.get(page+"/edit").Doc.Find("#f-phone").AttrOr("value", ""); got != shown {
				t.Errorf("the form holds %q, want %q", got, shown)
			}
		})
	}
}
