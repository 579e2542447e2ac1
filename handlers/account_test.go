package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"televisit/store/storetest"
)

func TestAccount(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "solo@northside.example", s.Northside)
	a := b.get("/account")
	main := squash(a.Doc.Find("main").Text())
	for _, want := range []string{"The solo@northside", "solo@northside.example", "Harbor Behavioral Health Provider",
		"Northside Family Practice currentAdministrator, Provider", "Switch organization"} {
		if !strings.Contains(main, want) {
			t.Errorf("the page does not say %q: %s", want, main)
		}
	}
	if b.get(list).Doc.Find(".usermenu a[href='/account']").Length() != 1 {
		t.Error("the menu does not lead there")
	}
	undecided := s.anonymous(t)
	undecided.post("/login", "email", "solo@northside.example", "password", storetest.Password)
	if a := undecided.get("/account"); a.StatusCode != http.StatusOK || a.Doc.Find("main .badge").Length() != 0 {
		t.Error("before an organization is chosen:", a.StatusCode)
	}
}

func TestAccountPassword(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, elsewhere := s.as(t, staff, ""), s.as(t, staff, "")
	for _, tt := range []struct{ current, next, field string }{
		{"", "quite another password", "current"}, {storetest.Password, "short", "new"}, {storetest.Password, "", "new"},
		{"wrong", "quite another password", "current"}, {storetest.Password, storetest.Password, "new"},
		{strings.Repeat("x", 5000), strings.Repeat("y", 5000), "new"}, {storetest.Password, "Password2024!", "new"},
		{storetest.Password, "Northside-2026", "new"}, {storetest.Password, "the staff of Northside", "new"},
	} {
		t.Run(fmt.Sprintf("%.20q to %.20q", tt.current, tt.next), func(t *testing.T) {
			a := b.post("/account/password", "current", tt.current, "new", tt.next)
			if a.StatusCode != http.StatusUnprocessableEntity || a.errorOf(tt.field) == "" ||
				a.Doc.Find(".summary a[href='#f-"+tt.field+"']").Length() != 1 {
				t.Errorf("got %d and %q at %s, want 422 and what is wrong, also in the summary", a.StatusCode, a.errorOf(tt.field), tt.field)
			}
			if a.Doc.Find("[type=password]").FilterFunction(valued).Length() != 0 {
				t.Error("got a password back in the form, want empty fields")
			}
		})
	}
	a := b.post("/account/password", "current", storetest.Password, "new", "quite another password")
	if a.StatusCode != http.StatusSeeOther || !strings.Contains(b.get(a.Header.Get("Location")).Doc.Find(".notice").Text(),
		"Your password is changed.") {
		t.Error(a.StatusCode, a.Header)
	}
	if a := elsewhere.get("/account"); !strings.HasPrefix(a.Header.Get("Location"), "/login") {
		t.Error("the other browser is still signed in:", a.StatusCode)
	}
	for range 5 {
		b.post("/account/password", "current", "wrong", "new", "a third password")
	}
	if a = b.post("/account/password", "current", "quite another password", "new",
		"a third password"); a.StatusCode != http.StatusTooManyRequests ||
		a.Header.Get("Retry-After") == "" || !strings.Contains(a.Doc.Find(".summary").Text(), "Try again in") {
		t.Error("guesses are not slowed down:", a.StatusCode)
	}
}

func TestAccountKeys(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	for _, keys := range []string{"off", "on"} { // a checked box comes behind the hidden field
		a := b.send("/account/keys", url.Values{"keys": slices.Compact([]string{"off", keys})})
		page := b.get(a.Header.Get("Location"))
		if page.Doc.Find(".notice").Length() != 1 || (page.Doc.Find("#f-keys[checked]").Length() == 1) != (keys == "on") ||
			(page.Doc.Find("body[data-keys=off]").Length() == 0) != (keys == "on") {
			t.Errorf("%q: %d %s", keys, a.StatusCode, a.Header)
		}
	}
}

// A form that lacks its field resets nothing.
func TestAccountFormsWithoutTheirField(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	b.post("/account/language", "language", "es")
	b.post("/account/clock", "clock", "24")
	b.post("/account/keys", "keys", "off")
	for _, field := range []string{"language", "clock", "keys"} {
		a := b.post("/account/"+field, "other", "x")
		if a.StatusCode != http.StatusUnprocessableEntity || a.errorOf(field) == "" {
			t.Errorf("%s: got %d and %q, want 422 and a message at the field", field, a.StatusCode, a.errorOf(field))
		}
	}
	page := b.get("/account").Doc
	if lang, keys := page.Find("html").AttrOr("lang", ""), page.Find("body[data-keys=off]").Length(); lang != "es" || keys != 1 {
		t.Errorf("got language %q and single keys off %d times, want what was chosen", lang, keys)
	}
	if page.Find("#f-clock option[selected], [name=clock][checked]").AttrOr("value", "") != "24" {
		t.Error("the clock is another one, want what was chosen")
	}
}

func valued(_ int, field *goquery.Selection) bool { return field.AttrOr("value", "") != "" }
