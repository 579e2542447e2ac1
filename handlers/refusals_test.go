package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"televisit/handlers/route"
	"televisit/store/storetest"
)

// Every refusal is in the reader's language, also one that a rule made and
// another rule passed on.
func TestRefusalsSpeakSpanish(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	d.booked(d.wish()) // Ana, 10:00 to 10:30
	id := d.Session(t, storetest.Row{Org: d.Northside})
	session := "/pm/telehealth/sessions/" + string(id)
	for _, c := range []struct {
		name, role, path, field, want string
		form                          url.Values
	}{
		{"delete without a reason", "admin", session + "/delete", "reason", "Diga por qué en pocas palabras.",
			url.Values{"version": {"1"}}},
		{"book without a patient", "staff", "/pm/appointments/new", "patient_id", "Elija un paciente de la lista.",
			d.wish("starts", "12:00", "ends", "12:30", "patient_id", "nobody")},
		{"book without a provider", "staff", "/pm/appointments/new", "provider_id", "Elija un profesional de la lista.",
			d.wish("starts", "12:00", "ends", "12:30", "provider_id", "nobody")},
		{"book a time that is no time", "staff", "/pm/appointments/new", "starts", "Empieza: Escriba la hora como HH:MM.",
			d.wish("starts", "soon")},
		{"book over another as the front desk", "staff", "/pm/appointments/new", "starts", "tiene una cita de 10:00 a 10:30",
			d.wish("patient_id", string(d.ben.ID))},
		{"book over another as a manager", "manager", "/pm/appointments/new", "override_reason",
			"Para programarla de todos modos, diga por qué.", d.wish("patient_id", string(d.ben.ID))},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := d.by(c.role)
			a := b.send(c.path, c.form, "Accept-Language", "es").expect(t, http.StatusUnprocessableEntity)
			if got := a.errorOf(c.field); !strings.Contains(got, c.want) {
				t.Errorf("%s says %q, want %q", c.field, got, c.want)
			}
		})
	}
	t.Run("restore without a reason", func(t *testing.T) {
		admin := d.As(t, "admin@northside.example", d.Northside)
		if _, err := admin.DeleteSession(t.Context(), id, 1, "a test"); err != nil {
			t.Fatal(err)
		}
		a := d.by("admin").send(session+"/restore", url.Values{"version": {"2"}}, "Accept-Language", "es").expect(t,
			http.StatusUnprocessableEntity)
		if got := squash(a.Doc.Find("main").Text()); !strings.Contains(got, "Diga por qué en pocas palabras.") {
			t.Errorf("the page says %q", got)
		}
	})
}

// Who may not see a page is told which permission it takes, in people's words and never by its key.
func TestRefusalsNameThePermission(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ids, refused := s.things(t), 0
	for language, want := range map[string]string{"en": "It takes the permission “%s”", "es": "Hace falta el permiso «%s»"} {
		b := s.as(t, "readonly@northside.example", "")
		shown := strings.Split(want, "%s")
		for _, rt := range new(areas).routes() {
			if rt.Access.Need == "" {
				continue
			}
			a := b.do(requestOf(rt, ids), []string{"Accept-Language", language})
			if a.StatusCode != http.StatusForbidden {
				continue
			}
			refused++
			text := squash(a.Doc.Find("main").Text())
			_, rest, found := strings.Cut(text, shown[0])
			sentence, _, ended := strings.Cut(rest, shown[1])
			if !found || !ended || len(sentence) < 10 || strings.Contains(text, string(rt.Access.Need)) {
				t.Errorf("%s %s in %s says %q, want the permission in people's words", rt.Method, rt.Path, language, text)
			}
		}
	}
	if refused < 100 {
		t.Errorf("got %d refusals, want those of some fifty routes in two languages", refused)
	}
}

// requestOf returns an empty request for a route, of the things with those ids.
func requestOf(rt route.Route, ids map[string]string) *http.Request {
	path := strings.ReplaceAll(rt.Path, "{token}", "unknown")
	for kind, id := range ids {
		path = strings.ReplaceAll(path, "/"+kind+"/{id}", "/"+kind+"/"+id)
	}
	r := httptest.NewRequest(rt.Method, path, nil)
	if rt.Method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r
}
