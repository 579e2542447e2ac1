package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"televisit/store/storetest"
)

// Who comes before the practice is set up reads where the link is, and what to do
// when it is gone.
func TestBeforeSetUp(t *testing.T) {
	t.Parallel()
	s := siteOf(t, storetest.Empty(t))
	b := s.anonymous(t)
	a := b.get("/")
	if a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), "/login") {
		t.Fatalf("got %d to %q, want the way to sign in", a.StatusCode, a.Header.Get("Location"))
	}
	for language, want := range map[string][]string{"en": {"terminal", "set-up link", "start it again"},
		"es": {"terminal", "enlace", "de nuevo"}} {
		t.Run(language, func(t *testing.T) {
			page := b.get(a.Header.Get("Location"), "Accept-Language", language)
			text := page.Doc.Find("main").Text()
			for _, part := range want {
				if !strings.Contains(text, part) {
					t.Errorf("got %q, want %q in it", squash(text), part)
				}
			}
			if page.StatusCode != http.StatusOK || page.Doc.Find("main form").Length() != 0 {
				t.Errorf("got %d and %d forms, want a page without one", page.StatusCode, page.Doc.Find("main form").Length())
			}
		})
	}
	link := setupLink(t, s)
	form := b.get(link).Doc.Find("form[data-guess-zone]")
	if form.Find("[name=sees_patients][checked]").Length() != 1 || form.Find("[name=time_zone] option[selected]").AttrOr("value", "") != "" {
		t.Error("want a tick at seeing patients, and a zone for the browser to guess")
	}
	b.post(link, newPractice...).expect(t, http.StatusSeeOther)
	if n := s.anonymous(t).get("/login").Doc.Find("main form [name=password]").Length(); n != 1 {
		t.Errorf("after the set-up got %d forms to sign in, want 1", n)
	}
}

// steps returns what the checklist of an empty practice says, a text a step.
func (a answer) moves() (all []string) {
	for _, li := range a.Doc.Find("#first + ol > li").EachIter() {
		all = append(all, squash(li.Text()))
	}
	return all
}

// Three steps lead to the first visit; once it is booked they never come back.
func TestThreeStepsToTheFirstVisit(t *testing.T) {
	t.Parallel()
	s := siteOf(t, storetest.Empty(t))
	b := s.anonymous(t)
	b.post(setupLink(t, s), slices.DeleteFunc(slices.Clone(newPractice), func(f string) bool {
		return f == "sees_patients" || f == "yes"
	})...).expect(t, http.StatusSeeOther)
	const why = "Nobody here sees patients yet. An administrator invites a provider under People, or takes that role too."
	patient, visit := "To do Add the first patient New patient", "To do Book the first visit Schedule appointment"
	if got := b.get("/").moves(); !slices.Equal(got, []string{"To do Have somebody who sees patients " + why, patient, visit}) {
		t.Errorf("at first got %q", got)
	}
	if got := b.get(booking).Doc.Find("#f-provider_id-hint").Text(); got != why {
		t.Errorf("the form says %q of nobody to choose", got)
	}
	s.Exec(t, `INSERT INTO pf_membership_roles (org_id, user_id, role_id) SELECT org_id, user_id, 'provider' FROM pf_memberships`)
	page := b.get("/")
	if got := page.moves(); !slices.Equal(got, []string{"Done Have somebody who sees patients", patient, visit}) ||
		page.Doc.Find(`[aria-current=step] a[href="/pm/patients/new"]`).Length() != 1 {
		t.Errorf("with a provider got %q", got)
	}
	a := b.post("/pm/patients/new", "given", "Ann", "mrn", "A-1", "born", "1980-05-17", "payer_class", "other").expect(t, http.StatusSeeOther)
	if got := b.get("/").moves(); !slices.Equal(got, []string{"Done Have somebody who sees patients", "Done Add the first patient", visit}) {
		t.Errorf("with a patient got %q", got)
	}
	form := b.get(booking + "?patient_id=" + strings.TrimPrefix(a.Header.Get("Location"), "/pm/patients/"))
	if form.Doc.Find("#f-provider_id-hint").Length() != 0 {
		t.Error("somebody sees patients, and the form does not know")
	}
	b.post(booking, "patient_id", strings.TrimPrefix(a.Header.Get("Location"), "/pm/patients/"), "provider_id",
		form.Doc.Find("#f-provider_id option[selected]").AttrOr("value", ""), "day", "2026-03-05", "starts", "10:00", "ends",
		"10:30").expect(t, http.StatusSeeOther)
	if page := b.get("/"); len(page.moves()) != 0 || page.Doc.Find(".empty").Length() != 1 {
		t.Errorf("after the first visit got %q", page.moves())
	}
}

// Who may not do a step is not led to it.
func TestStepsOfWhoOnlyReads(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if page := s.as(t, "biller@northside.example", "").get("/"); len(page.moves()) != 3 || page.Doc.Find("#first + ol a").Length() != 0 {
		t.Errorf("got %q, want three steps without a link", page.moves())
	}
	if got := s.as(t, staff, "").get("/", "Accept-Language", "es").Doc.Find("#first").Text(); got != "Tres pasos hasta la primera consulta" {
		t.Errorf("in Spanish: %q", got)
	}
}
