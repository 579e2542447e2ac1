package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestReadsAreOnRecord looks at pages, and finds who did in the trail: once an hour, and
// without a word to those who poll.
func TestReadsAreOnRecord(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.book(t, "Silva", "Video visit", time.Hour)
	staff, auditor := s.as(t, "staff@northside.example", ""), s.as(t, "readonly@northside.example", "")
	version := func() int { return s.Count(t, `SELECT version FROM pf_organizations WHERE org_id = $1`, s.Northside) }
	reads := func() int {
		if err := s.Store.UnscopedSaveNoted(t.Context()); err != nil {
			t.Fatal(err)
		}
		return s.Count(t, `SELECT count(*) FROM pf_audit WHERE kind = 'reads'`)
	}
	before := version()
	look := func() {
		for _, path := range []string{"/pm/telehealth/sessions/" + string(v.ID), "/pm/patients/" + string(v.PatientID),
			"/pm/appointments/" + string(v.AppointmentID) + "/edit"} {
			staff.get(path).expect(t, http.StatusOK)
		}
		auditor.get(trailPath).expect(t, http.StatusOK)
		for _, list := range []string{"/", "/pm/telehealth", "/pm/telehealth/sessions", "/pm/patients", "/pm/appointments"} {
			staff.get(list)
		}
	}
	look()
	if n := s.Count(t, `SELECT count(*) FROM pf_audit WHERE kind = 'reads'`); n != 0 {
		t.Errorf("%d reads were written while somebody waited", n)
	}
	if n := reads(); n != 4 || version() != before {
		t.Errorf("%d reads, want 4; the version was %d and is %d", n, before, version())
	}
	look()
	if n := reads(); n != 4 {
		t.Errorf("within the hour there are %d reads, want 4", n)
	}
	s.Clock.Add(time.Hour)
	staff, auditor = s.as(t, "staff@northside.example", ""), s.as(t, "readonly@northside.example", "")
	look()
	if n := reads(); n != 8 {
		t.Errorf("an hour later there are %d reads, want 8", n)
	}
	who := auditor.get("/pm/patients/"+string(v.PatientID)).Doc.Find(`a[href^="`+trailPath+`"]`).AttrOr("href", "")
	if got := strings.Join(auditor.get(who).entries(), "\n"); !strings.Contains(got, "The staff@northside looked at the patient") {
		t.Errorf("who saw the patient is at %q: %q", who, got)
	}
	page := auditor.get("/pm/telehealth/sessions/" + string(v.ID))
	if text := page.Doc.Find(".timeline").Text(); strings.Contains(text, "looked at") {
		t.Error("the timeline tells who looked:", squash(text))
	}
	if n := page.Doc.Find(`a[href^="` + trailPath + `?session="]`).Length(); n != 2 {
		t.Errorf("the session has %d ways to the trail, want 2", n)
	}
	if staff.get("/pm/patients/"+string(v.PatientID)).Doc.Find(`a[href^="`+trailPath+`"]`).Length() != 0 {
		t.Error("the front desk is led to the trail")
	}
}
