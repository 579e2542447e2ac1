package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const settingsPath = "/pm/settings"

// settingsOf returns a group of the settings as its page would send it, with some changed.
func (a answer) settingsOf(group string, changes ...string) url.Values {
	f := url.Values{}
	for _, n := range a.Doc.Find(`form:has([name=group][value="` + group + `"])`).Find("input, select").EachIter() {
		name, value := n.AttrOr("name", ""), n.AttrOr("value", "")
		_, checked := n.Attr("checked")
		switch {
		case n.Is("select"):
			f.Set(name, n.Find("option[selected]").AttrOr("value", ""))
		case n.Is("[type=checkbox]") && !checked:
		default:
			f.Set(name, value)
		}
	}
	for i := 0; i+1 < len(changes); i += 2 {
		f.Set(changes[i], changes[i+1])
	}
	return f
}

// TestSettingsAreSavedByGroup changes one group, says what, and leaves the others.
func TestSettingsAreSavedByGroup(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "admin@northside.example", "")
	page := b.get(settingsPath).expect(t, http.StatusOK)
	if got := page.value("time_zone"); got != "America/New_York" {
		t.Errorf("the zone is %q", got)
	}
	f := page.settingsOf("visits", "telehealth_require_location", "block", "telehealth_no_show_grace_minutes", " 20 ")
	f.Del("telehealth_require_consent_every_encounter")
	saved := b.send(settingsPath, f).expect(t, http.StatusOK)
	shown := squash(saved.Doc.Find(".notice[data-kind=success]").Text())
	if shown != "Saved: Demand consent at every visit, Where the patient is, Minutes before a no-show." ||
		saved.value("telehealth_no_show_grace_minutes") != "20" {
		t.Errorf("it says %q, and the grace is %q", shown, saved.value("telehealth_no_show_grace_minutes"))
	}
	set := s.As(t, staff, s.Northside).Settings()
	if set.RequireConsent || set.RequireLocation != "block" || set.NoShowGrace.Minutes() != 20 || set.IdleLock.Minutes() != 15 {
		t.Errorf("the settings are %+v", set)
	}
	detail := s.Texts(t, `SELECT detail FROM pf_audit WHERE org_id = $1 AND action = 'settings.change'`, s.Northside)
	if len(detail) != 1 || !strings.Contains(detail[0], `"telehealth_require_location":["warn","block"]`) {
		t.Errorf("the trail has %q", detail)
	}
	again := b.send(settingsPath, b.get(settingsPath).settingsOf("visits")).expect(t, http.StatusOK)
	if shown := squash(again.Doc.Find(".notice").Text()); shown != "Nothing was changed." {
		t.Errorf("the same again: %q", shown)
	}
}

// TestBadSettings names each setting that cannot be saved, keeps what was typed and saves
// nothing of the group.
func TestBadSettings(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "admin@northside.example", "")
	page := b.get(settingsPath)
	before := s.Dump(t, s.Northside)
	for field, tt := range map[string]struct {
		group string
		bad   []string
	}{
		"time_zone":                           {"practice", []string{"", "Mars/Olympus"}},
		"clock":                               {"practice", []string{"13"}},
		"state":                               {"practice", []string{"XX", "ny"}},
		"locale":                              {"practice", []string{"tlh"}},
		"day_begins":                          {"practice", []string{"", "8", "25:00"}},
		"day_ends":                            {"practice", []string{"07:00"}},
		"telehealth_no_show_grace_minutes":    {"visits", []string{"", "-1", "many", "999999"}},
		"telehealth_require_location":         {"visits", []string{"perhaps"}},
		"telehealth_default_platform":         {"visits", []string{"nobody"}},
		"idle_lock_minutes":                   {"safety", []string{"0", "1.5", "481"}},
		"login_hours":                         {"safety", []string{"0", "25", "99999999999999999999"}},
		"org_kind":                            {"rules", []string{"circus"}},
		"telehealth_recording_retention_days": {"records", []string{"0", "3651"}},
	} {
		t.Run(field, func(t *testing.T) {
			for _, value := range tt.bad {
				a := b.send(settingsPath, page.settingsOf(tt.group, field, value)).expect(t, http.StatusUnprocessableEntity)
				if a.errorOf(field) == "" || a.Doc.Find("[data-summary] a").Length() != 1 {
					t.Errorf("%q: %q", value, squash(a.Doc.Find("[data-summary]").Text()))
				}
			}
		})
	}
	b.send(settingsPath, form("group", "nonsense")).expect(t, http.StatusUnprocessableEntity)
	s.as(t, "manager@northside.example", "").send(settingsPath, page.settingsOf("safety", "login_hours", "1")).
		expect(t, http.StatusForbidden)
	if after := s.Dump(t, s.Northside); strings.Count(after, "settings.change") != strings.Count(before, "settings.change") {
		t.Error("something was saved")
	}
}

// TestSettingsAreReadOnly for who may see but not change them.
func TestSettingsAreReadOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.as(t, "manager@northside.example", "").get(settingsPath).expect(t, http.StatusOK)
	if n := page.Doc.Find("main button").Length(); n != 0 || page.Doc.Find("main fieldset[disabled]").Length() != 5 {
		t.Errorf("%d buttons are offered", n)
	}
}

// TestAnotherTimeZone shows what it changes with the next appointments, and is saved when
// that was confirmed.
func TestAnotherTimeZone(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	for _, clock := range [][2]string{{"10:00", "10:30"}, {"11:00", "11:30"}, {"12:00", "12:30"}, {"13:00", "13:30"}} {
		d.booked(d.wish("starts", clock[0], "ends", clock[1]))
	}
	b := d.as(t, "admin@northside.example", d.Northside)
	f := b.get(settingsPath).settingsOf("practice", "time_zone", "America/Los_Angeles")
	asked := b.send(settingsPath, f).expect(t, http.StatusUnprocessableEntity)
	examples := asked.Doc.Find("[data-summary] li")
	if examples.Length() != 3 || squash(examples.First().Text()) != "Ana Silva: Tue, Mar 3, 10:00 → Tue, Mar 3, 07:00" {
		t.Errorf("%d examples, the first %q", examples.Length(), squash(examples.First().Text()))
	}
	if got := d.As(t, staff, d.Northside).Settings().TimeZone; got != "America/New_York" {
		t.Errorf("unasked the zone is %s", got)
	}
	f.Set("confirm", "America/Los_Angeles")
	b.send(settingsPath, f).expect(t, http.StatusOK)
	if day := squash(d.by("staff").get("/pm/appointments?day=2026-03-03").Doc.Find(".agenda .when").First().Text()); day != "07:00 – 07:30" {
		t.Errorf("the first of the day is at %q, want three hours earlier", day)
	}
	free := d.by("staff").send("/pm/appointments/free", d.wish("provider_id", string(d.solo)), "HX-Request", "true")
	if times := squash(free.Doc.Find(".slots").Text()); !strings.HasPrefix(times, "08:00") || !strings.HasSuffix(times, "17:30") {
		t.Errorf("free is %q", times)
	}
	b.send(settingsPath, b.get(settingsPath).settingsOf("practice", "day_begins", "09:00", "day_ends", "12:00")).expect(t, http.StatusOK)
	free = d.by("staff").send("/pm/appointments/free", d.wish("provider_id", string(d.solo)), "HX-Request", "true")
	if times := squash(free.Doc.Find(".slots").Text()); times != "09:00 09:30 10:00 10:30 11:00 11:30" {
		t.Errorf("open from nine to noon, free is %q", times)
	}
}
