package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"televisit/store/storetest"
)

// newPractice is a filled set-up form.
var newPractice = []string{"org", "Lakeside Clinic", "time_zone", "America/Chicago", "name", "Ann Lee", "email", "ann@lakeside.example",
	"password", "a long password", "repeat", "a long password", "sees_patients", "yes"}

func setupLink(t *testing.T, s *site) string {
	t.Helper()
	token, err := s.Store.UnscopedNewSetup(t.Context())
	if err != nil || token == "" {
		t.Fatal(token, err)
	}
	return "/setup/" + token
}

func TestSetUp(t *testing.T) {
	t.Parallel()
	s := siteOf(t, storetest.Empty(t))
	link := setupLink(t, s)
	b := s.anonymous(t)
	if a := b.get(link); a.StatusCode != http.StatusOK || a.Doc.Find("option").Length() < 50 {
		t.Fatal(a.StatusCode, a.Text)
	}
	if a := b.post(link, newPractice...); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/" || b.cookie == nil {
		t.Fatal(a.StatusCode, a.Text)
	}
	a := b.get("/pm/telehealth")
	if a.StatusCode != http.StatusOK || !strings.Contains(a.Doc.Find(".org").Text(), "Lakeside Clinic") ||
		!strings.Contains(a.Text, "New Session") {
		t.Error(a.StatusCode, a.Doc.Find(".topbar").Text())
	}
	for _, again := range []answer{b.get(link), b.post(link, newPractice...), s.anonymous(t).post(link, newPractice...)} {
		if again.StatusCode != http.StatusGone || !strings.Contains(again.Text, "was used") ||
			again.Doc.Find("form[action^='/setup']").Length() != 0 {
			t.Error(again.StatusCode, again.Text)
		}
	}
	if a := s.anonymous(t).post("/login", "email", "ann@lakeside.example", "password",
		"a long password"); a.StatusCode != http.StatusSeeOther {
		t.Error(a.StatusCode)
	}
}

func TestSetUpDoubleSubmit(t *testing.T) {
	t.Parallel()
	s := siteOf(t, storetest.Empty(t))
	link := setupLink(t, s)
	codes := make(chan int)
	for range 2 {
		go func() { codes <- s.anonymous(t).post(link, newPractice...).StatusCode }()
	}
	got := map[int]int{<-codes: 1}
	got[<-codes]++
	if got[http.StatusSeeOther] != 1 || got[http.StatusGone] != 1 {
		t.Error(got)
	}
}

func TestSetUpKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := siteOf(t, storetest.Empty(t))
	link := setupLink(t, s)
	b := s.anonymous(t)
	a := b.post(link, "org", "Lakeside <Clinic>", "time_zone", "America/Chicago", "name", "Ann", "email", "ann", "password",
		"a long password", "repeat", "another")
	if a.StatusCode != http.StatusUnprocessableEntity || a.errorOf("email") == "" || a.errorOf("repeat") == "" || a.errorOf("org") != "" {
		t.Error(a.StatusCode, a.Text)
	}
	if a.Doc.Find("[name=org]").AttrOr("value", "") != "Lakeside <Clinic>" ||
		a.Doc.Find("option[selected]").AttrOr("value", "") != "America/Chicago" ||
		strings.Contains(a.Text, "a long password") || a.Doc.Find("[name=sees_patients][checked]").Length() != 0 {
		t.Error(a.Text)
	}
	a = b.post(link, "time_zone", "Mars/Base")
	for _, field := range []string{"org", "time_zone", "name", "email", "password"} {
		if a.errorOf(field) == "" {
			t.Error(field, "is not named")
		}
	}
	if a := b.post(link, newPractice...); a.StatusCode != http.StatusSeeOther {
		t.Error("mistakes used the link up:", a.StatusCode)
	}
}

func TestSetUpLinksThatAreNone(t *testing.T) {
	t.Parallel()
	s := siteOf(t, storetest.Empty(t))
	b := s.anonymous(t)
	voided, link := setupLink(t, s), setupLink(t, s)
	for path, want := range map[string]int{voided: http.StatusGone, "/setup/guess": http.StatusNotFound, "/setup/": http.StatusNotFound,
		"/setup": http.StatusNotFound} {
		t.Run(strings.Replace(path, voided, "/setup/voided", 1), func(t *testing.T) {
			if a := b.get(path); a.StatusCode != want {
				t.Errorf("GET: got %d, want %d", a.StatusCode, want)
			}
			if a := b.post(path, newPractice...); a.StatusCode != want {
				t.Errorf("POST: got %d, want %d", a.StatusCode, want)
			}
		})
	}
	s.Clock.Add(30 * time.Minute)
	for _, a := range []answer{b.get(link), b.post(link, newPractice...)} {
		if a.StatusCode != http.StatusGone || !strings.Contains(a.Text, "expired") {
			t.Error(a.StatusCode, a.Text)
		}
	}
}
