package handlers

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

const consentPages = "/settings/consent"

// saveConsent saves a text as the one that follows version seen.
func (b *browser) saveConsent(language, body string, seen string) answer {
	return b.post(consentPages, "language", language, "body", body, "seen", seen)
}

// TestConsentTexts are versioned by language; what was agreed to stays as it was.
func TestConsentTexts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin, manager := s.as(t, "admin@northside.example", ""), s.as(t, "manager@northside.example", "")
	page := admin.get(consentPages).expect(t, http.StatusOK)
	for _, language := range []string{"en", "es"} {
		card := squash(page.Doc.Find("section[aria-labelledby=" + language + "]").Text())
		if !strings.Contains(card, "Version 1, from Mar 2, 2026 on") || !strings.Contains(card, "counsel") {
			t.Errorf("%s begins with %q", language, card)
		}
	}
	const second = "We meet by video.\n\nDo you agree?"
	shown := admin.saveConsent("en", " We meet by video.\r\n\r\nDo you agree?\r\n", "1").expect(t, http.StatusOK)
	card := shown.Doc.Find("section[aria-labelledby=en]")
	if text := squash(card.Text()); !strings.Contains(text, "Version 2 is in force") || strings.Contains(text, "counsel") ||
		!strings.Contains(text, "by The admin@northside") {
		t.Error("after a change the page says", text)
	}
	t.Run("the same again is no version", func(t *testing.T) {
		for _, seen := range []string{"1", "2"} {
			a := admin.saveConsent("en", second, seen).expect(t, http.StatusOK)
			if text := squash(a.Doc.Find("section[aria-labelledby=en] .notice").Text()); !strings.Contains(text, "Nothing was changed") {
				t.Errorf("seen %s: %s", seen, text)
			}
		}
	})
	t.Run("a starter text becomes one's own", func(t *testing.T) {
		body := admin.get(consentPages).Doc.Find("#f-body-es").Text()
		a := admin.saveConsent("es", body, "1").expect(t, http.StatusOK)
		if text := squash(a.Doc.Find("section[aria-labelledby=es]").Text()); !strings.Contains(text, "Version 2 is in force") ||
			strings.Contains(text, "counsel") {
			t.Error("it says", text)
		}
	})
	t.Run("another hand was faster", func(t *testing.T) {
		a := admin.saveConsent("en", "Quite another text.", "1").expect(t, http.StatusConflict)
		if typed := a.Doc.Find("#f-body-en").Text(); !strings.Contains(typed, "Quite another text.") {
			t.Errorf("what was typed is lost: %q", typed)
		}
	})
	for name, body := range map[string]string{"empty": " \n ", "too long": strings.Repeat("é", clinic.LongestConsentText+1)} {
		t.Run(name, func(t *testing.T) {
			a := admin.saveConsent("en", body, "2").expect(t, http.StatusUnprocessableEntity)
			if a.errorOf("body-en") == "" || a.errorOf("body-es") != "" {
				t.Errorf("the field says %q", a.errorOf("body-en"))
			}
		})
	}
	admin.saveConsent("xx", "A text.", "0").expect(t, http.StatusUnprocessableEntity)
	t.Run("who looks at settings reads all", func(t *testing.T) {
		page := manager.get(consentPages).expect(t, http.StatusOK)
		if page.Doc.Find("main textarea").Length() != 0 || !strings.Contains(page.Doc.Find("main").Text(), "We meet by video.") {
			t.Error("a manager is shown", squash(page.Doc.Find("main").Text()))
		}
		first := manager.get(consentPages+"/en/1").expect(t, http.StatusOK)
		if text := squash(first.Doc.Find("main").Text()); !strings.Contains(text, "earlier version") || !strings.Contains(text, "911") {
			t.Error("the first version is shown as", text)
		}
		sum := fmt.Sprintf("%x", sha256.Sum256([]byte(second)))
		text := manager.get(consentPages + "/en/2").Doc.Find("main").Text()
		if !strings.Contains(text, sum) || !strings.Contains(text, "in force") {
			t.Error("the second version is shown as", squash(text))
		}
		for _, path := range []string{"/en/3", "/en/x", "/xx/1"} {
			manager.get(consentPages+path).expect(t, http.StatusNotFound)
		}
		manager.saveConsent("en", "Mine.", "2").expect(t, http.StatusForbidden)
	})
	if text := s.as(t, "admin@harbor.example", "").get(consentPages).Text; strings.Contains(text, "We meet by video.") {
		t.Error("another practice is shown the text")
	}
}

