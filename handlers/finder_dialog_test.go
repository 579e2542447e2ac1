package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/store/storetest"
)

// finds returns what the switcher offers, a text a link.
func (a answer) results() (all []string) {
	for _, l := range a.Doc.Find("#finder-found a").EachIter() {
		all = append(all, squash(l.Text()))
	}
	return all
}

func TestSwitcher(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Patient(t, s.Northside, "Nora", "Okafor", "N-1")
	s.Patient(t, s.Harbor, "Nora", "Okafor", "H-1")
	s.in(t, -3*time.Hour, storetest.Row{Family: "Okafor-Long", Status: "completed"})
	s.in(t, 40*time.Hour, storetest.Row{Family: "Okafor-Later"})
	s.in(t, time.Hour, storetest.Row{Family: "Quillfeather"})
	b := s.as(t, staff, "")
	pages := []string{"Today", "Sessions", "Appointments", "Patients", "New appointment", "New patient", "Your account"}
	want := append([]string{"10:00 Ann Quillfeather The provider@northside · Video room · Scheduled"}, pages...)
	page := b.get("/switch")
	if diff := cmp.Diff(want, page.results()); diff != "" || page.StatusCode != http.StatusOK {
		t.Errorf("at first (-want +got):\n%s", diff)
	}
	for text, want := range map[string][]string{
		" okafor ": {"Nora Okafor", "Ann Okafor-Later", "Ann Okafor-Long", "06:00 Ann Okafor-Long"},
		"n-1":      {"Nora Okafor"},
		"new":      {"New appointment", "New patient"},
		"***":      nil,
		"nobody":   nil,
	} {
		t.Run(text, func(t *testing.T) {
			a := b.post("/switch", "q", text)
			got := a.results()
			if len(got) != len(want) {
				t.Errorf("got %q, want %q", got, want)
				return
			}
			for i := range want {
				if !strings.HasPrefix(got[i], want[i]) {
					t.Errorf("got %q, want %q", got[i], want[i])
				}
			}
			if a.Doc.Find("#finder-found .hint").Length() == 1 != (len(want) == 0) ||
				a.Doc.Find("#f-finder").AttrOr("value", "?") != strings.TrimSpace(text) ||
				strings.Contains(a.Doc.Find("title").Text(), "kafor") {
				t.Errorf("got %s, want a hint if there is nothing, the text in its box, and no name in the title", a.Text)
			}
		})
	}
}

func TestSwitcherOverAPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	if at := b.get(list).Doc.Find("#finder-open"); at.AttrOr("href", "") != "/switch" || at.AttrOr("data-hx-get", "none") != "" {
		t.Error("no page leads there")
	}
	if b.get("/switch").Doc.Find("#finder-open").Length() != 0 {
		t.Error("the page would open itself over itself")
	}
	dialog := b.get("/switch", "HX-Request", "true")
	if dialog.Doc.Find("html head title").Length() != 0 || dialog.Doc.Find("h2").First().Text() != "Go to" ||
		dialog.Doc.Find("form[method=post][action='/switch'] #f-finder").Length() != 1 {
		t.Error(dialog.Text)
	}
	found := b.send("/switch", form("q", "patient"), "HX-Request", "true")
	if found.Doc.Find("form").Length() != 0 || found.Doc.Find("#finder-list").AttrOr("data-for", "") != "patient" ||
		!strings.Contains(found.Text, "2 to choose from") {
		t.Error(found.Text)
	}
	if a := b.get("/switch?q=okafor"); a.Doc.Find("#f-finder").AttrOr("value", "") != "" {
		t.Error("an address is searched for")
	}
}
