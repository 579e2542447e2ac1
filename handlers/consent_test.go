package handlers

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"televisit/store/storetest"
)

func TestStartAsksForConsent(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := string(s.Session(t, storetest.Row{Consent: "pending"}))
	b := s.as(t, "provider@northside.example", "")
	start := b.get(list).Doc.Find("#active-" + id)
	if start.Length() != 1 || !start.Is("a") {
		t.Fatal("the button is no link to the form")
	}
	url := start.AttrOr("href", "")
	if dialog := b.get(url, "HX-Request", "true"); dialog.Doc.Find("h2").Text() != "Start" || strings.Contains(dialog.Text, "<html") {
		t.Error("the dialog is", dialog.Text)
	}
	status := list + "/sessions/" + id + "/status"
	a := b.post(status, "to", "active", "version", "1", "consent", "overridden", "consent_reason", " ")
	if a.StatusCode != http.StatusUnprocessableEntity || a.errorOf("consent_reason") == "" ||
		a.Doc.Find(`input[name="consent"][value="overridden"]`).AttrOr("checked", "no") == "no" {
		t.Error("an override without a reason:", a.StatusCode, a.Text)
	}
	if a := b.post(status, "to", "active", "version", "1", "consent", "granted", "method",
		"telepathy"); a.StatusCode != http.StatusUnprocessableEntity || a.errorOf("method") == "" {
		t.Error("an unknown method:", a.StatusCode)
	}
	if n := s.Count(t, `SELECT count(*) FROM pm_telehealth_sessions WHERE version > 1 OR consent_status <> 'pending'`); n != 0 {
		t.Error("half of it was saved")
	}
	if a := b.post(status, "to", "active", "version", "1", "consent", "granted", "method", "verbal"); a.StatusCode != http.StatusSeeOther {
		t.Error(a.StatusCode, a.Text)
	}
	if got := b.get(list + "/sessions/" + id).Doc.Find("section:has(#consent)").Text(); !strings.Contains(got,
		"The patient agreed · Verbally · The provider@northside") {
		t.Error("on record is", got)
	}
}

func TestRecordConsentAndLocation(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := string(s.Session(t, storetest.Row{Consent: "pending"}))
	b, page := s.as(t, "staff@northside.example", ""), list+"/sessions/"+id
	for _, tt := range []struct {
		path  string
		field string
		form  []string
	}{
		{"/consent", "consent", []string{"version", "1"}},
		{"/consent", "consent", []string{"version", "1", "consent", "perhaps"}},
		{"/consent", "method", []string{"version", "1", "consent", "granted"}},
		{"/location", "patient_place", []string{"version", "1", "patient_place", "moon"}},
		{"/location", "provider_state", []string{"version", "1", "patient_place", "home", "provider_state", "XX"}},
		{"/location", "patient_state", []string{"version", "1", "patient_place", "home"}},
		{"/location", "provider_state", []string{"version", "1", "provider_place", "office"}},
		{"/location", "patient_place", []string{"version", "1", "patient_state", "NY"}},
	} {
		t.Run(strings.Join(append([]string{tt.path}, tt.form[2:]...), " "), func(t *testing.T) {
			if a := b.post(page+tt.path, tt.form...); a.StatusCode != http.StatusUnprocessableEntity || a.errorOf(tt.field) == "" {
				t.Errorf("got %d and %q at %s, want 422 and what is wrong", a.StatusCode, a.errorOf(tt.field), tt.field)
			}
		})
	}
	for i, f := range [][]string{{"/consent", "consent", "granted", "method", "written"},
		{"/location", "patient_place", "home", "patient_state", "NY", "provider_place", "office",
			"provider_state", "NY"}} {
		t.Run(f[0], func(t *testing.T) {
			a := b.post(page+f[0], append([]string{"version", strconv.Itoa(i + 1)}, f[1:]...)...)
			if a.StatusCode != http.StatusSeeOther {
				t.Errorf("got %d, want 303: %s", a.StatusCode, a.Text)
			}
		})
	}
	if a := b.post(page+"/consent", "version", "1", "consent", "declined"); a.StatusCode != http.StatusConflict {
		t.Error("an old version:", a.StatusCode)
	}
	if got := b.get(page).Doc.Find("section:has(#location)").Text(); !strings.Contains(got, "home, NY") ||
		strings.Contains(got, "Record where the patient is") {
		t.Error("on record is", got)
	}
}
