package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestPagesSpeakTheReadersLanguage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "staff@northside.example", "")
	speaks := func(want string, header ...string) {
		t.Helper()
		if a := b.get("/pm/patients", header...); a.Doc.Find("html").AttrOr("lang", "") != want {
			t.Errorf("%v: the page is in %q, want %q", header, a.Doc.Find("html").AttrOr("lang", ""), want)
		}
	}
	speaks("en")
	speaks("es", "Accept-Language", "es-MX,es;q=0.9,en;q=0.8")
	speaks("en", "Accept-Language", "de,fr")
	speaks("en", "Accept-Language", ";;not a language")
	s.Exec(t, `INSERT INTO pm_module_settings (org_id, key, value, updated_at) VALUES ($1, 'locale', 'es', 0)`, s.Northside)
	speaks("es")
	speaks("es", "Accept-Language", "de,fr")
	speaks("en", "Accept-Language", "en-US")
	if a := b.post("/account/language", "language", "en"); a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode, a.Text)
	}
	speaks("en", "Accept-Language", "es")
	if a := b.post("/account/language", "language", "xx"); a.StatusCode != http.StatusUnprocessableEntity || a.errorOf("language") == "" {
		t.Error(a.StatusCode, a.errorOf("language"))
	}
	b.post("/account/language", "language", "")
	speaks("es")
	if a := s.anonymous(t).get("/login", "Accept-Language", "es"); a.Doc.Find("h1").Text() != "Iniciar sesión" {
		t.Error(a.Doc.Find("h1").Text())
	}
}

// What is held of the list for one language is never served in another.
func TestCachedPagesKeepTheirLanguage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.book(t, "Doe", "Phone", time.Hour).ID
	b := s.as(t, "staff@northside.example", "")
	for range 2 { // the second time both are held
		english, spanish := b.get("/pm/telehealth"), b.get("/pm/telehealth", "Accept-Language", "es")
		if text := english.card(id).Text(); !strings.Contains(text, "just now") || !strings.Contains(text, "scheduled") {
			t.Error(text)
		}
		if text := spanish.card(id).Text(); !strings.Contains(text, "ahora mismo") || !strings.Contains(text, "programada") {
			t.Error(text)
		}
		if english.tag() == spanish.tag() {
			t.Error("both languages have one tag")
		}
		if a := b.get(pollPath, "HX-Request", "true", "HX-PTag", spanish.tag(), "Accept-Language",
			"es"); a.StatusCode != http.StatusNotModified {
			t.Error(a.StatusCode)
		}
	}
}

// What the rules refuse is said in the reader's language, with what it is about.
func TestErrorsSpeakTheReadersLanguage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "staff@northside.example", "")
	b.post("/account/language", "language", "es")
	a := b.post("/pm/patients/new", "family", strings.Repeat("x", 101), "mrn", "", "born", "", "payer_class", "other")
	if a.StatusCode != http.StatusUnprocessableEntity || a.errorOf("born") != "Escriba la fecha de nacimiento." ||
		!strings.Contains(a.errorOf("family"), "100") {
		t.Error(a.StatusCode, a.errorOf("born"), a.errorOf("family"))
	}
	if a := b.get("/nowhere"); a.StatusCode != http.StatusNotFound || !strings.Contains(a.Doc.Find("main").Text(), "No se encontró") {
		t.Error(a.Doc.Find("main").Text())
	}
	throttled := s.anonymous(t)
	for range 12 {
		a = throttled.post("/login", "email", "nobody@northside.example", "password", "wrong")
		if a.StatusCode == http.StatusTooManyRequests {
			break
		}
	}
	if !strings.Contains(a.Text, "Too many wrong attempts") {
		t.Error(a.Text)
	}
}
