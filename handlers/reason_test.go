package handlers

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

// A common reason is one choice, with or without script and in any language, and is
// read by each in their own; what was typed counts more.
func TestCommonReasons(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Exec(t, `INSERT INTO pf_user_settings (user_id, key, value, updated_at) SELECT id, 'language', 'es', 1 FROM pf_users WHERE email = $1`,
		"admin@northside.example")
	for name, tt := range map[string]struct {
		status, to, email string
		want              string // the first that is offered
		typed, kept       string
	}{
		"undo start":       {"active", "scheduled", hostEmail, "Started by mistake", "", "Started by mistake"},
		"reopen":           {"completed", "active", hostEmail, "Call dropped", " ", "Call dropped"},
		"by script":        {"completed", "active", hostEmail, "Call dropped", "Call dropped", "Call dropped"},
		"and more":         {"completed", "active", hostEmail, "Call dropped", "Call dropped. Twice", "Call dropped. Twice"},
		"cancel":           {"scheduled", "cancelled", staff, "Patient asked", "", "Patient asked"},
		"back":             {"no_show", "scheduled", staff, "Patient came late", "", "Patient came late"},
		"start after all":  {"no_show", "active", hostEmail, "Patient came late", "", "Patient came late"},
		"end for somebody": {"active", "completed", managerEmail, "Forgotten to end", "", "Forgotten to end"},
		"Spanish": {"scheduled", "cancelled", "admin@northside.example", "Lo pidió el paciente", "Lo pidió el paciente",
			"Patient asked"},
		"Spanish, by hand": {"scheduled", "cancelled", "admin@northside.example", "Lo pidió el paciente", "Está enferma", "Está enferma"},
	} {
		t.Run(name, func(t *testing.T) {
			ago := map[string]time.Duration{"active": time.Minute, "completed": 40 * time.Minute}[tt.status]
			page := list + "/sessions/" + s.in(t, -ago, storetest.Row{Status: tt.status})
			b := s.as(t, tt.email, "")
			form := b.get(page+"/status?to="+tt.to).expect(t, http.StatusOK)
			first := form.Doc.Find("label:has([name=common])").First()
			if got := squash(first.Text()); got != tt.want {
				t.Errorf("the first reason is %q, want %q", got, tt.want)
			}
			b.post(page+"/status", "to", tt.to, "version", "1", "reason", tt.typed, "common",
				first.Find("input").AttrOr("value", "")).expect(t, http.StatusSeeOther)
			kept, err := json.Marshal(tt.kept)
			if err != nil {
				t.Fatal(err)
			}
			trail := strings.Join(s.Texts(t, `SELECT detail FROM pf_audit WHERE entity_id = $1`, strings.TrimPrefix(page, list+"/sessions/")), "\n")
			if n := strings.Count(trail, `"reason":`+string(kept)); n != 1 {
				t.Errorf("%q is on record %d times", tt.kept, n)
			}
			if got := squash(b.get(page).Doc.Find(".timeline").Text()); tt.email == "admin@northside.example" && tt.kept == "Patient asked" &&
				!strings.Contains(got, "Lo pidió el paciente") {
				t.Error("in Spanish the timeline says", got)
			}
		})
	}
}

func TestNoReason(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := string(s.Session(t, storetest.Row{}))
	b, status := s.as(t, "admin@northside.example", ""), list+"/sessions/"+id
	for name, common := range map[string]string{"none": "", "not offered": "Because I can"} {
		for _, path := range []string{"/status", "/delete"} {
			t.Run(name+path, func(t *testing.T) {
				a := b.post(status+path, "to", "cancelled", "version", "1", "common", common).expect(t, http.StatusUnprocessableEntity)
				if a.errorOf("reason") == "" || a.Doc.Find("[name=common]").Length() < 2 {
					t.Error("the form says", squash(a.Doc.Find("main").Text()))
				}
			})
		}
	}
	b.post(status+"/delete", "version", "1", "common", "Made twice").expect(t, http.StatusSeeOther)
}

// Whoever takes a session up again is asked about its room and its time as whoever
// books is.
func TestTakenUpAgainWhereOthersAre(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		email, field string // who, and what they are asked
		book         func(d *frontDesk) url.Values
		known        []string // the answer
	}{
		"a room": {staff, "shared", func(d *frontDesk) url.Values { return d.shared() }, []string{"shared", "yes"}},
		"a provider": {managerEmail, "override_reason", func(d *frontDesk) url.Values {
			return d.remote("patient_id", string(d.ben.ID), "starts", "10:15", "ends", "10:45")
		}, []string{"override_reason", "both know"}},
		"a room and a provider": {managerEmail, "shared", func(d *frontDesk) url.Values {
			return d.shared("provider_id", string(d.provider))
		}, []string{"override_reason", "both know", "shared", "yes"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newFrontDesk(t)
			first := d.booked(d.remote("platform_id", string(d.platforms["Video room"])))
			b, page := d.as(t, tt.email, ""), list+"/sessions/"+string(first.SessionID)
			b.post(page+"/status", "to", "cancelled", "version", "1", "reason", "r").expect(t, http.StatusSeeOther)
			d.booked(tt.book(d))
			again := func(fields ...string) answer {
				return b.post(page+"/status", append([]string{"to", "scheduled", "version", "2"}, fields...)...)
			}
			a := again().expect(t, http.StatusUnprocessableEntity)
			if a.errorOf(tt.field) == "" || a.Doc.Find("[name="+tt.field+"]").Length() != 1 {
				t.Errorf("nothing is asked at %s: %s", tt.field, squash(a.Doc.Find("main").Text()))
			}
			for _, link := range a.Doc.Find("[data-summary] a").EachIter() {
				if target := link.AttrOr("href", ""); a.Doc.Find(target).Length() != 1 {
					t.Error("the summary leads nowhere:", target)
				}
			}
			if d.visit(first.SessionID).Status != clinic.Cancelled {
				t.Error("it was taken up all the same")
			}
			again(tt.known...).expect(t, http.StatusSeeOther)
			if v := d.visit(first.SessionID); v.Status != clinic.Scheduled || v.URL == "" {
				t.Errorf("it is %s with the link %q", v.Status, v.URL)
			}
			over := slices.Contains(tt.known, "override_reason")
			if got := d.appointment(first.ID); got.Status != clinic.Booked || (got.OverrideReason != "") != over {
				t.Errorf("the appointment is %s, over another because of %q", got.Status, got.OverrideReason)
			}
		})
	}
}

// A patient who comes late comes into the room as it is now.
func TestLateIntoATakenRoom(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	first := d.booked(d.remote("platform_id", string(d.platforms["Video room"])))
	d.Clock.Add(25*time.Hour + 30*time.Minute) // 10:30 of the next day
	d = d.in(t)                                // who was signed in is no more
	b, page := d.as(t, staff, ""), list+"/sessions/"+string(first.SessionID)
	b.post(page+"/status", "to", "no_show", "version", "1").expect(t, http.StatusSeeOther)
	d.booked(d.shared("starts", "10:45", "ends", "11:15"))
	a := b.post(page+"/status", "to", "scheduled", "version", "2", "reason", "late").expect(t, http.StatusUnprocessableEntity)
	if a.errorOf("shared") == "" {
		t.Error("nobody says who is in the room:", squash(a.Doc.Find("main").Text()))
	}
	b.post(page+"/status", "to", "scheduled", "version", "2", "reason", "late", "shared", "yes").expect(t, http.StatusSeeOther)
}