// TestTextThatWasAgreedTo stands on the session: the one that was read out, in the patient's language.
func TestTextThatWasAgreedTo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin, b := s.as(t, "admin@northside.example", ""), s.as(t, hostEmail, "")
	id := s.Session(t, storetest.Row{Consent: "pending"})
	page := list + "/sessions/" + string(id)
	s.Exec(t, `UPDATE pm_patients SET language = 'es' WHERE org_id = $1
		AND id = (SELECT patient_id FROM pm_telehealth_sessions WHERE id = $2)`, s.Northside, id)
	for _, at := range []string{page + "/consent", page + "/status?to=active"} {
		form := b.get(at).expect(t, http.StatusOK)
		if text := form.Doc.Find("details[open]").Text(); !strings.Contains(text, "versión") && !strings.Contains(text, "version 1, Español") ||
			!strings.Contains(text, "telesalud") {
			t.Errorf("%s has to read out %q", at, squash(text))
		}
	}
	typed := b.get(page+"/consent").Doc.Find("[name=consent_text]").AttrOr("value", "")
	admin.saveConsent("es", "Otro texto.", "1").expect(t, http.StatusOK)
	b.post(page+"/consent", "version", "1", "consent", "granted", "method", "verbal", "consent_text", typed).expect(t, http.StatusSeeOther)
	got := s.onRecord(t, id).Consent.Text
	if got.Language != "es" || got.Version != 1 || len(got.SHA256) != 64 {
		t.Errorf("%v is on record, want the text that was read out, es 1", got)
	}
	if text := squash(b.get(page).Doc.Find("section[aria-labelledby=consent]").Text()); !strings.Contains(text,
		"Agreed to: consent text, version 1, Español · checksum (SHA-256) "+got.SHA256[:12]) {
		t.Error("the page says", text)
	}
	if link := admin.get(page).Doc.Find(`a[href$="` + consentPages + `/es/1"]`).Length(); link != 1 {
		t.Errorf("%d links lead to the text, want 1", link)
	}
	b.post(page+"/consent", "version", "2", "consent", "granted", "method", "verbal", "consent_text", "es 9").
		expect(t, http.StatusUnprocessableEntity)
	// Without a word about it, it is the one in force.
	b.post(page+"/status", "to", "active", "version", "2", "consent", "granted", "method", "written").expect(t, http.StatusSeeOther)
	if got := s.onRecord(t, id).Consent.Text; got.Version != 2 || got.SHA256 != fmt.Sprintf("%x", sha256.Sum256([]byte("Otro texto."))) {
		t.Errorf("%v is on record, want the text in force", got)
	}
}

// TestConsentIsWithdrawn: a visit that is on goes on and says so; none starts before a new consent.
func TestConsentIsWithdrawn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, hostEmail, "")
	withdraw := func(status string) (clinic.SessionID, string) {
		id := s.Session(t, storetest.Row{Status: status, Consent: "pending", URL: roomLink, StartsAt: s.Clock.Now().Add(-10 * time.Minute)})
		page := list + "/sessions/" + string(id)
		b.post(page+"/consent", "version", "1", "consent", "granted", "method", "verbal").expect(t, http.StatusSeeOther)
		if form := b.get(page + "/consent"); !strings.Contains(form.Doc.Find("main").Text(), "The patient withdrew consent") {
			t.Error("the form does not offer to withdraw it")
		}
		b.post(page+"/consent", "version", "2", "consent", "declined").expect(t, http.StatusSeeOther)
		if c := s.onRecord(t, id).Consent; !c.Withdrawn || c.State != clinic.ConsentDeclined || c.Text.Version != 1 {
			t.Errorf("%s: %+v is on record", status, c)
		}
		return id, page
	}
	t.Run("active", func(t *testing.T) {
		id, page := withdraw("active")
		if text := squash(b.get(page).Doc.Find("main").Text()); !strings.Contains(text, "This visit may go on until it is completed") ||
			!strings.Contains(text, "patient withdrew consent") {
			t.Error("the page says", text)
		}
		if text := b.get("/").row(string(id)).Text(); !strings.Contains(text, "Consent withdrawn") {
			t.Error("today says", squash(text))
		}
		if form := b.get(page + "/status?to=completed"); !strings.Contains(form.Doc.Find(".notice").Text(), "withdrew") {
			t.Error("the form of the end does not say so")
		}
		b.post(page+"/status", "to", "completed", "version", "3").expect(t, http.StatusSeeOther)
		again := b.post(page+"/status", "to", "active", "version", "4", "reason", "call dropped").expect(t, http.StatusUnprocessableEntity)
		if !strings.Contains(again.errorOf("consent"), "withdrew") {
			t.Errorf("it goes on without a consent: %q", again.errorOf("consent"))
		}
		b.post(page+"/status", "to", "active", "version", "4", "reason", "call dropped", "consent", "granted", "method",
			"verbal").expect(t, http.StatusSeeOther)
		if c := s.onRecord(t, id).Consent; c.Withdrawn || c.State != clinic.ConsentGranted {
			t.Errorf("%+v is on record", c)
		}
	})
	for _, demanded := range []string{"true", "false"} {
		t.Run("scheduled, demanded "+demanded, func(t *testing.T) {
			s.set(t, "telehealth_require_consent_every_encounter", demanded)
			id, page := withdraw("scheduled")
			if lacks := b.get("/").cell(string(id), "lacks"); lacks != "Consent withdrawn" {
				t.Errorf("it lacks %q", lacks)
			}
			if ready := b.get("/?show=not-ready").row(string(id)).Length(); ready != 1 {
				t.Error("it counts as ready")
			}
			a := b.post(page+"/status", "to", "active", "version", "3").expect(t, http.StatusUnprocessableEntity)
			if !strings.Contains(a.errorOf("consent"), "withdrew") || a.Doc.Find("[name=consent][value=granted]").Length() != 1 {
				t.Errorf("the start says %q", a.errorOf("consent"))
			}
			b.post(page+"/status", "to", "active", "version", "3", "consent", "overridden", "consent_reason",
				"emergency").expect(t, http.StatusSeeOther)
		})
	}
}
