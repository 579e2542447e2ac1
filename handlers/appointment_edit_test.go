package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
)

func TestEditShowsWhatIsThere(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.booked(d.remote("starts", "13:05", "ends", "14:10", "modality", "store_forward"))
	page := d.by("staff").get(address(a, "edit")).expect(t, http.StatusOK)
	for field, want := range map[string]string{"patient_id": string(d.ana.ID), "provider_id": string(d.provider), "day": "2026-03-03",
		"starts": "13:05", "ends": "14:10",
		"platform_id": string(d.platforms["Video visit"]), "modality": "store_forward"} {
		if got := page.value(field); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
}

func TestSessionFollowsItsAppointment(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.booked(d.remote())
	d.Exec(t, `UPDATE pm_telehealth_sessions SET consent_status = 'granted', consent_method = 'verbal', patient_location = 'home'`)
	change := func(fields ...string) clinic.Session {
		t.Helper()
		before := a.Version
		answer := d.by("staff").send(address(a, "edit"), edited(a, d.remote(fields...))).expect(t, http.StatusSeeOther)
		a = d.appointment(a.ID)
		if a.Version != before+1 || !strings.HasSuffix(answer.Header.Get("Location"), "#appointment-"+string(a.ID)) {
			t.Error(a.Version, answer.Header.Get("Location"))
		}
		return d.visit(a.SessionID)
	}
	first := a.SessionID
	v := change("day", "2026-03-04", "starts", "11:00", "ends", "11:45", "provider_id", string(d.solo))
	if v.ID != first || !v.StartsAt.Equal(time.Date(2026, 3, 4, 16, 0, 0, 0, time.UTC)) ||
		!v.EndsAt.Equal(v.StartsAt.Add(45*time.Minute)) || v.ProviderID != d.solo {
		t.Errorf("moved: %+v", v)
	}
	if v.Consent.State != clinic.ConsentGranted {
		t.Error("a move took the consent back")
	}
	if v = change("platform_id", string(d.platforms["Phone"]), "modality", "audio_only"); v.PlatformName != "Phone" ||
		v.URL != "tel:+15550100" || v.Modality != clinic.AudioOnly {
		t.Errorf("another platform: %+v", v)
	}
	if v = change("patient_id", string(d.ben.ID), "platform_id", string(d.platforms["Phone"])); v.PatientID != d.ben.ID ||
		v.Consent.State != clinic.ConsentPending || v.Consent.Method != "" || v.Location.Patient != "" || v.ID == first {
		t.Errorf("another patient: %+v", v)
	}
	if old := d.visit(first); old.Status != clinic.Cancelled || old.PatientID != d.ana.ID {
		t.Errorf("the first patient's session: %+v", old)
	}
}

func TestSwitchTelehealth(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.booked(d.wish())
	staff := d.by("staff")
	staff.send(address(a, "edit"), edited(a, d.remote())).expect(t, http.StatusSeeOther)
	if a = d.appointment(a.ID); a.SessionAt != clinic.Scheduled {
		t.Fatalf("switched on: %+v", a)
	}
	first := a.SessionID
	staff.send(address(a, "edit"), edited(a, d.wish())).expect(t, http.StatusSeeOther)
	if v := d.visit(first); v.Status != clinic.Cancelled {
		t.Error("switched off:", v.Status)
	}
	if a = d.appointment(a.ID); a.SessionID != "" || a.Telehealth || a.Status != clinic.Booked {
		t.Errorf("switched off: %+v", a)
	}
	if n := d.Count(t, `SELECT count(*) FROM pf_events WHERE name = 'telehealth_session_cancelled' AND entity_id = $1`, first); n != 1 {
		t.Error(n, "events")
	}
	// The old session must not come back beside an appointment that is met in person.
	v := d.visit(first)
	if _, err := d.org.MoveSession(t.Context(), first, v.Version, clinic.Move{To: clinic.Scheduled}); clinic.KindOf(err) != clinic.Invalid {
		t.Error("revived:", err)
	}
	staff.send(address(a, "edit"), edited(a, d.remote())).expect(t, http.StatusSeeOther)
	if a = d.appointment(a.ID); a.SessionID == first || a.SessionAt != clinic.Scheduled {
		t.Errorf("switched on again: %+v", a)
	}
}

func TestNothingChangesOnceTheSessionBegan(t *testing.T) {
	t.Parallel()
	for status, word := range map[string]string{"active": "Active", "completed": "Completed", "no_show": "No-show"} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			d := newFrontDesk(t)
			a := d.booked(d.remote())
			if status == "completed" {
				d.Exec(t, `UPDATE pm_telehealth_sessions SET status = 'active'`)
			}
			d.Exec(t, `UPDATE pm_telehealth_sessions SET status = $1`, status)
			before := d.rows()
			manager := d.by("manager")
			page := manager.send(address(a, "edit"), edited(a, d.remote("starts", "08:00"))).expect(t, http.StatusUnprocessableEntity)
			if shown := page.Doc.Find("[data-summary]").Text(); !strings.Contains(shown, strings.ToLower(word)) || page.value("starts") != "08:00" {
				t.Error(shown, page.value("starts"))
			}
			manager.post(address(a, "cancel"), "version", "1", "reason", "ill").expect(t, http.StatusUnprocessableEntity)
			manager.get(address(a, "edit")).expect(t, http.StatusUnprocessableEntity)
			if row := manager.get("/pm/appointments?day=2026-03-03").Doc.Find("li#appointment-" +
				string(a.ID)); row.Find(".btn:not([download])").Length() != 0 || row.Find(".badge").Text() != word {
				t.Error(squash(row.Text()))
			}
			if after := d.rows(); after != before {
				t.Error("rows went from", before, "to", after)
			}
		})
	}
}

