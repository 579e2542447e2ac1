package handlers

import (
	"net/http"
	"testing"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.anonymous(t)
	if a := b.get("/login"); a.StatusCode != http.StatusOK || a.Doc.Find("input[name=password]").Length() != 1 {
		t.Fatal(a.StatusCode, a.Text)
	}
	if a := b.get("/"); a.Header.Get("Location") != "/login?next=%2F" {
		t.Error(a.Header)
	}
	b = s.as(t, "solo@northside.example", s.Harbor)
	if a := b.get("/"); a.Header.Get("Location") != "/pm/telehealth" {
		t.Error(a.StatusCode, a.Header)
	}
}
