package handlers

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// offered are the patients that a form offers, as it writes them.
func (a answer) offered() (all []string) {
	a.Doc.Find("#f-patient_id option").Each(func(_ int, s *goquery.Selection) {
		if s.AttrOr("value", "") != "" {
			all = append(all, s.Text())
		}
	})
	return all
}

func TestFindPatientKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	staff := d.by("staff")
	both := []string{"Ben Okafor, born 1980-05-17, MRN N-2", "Ana Silva, born 1980-05-17, MRN N-1"}
	if got := staff.get("/pm/appointments/new").offered(); !slices.Equal(got, both) {
		t.Error("at first:", got)
	}
	before := d.rows()
	f := d.remote("patient_id", "", "starts", "never", "ends", "11:11", "day", "2026-05-05", "modality", "audio_only", "override_reason",
		"because", "find", "sil", "do", "find")
	page := staff.send("/pm/appointments/new", f).expect(t, http.StatusOK)
	if got := page.offered(); !slices.Equal(got, both[1:]) {
		t.Error("found:", got)
	}
	for field, want := range map[string]string{"find": "sil", "starts": "never", "ends": "11:11", "day": "2026-05-05",
		"modality":    "audio_only",
		"platform_id": f.Get("platform_id"), "provider_id": f.Get("provider_id"), "patient_id": string(d.ana.ID)} { // the only one
		if got := page.value(field); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	if _, on := page.Doc.Find("#f-telehealth").Attr("checked"); !on || page.Doc.Find("[data-summary]").Length() != 0 {
		t.Error("telehealth is not kept, or it complains")
	}
	// Who was chosen stays chosen, matching or not.
	f.Set("patient_id", string(d.ben.ID))
	if page := staff.send("/pm/appointments/new", f); page.value("patient_id") != string(d.ben.ID) || len(page.offered()) != 2 {
		t.Error(page.value("patient_id"), page.offered())
	}
	f.Set("find", "nobody")
	f.Set("patient_id", "")
	if page := staff.send("/pm/appointments/new", f); len(page.offered()) != 0 ||
		!strings.Contains(page.Doc.Find("#patients [role=status]").Text(), "No patient matches") {
		t.Error(page.offered())
	}
	if after := d.rows(); after != before {
		t.Error("rows went from", before, "to", after)
	}
}

func TestEnterInTheSearchBoxSearches(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	before := d.rows()
	staff := d.by("staff")
	page := staff.send("/pm/appointments/new", d.wish("find", "oka", "found", "")).expect(t, http.StatusOK) // Ana is chosen, Ben was typed
	if after := d.rows(); after != before {
		t.Fatal("it booked somebody who was not meant")
	}
	if got := page.Doc.Find("input[name=found]").AttrOr("value", ""); got != "oka" {
		t.Error("found is", got)
	}
	staff.send("/pm/appointments/new", d.wish("find", "oka", "found", "oka", "patient_id", string(d.ben.ID))).expect(t, http.StatusSeeOther)
}

func TestFindPatientOnEdit(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.booked(d.wish())
	page := d.by("staff").send(address(a, "edit"), edited(a, d.wish("starts", "19:00", "find", "n-2", "do", "find"))).expect(t,
		http.StatusOK)
	if page.value("starts") != "19:00" || len(page.offered()) != 2 || page.value("patient_id") != string(d.ana.ID) ||
		page.Doc.Find("input[name=version]").AttrOr("value", "") != "1" {
		t.Error(page.value("starts"), page.offered(), page.value("patient_id"))
	}
	if got := page.Doc.Find("form.booking").AttrOr("action", ""); got != address(a, "edit") {
		t.Error(got)
	}
}

func TestFindPatientWhileTyping(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	part := d.by("staff").send("/pm/appointments/patients", d.wish("patient_id", "", "find", "Ana"), "HX-Request", "true").expect(t,
		http.StatusOK)
	if got := part.offered(); len(got) != 1 || !strings.HasPrefix(got[0], "Ana Silva") || part.Doc.Find("main, form").Length() != 0 {
		t.Error(got)
	}
	document := d.by("staff").send("/pm/appointments/new", d.wish("patient_id", "", "find", "Ana", "do", "find"))
	if !strings.Contains(document.Text, strings.TrimSpace(part.Text)) {
		t.Error("the part is not what stands in the page")
	}
	d.by("staff").get("/pm/appointments/patients?find=Ana").expect(t, http.StatusMethodNotAllowed)
	theirs := d.as(t, "staff@harbor.example", d.Harbor).send("/pm/appointments/patients",
		form("find", "Ana", "patient_id", string(d.ana.ID)))
	if len(theirs.offered()) != 0 || strings.Contains(theirs.Text, "Silva") {
		t.Error("another organization's patients:", theirs.offered())
	}
}

func TestManyPatients(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	for i := range 49 {
		d.Patient(t, d.Northside, "Pat", fmt.Sprintf("Many%02d", i), fmt.Sprintf("X-%d", i))
	}
	staff := d.by("staff")
	page := staff.get("/pm/appointments/new?patient_id=" + string(d.ana.ID))
	if got := page.offered(); len(got) != 51 || !strings.HasPrefix(got[0], "Ana Silva") || page.value("patient_id") != string(d.ana.ID) {
		t.Error(len(got), got[0]) // fifty, and who was chosen
	}
	if shown := page.Doc.Find("#patients [role=status]").Text(); !strings.Contains(shown, "first 50") {
		t.Error(shown)
	}
	if page := staff.send("/pm/appointments/new", form("find", "pat", "do", "find")); len(page.offered()) != 49 ||
		!strings.HasPrefix(page.Doc.Find("#patients [role=status]").Text(), "49 ") {
		t.Error(len(page.offered()))
	}
}
