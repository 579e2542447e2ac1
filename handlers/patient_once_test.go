package handlers

import (
	"net/http"
	"testing"
)

// TestTheSamePatientFormTwice sends the form of a new patient again.
func TestTheSamePatientFormTwice(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	once := b.get("/pm/patients/new").Doc.Find("input[name=once]").AttrOr("value", "")
	f := form("given", "Ana", "family", "Silva", "mrn", "N-1", "born", "1980-05-17", "payer_class", "other", "once", once)
	first := b.send("/pm/patients/new", f).expect(t, http.StatusSeeOther).Header.Get("Location")
	if second := b.send("/pm/patients/new", f).expect(t, http.StatusSeeOther).Header.Get("Location"); once == "" || second != first {
		t.Errorf("with the key %q the second send leads to %s, want %s", once, second, first)
	}
	f.Set("mrn", "N-2") // another wish, so it is asked about
	page := b.send("/pm/patients/new", f).expect(t, http.StatusConflict)
	if got := page.Doc.Find("input[name=once]").AttrOr("value", ""); got != once {
		t.Errorf("the form that comes back has the key %q, want %q", got, once)
	}
	if n := s.Count(t, `SELECT count(*) FROM pm_patients`); n != 1 {
		t.Errorf("got %d patients, want 1", n)
	}
	if got := b.get(first + "/edit").Doc.Find("input[name=once]").Length(); got != 0 {
		t.Error("the form of a patient on file has a one-time key")
	}
}
