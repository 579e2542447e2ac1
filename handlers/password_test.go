package handlers

import (
	"net/http"
	"strings"
	"testing"

	"televisit/store/storetest"
)

// Every door at which a password is chosen refuses the same ones, at the field and in the
// reader's language.
func TestEveryDoorRefusesCommonPasswords(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.as(t, "admin@northside.example", "")
	reset := admin.post(staffPages+"/"+string(s.As(t, staff, s.Northside).User())+"/password").expect(t, http.StatusOK).linkMade(t)
	invite := s.invited(t, "nia@new.example", "staff")
	empty := siteOf(t, storetest.Empty(t))
	for _, c := range []struct {
		name, at, field string
		b               *browser
		rest            []string
		own             string // little more than a name there
	}{
		{"account", "/account/password", "new", s.as(t, staff, ""), []string{"current", storetest.Password}, "Northside*2026"},
		{"link to a password", reset, "password", s.anonymous(t), nil, "The staff@northside"},
		{"invitation", invite, "password", s.anonymous(t), []string{"name", "Wilhelmina New"}, "Wilhelmina.2026"},
		{"set-up", setupLink(t, empty), "password", empty.anonymous(t), []string{"org", "Lakeside Clinic", "time_zone", "America/Chicago",
			"name", "Ann Lee", "email", "ann@lakeside.example"}, "lakeside-clinic"},
	} {
		t.Run(c.name, func(t *testing.T) {
			form := func(password string) answer {
				return c.b.post(c.at, append([]string{c.field, password, "repeat", password}, c.rest...)...)
			}
			for password, want := range map[string]string{"Unbelievable": "tried first", c.own: "little more than a name"} {
				a := form(password).expect(t, http.StatusUnprocessableEntity)
				if !strings.Contains(a.errorOf(c.field), want) || strings.Contains(a.Text, password) {
					t.Errorf("%q: got %q, want it to say %q", password, a.errorOf(c.field), want)
				}
			}
			field := form("short").Doc.Find("#f-" + c.field)
			if field.AttrOr("autocomplete", "") != "new-password" || field.Is("[maxlength]") {
				t.Error("managers are not told that a password is chosen, or what they paste is cut")
			}
			form("a word, "+strings.Repeat("and another one ", 63)+"and more").expect(t, http.StatusSeeOther)
		})
	}
}

func TestRefusedPasswordInSpanish(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	b.post("/account/language", "language", "es")
	a := b.post("/account/password", "current", storetest.Password, "new", "unbelievable").expect(t, http.StatusUnprocessableEntity)
	if got := a.errorOf("new"); !strings.HasPrefix(got, "Esta contraseña es de las primeras") {
		t.Errorf("got %q, want it in Spanish", got)
	}
}
