package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
)

func TestBookInPerson(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.booked(d.wish("platform_id", "nonsense", "modality", "nonsense")) // of no account while telehealth is off
	if want := time.Date(2026, 3, 3, 15, 0, 0, 0, time.UTC); !a.StartsAt.Equal(want) || !a.EndsAt.Equal(want.Add(30*time.Minute)) {
		t.Error(a.StartsAt, a.EndsAt)
	}
	if a.Telehealth || a.SessionID != "" || a.Modality != "" || a.PlatformID != "" || a.Status != clinic.Booked ||
		a.PatientID != d.ana.ID || a.ProviderID != d.provider {
		t.Errorf("%+v", a)
	}
	if n := d.Count(t, "SELECT count(*) FROM pm_telehealth_sessions"); n != 0 {
		t.Error(n, "sessions")
	}
}

func TestBookTelehealthCreatesItsSession(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		platform, modality string
		want               clinic.Modality
		called             string
		url                string // SESSION stands for the session's id
	}{
		{"Phone", "", clinic.AudioOnly, "Phone", "tel:+15550100"},
		{"Video room", "", clinic.AudioVideo, "Video", "https://video.example/room"},
		{"Video visit", "", clinic.AudioVideo, "Video", "https://video.example/visit/SESSION"},
		{"Video visit", "store_forward", clinic.StoreForward, "Photos or files", "https://video.example/visit/SESSION"},
	} {
		t.Run(c.platform+c.modality, func(t *testing.T) {
			t.Parallel()
			d := newFrontDesk(t)
			a := d.booked(d.remote("platform_id", string(d.platforms[c.platform]), "modality", c.modality))
			d.Exec(t, `UPDATE pm_telehealth_configuration SET name = 'Renamed', endpoint = 'https://elsewhere.example'`)
			v := d.visit(a.SessionID)
			if v.PlatformName != c.platform || v.Modality != c.want || v.URL != strings.ReplaceAll(c.url, "SESSION", string(v.ID)) {
				t.Errorf("got %q %q %q", v.PlatformName, v.Modality, v.URL)
			}
			if v.Status != clinic.Scheduled || v.Consent.State != clinic.ConsentPending || !v.StartsAt.Equal(a.StartsAt) ||
				!v.EndsAt.Equal(a.EndsAt) || v.PatientID != d.ana.ID {
				t.Errorf("%+v", v)
			}
			if n := d.Count(t, `SELECT count(*) FROM pf_events WHERE name = 'telehealth_session_scheduled' AND entity_id = $1`,
				v.ID); n != 1 {
				t.Error(n, "events")
			}
			row := d.by("readonly").get("/pm/appointments?day=2026-03-03").Doc.Find("li#appointment-" + string(a.ID))
			link := row.Find(`a[href="/pm/telehealth/sessions/` + string(v.ID) + `"]`)
			if link.Find(".badge").Text() != "Scheduled" || !strings.Contains(squash(row.Text()), c.called+" · "+c.platform) {
				t.Error(squash(row.Text()))
			}
		})
	}
}

func TestDefaultPlatform(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	d.Exec(t, `INSERT INTO pm_module_settings (org_id, key, value, updated_at) VALUES ($1, 'telehealth_default_platform', $2, 0)`,
		d.Northside, d.platforms["Video room"])
	if got := d.by("staff").get("/pm/appointments/new").value("platform_id"); got != string(d.platforms["Video room"]) {
		t.Error("preselected is", got)
	}
	if v := d.visit(d.booked(d.remote("platform_id", "")).SessionID); v.PlatformName != "Video room" {
		t.Error(v.PlatformName)
	}
}

func TestScriptIsNeverALink(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	d.Exec(t, `UPDATE pm_telehealth_configuration SET endpoint = 'javascript:alert(1)' WHERE name = 'Video room'`)
	a := d.booked(d.remote("platform_id", string(d.platforms["Video room"])))
	if v := d.visit(a.SessionID); v.URL != "" {
		t.Error(v.URL)
	}
	for _, path := range []string{"/pm/appointments?day=2026-03-03", "/pm/telehealth", "/pm/telehealth/sessions/" + string(a.SessionID)} {
		if page := d.by("provider").get(path).expect(t, http.StatusOK); strings.Contains(page.Text, "javascript:") {
			t.Error(path, "holds it")
		}
	}
}

func TestNewAppointmentSuggests(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t) // it is Monday, 09:00
	a := d.by("provider").get("/pm/appointments/new?telehealth=1&day=2026-03-09&patient_id="+string(d.ben.ID)).expect(t, http.StatusOK)
	for field, want := range map[string]string{"day": "2026-03-09", "starts": "09:30", "ends": "10:00", "patient_id": string(d.ben.ID),
		"provider_id": string(d.provider)} {
		if got := a.value(field); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	if _, on := a.Doc.Find("#f-telehealth").Attr("checked"); !on {
		t.Error("telehealth is off")
	}
	if a := d.by("staff").get("/pm/appointments/new?day=nonsense&patient_id=nobody").expect(t,
		http.StatusOK); a.value("day") != "2026-03-02" || a.value("patient_id") != "" {
		t.Error(a.value("day"), a.value("patient_id"))
	}
}
