package handlers

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/store/storetest"
)

// under returns what the finder offers under a heading.
func (a answer) under(id string) (all []string) {
	for _, l := range a.Doc.Find("#finder-" + id + " + ul a").EachIter() {
		all = append(all, squash(l.Text()))
	}
	return all
}

// The finder finds patients by all that the list of patients does, with the visit
// that each has next.
func TestTheFinderFindsPatientsWithTheirNextVisit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.onRecord(t, s.Session(t, storetest.Row{Family: "Okafor", StartsAt: s.Clock.Now().Add(26 * time.Hour)})).PatientID
	b := s.as(t, staff, "")
	patient := s.as(t, staff, "").get("/pm/patients/" + string(id) + "/edit")
	b.post("/pm/patients/"+string(id)+"/edit", "given", "Ann", "family", "Okafor", "mrn", "OK-77", "born", "1971-06-05", "phone",
		"(212) 555-0177", "payer_class", "other", "version", patient.Doc.Find("[name=version]").AttrOr("value", ""))
	want := []string{"Ann Okafor born Jun 5, 1971 · MRN OK-77 Next: Tue, Mar 3, 11:00 · The provider@northside"}
	for _, text := range []string{"okaf", "ok-77", "555-0177", "0177", "6/5/1971", "1971-06-05"} {
		t.Run(text, func(t *testing.T) {
			if diff := cmp.Diff(want, b.post("/switch", "q", text).under("patients")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("in Spanish", func(t *testing.T) {
		a := b.send("/switch", form("q", "okaf"), "Accept-Language", "es")
		if got := strings.Join(a.under("patients"), ""); !strings.Contains(got, "Próxima: mar 3 mar, 11:00") {
			t.Errorf("got %q", got)
		}
	})
	for name, change := range map[string]string{
		"of one that is decided":    `UPDATE pm_telehealth_sessions SET status = 'no_show'`,
		"of one that is called off": `UPDATE pm_appointments SET status = 'cancelled'`,
		"of one that is over":       `UPDATE pm_appointments SET starts_at = 0, ends_at = 1`,
	} {
		t.Run(name, func(t *testing.T) {
			s.Exec(t, change)
			if got := strings.Join(b.post("/switch", "q", "okaf").under("patients"), ""); strings.Contains(got, "Next:") || got == "" {
				t.Errorf("got %q, want the patient alone", got)
			}
		})
	}
}

// Before anything is typed it offers who is on now and who is next, the reader's own
// first, and nobody of whom it is decided.
func TestTheFinderOffersNowAndNext(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const solo = "solo@northside.example"
	s.in(t, -30*time.Hour, storetest.Row{Family: "Since Yesterday", Status: "active", Provider: solo})
	s.in(t, -10*time.Minute, storetest.Row{Family: "On", Status: "active"})
	s.in(t, -20*time.Minute, storetest.Row{Family: "Late", Provider: solo})
	s.in(t, -20*time.Minute, storetest.Row{Family: "Gone", Status: "no_show", Provider: solo})
	s.in(t, 20*time.Minute, storetest.Row{Family: "Soon"})
	s.in(t, 30*time.Hour, storetest.Row{Family: "Tomorrow"})
	names := func(email, id string) (all []string) {
		for _, text := range s.as(t, email, "").get("/switch").under(id) {
			name, _, _ := strings.Cut(text, " The ")
			name, _, _ = strings.Cut(name, " solo")
			all = append(all, name)
		}
		return all
	}
	for _, c := range []struct {
		email, id string
		want      []string
	}{
		{"provider@northside.example", "now", []string{"08:50 Ann On", "03:00 Ann Since Yesterday"}},
		{"provider@northside.example", "next", []string{"09:20 Ann Soon", "08:40 Ann Late"}},
		{staff, "next", []string{"08:40 Ann Late", "09:20 Ann Soon"}},
	} {
		t.Run(c.email+" "+c.id, func(t *testing.T) {
			if diff := cmp.Diff(c.want, names(c.email, c.id)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if first := s.as(t, staff, "").get("/switch").Doc.Find("#finder-list h2").First().Text(); first != "On now" {
		t.Errorf("the first group is %q, want what is on now", first)
	}
}

// Each key after g stands in the navigation and in the sheet of keys.
func TestWaysByKeys(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.as(t, staff, "").get("/")
	var got []string
	for _, a := range page.Doc.Find(".nav a").EachIter() {
		got = append(got, a.AttrOr("data-go", "")+" "+a.AttrOr("href", ""))
	}
	if diff := cmp.Diff([]string{"t /", "s /pm/telehealth", "a /pm/appointments", "p /pm/patients"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	const want = "g and then t Today, s Sessions, a Appointments, p Patients"
	if text := squash(page.Doc.Find("#keys").Text()); !strings.Contains(text, want) {
		t.Errorf("the sheet says %q", text)
	}
}