func TestEditConflict(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.booked(d.wish())
	d.by("staff").send(address(a, "edit"), edited(a, d.wish("starts", "12:00", "ends", "12:30"))).expect(t, http.StatusSeeOther)
	before := d.rows()
	manager := d.by("manager")
	for _, version := range []string{"1", "", "x", "-1", "99999999999999999999"} {
		t.Run(fmt.Sprintf("version %q", version), func(t *testing.T) {
			f := d.wish("starts", "16:00", "ends", "16:45", "patient_id", string(d.ben.ID))
			f.Set("version", version)
			page := manager.send(address(a, "edit"), f).expect(t, http.StatusConflict)
			if page.value("starts") != "16:00" || page.value("ends") != "16:45" || page.value("patient_id") != string(d.ben.ID) {
				t.Errorf("got %s to %s with %s, want what was typed: 16:00 to 16:45 with %s",
					page.value("starts"), page.value("ends"), page.value("patient_id"), d.ben.ID)
			}
			if shown := page.Doc.Find("form .notice").Text(); !strings.Contains(shown, "12:00 – 12:30") ||
				!strings.Contains(page.Doc.Find("[data-summary]").Text(), "Someone else changed this") {
				t.Errorf("the form says %q, want that it changed and stands at 12:00 – 12:30", shown)
			}
			if fresh := page.Doc.Find("input[name=version]").AttrOr("value", ""); fresh != "2" {
				t.Errorf("the form holds version %q, want 2", fresh)
			}
		})
	}
	if after := d.rows(); after != before {
		t.Error("rows went from", before, "to", after)
	}
	f := d.wish("starts", "16:00", "ends", "16:45", "version", "2")
	manager.send(address(a, "edit"), f).expect(t, http.StatusSeeOther)
	if a = d.appointment(a.ID); clockSpan(a, d.org) != "16:00 – 16:45" {
		t.Error(clockSpan(a, d.org))
	}
}

func TestCancelAppointment(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.booked(d.remote())
	staff := d.by("staff")
	if page := staff.get(address(a, "cancel")).expect(t, http.StatusOK); !strings.Contains(page.Text,
		"telehealth session is cancelled too") {
		t.Error("it does not say what becomes of the session")
	}
	if part := staff.get(address(a, "cancel"), "HX-Request", "true").expect(t, http.StatusOK); part.Doc.Find("#main").Length() != 0 ||
		part.Doc.Find("h2").Length() != 1 {
		t.Error("the dialog holds a page")
	}
	before := d.rows()
	long := strings.Repeat("é", 501)
	for _, c := range []struct {
		reason, version string
		code            int
	}{{"", "1", 422}, {"  \t", "1", 422}, {long, "1", 422}, {"ill", "7", 409}, {"ill", "x", 409}} {
		t.Run(fmt.Sprintf("%.10q at version %s", c.reason, c.version), func(t *testing.T) {
			page := staff.post(address(a, "cancel"), "version", c.version, "reason", c.reason).expect(t, c.code)
			if got := page.value("reason"); got != c.reason {
				t.Errorf("the form holds the reason %q, want %q", got, c.reason)
			}
			if n := page.Doc.Find("[data-summary] li").Length(); n != 1 || c.code == 422 && page.errorOf("reason") == "" {
				t.Errorf("got %d faults in %s, want one, which is at the reason if that is wrong", n, squash(page.Doc.Find("form").Text()))
			}
		})
	}
	if after := d.rows(); after != before {
		t.Error("rows went from", before, "to", after)
	}
	staff.post(address(a, "cancel"), "version", "1", "reason", "Patient is ill").expect(t, http.StatusSeeOther)
	session := a.SessionID
	if a = d.appointment(a.ID); a.Status != clinic.CalledOff || a.SessionID != "" || d.visit(session).Status != clinic.Cancelled {
		t.Errorf("%+v", a)
	}
	row := staff.get("/pm/appointments?day=2026-03-03").Doc.Find("li#appointment-" + string(a.ID))
	if row.Find("s").Length() == 0 || row.Find(".badge").Text() != "Cancelled" || row.Find(".btn").Length() != 0 {
		t.Error(squash(row.Text()))
	}
	staff.send(address(a, "edit"), edited(a, d.wish())).expect(t, http.StatusUnprocessableEntity)
	staff.post(address(a, "cancel"), "version", "2", "reason", "again").expect(t, http.StatusUnprocessableEntity)
}
