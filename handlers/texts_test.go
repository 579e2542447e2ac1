package handlers

import (
	"strings"
	"testing"

	"televisit/store/storetest"
)

// inZone moves the practice to another zone.
func (s *site) inZone(t *testing.T, zone string) {
	t.Helper()
	s.byLocale(t)
	s.Exec(t, `UPDATE pm_module_settings SET value = $1 WHERE key = 'time_zone' AND org_id = $2`, zone, s.Northside)
}

// The list's cards say what the database holds; every other page says it in people's
// words.
func TestWordsAreRawOnlyOnTheList(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.Session(t, storetest.Row{Status: "no_show", Modality: "audio_only", StartsAt: s.Clock.Now()})
	v := s.onRecord(t, id)
	b := s.as(t, staff, "")
	for path, part := range map[string]string{
		list + "/sessions/" + string(id):        "main",
		"/pm/patients/" + string(v.PatientID):   ".agenda",
		"/pm/appointments":                      ".agenda",
		"/pm/appointments/sheet?day=2026-03-02": "main",
	} {
		t.Run(path[:min(len(path), 30)], func(t *testing.T) {
			reader := b
			if strings.Contains(path, "sheet") {
				reader = s.as(t, "manager@northside.example", "")
			}
			text := squash(reader.get(path).Doc.Find(part).Text())
			if !strings.Contains(text, "No-show") || strings.Contains(text, "no_show") || strings.Contains(text, "audio only") {
				t.Errorf("got %q, want it in people's words", text)
			}
		})
	}
	if text := squash(b.get(list).card(id).Text()); !strings.Contains(text, "no_show") || !strings.Contains(text, "audio only") {
		t.Errorf("the card says %q, want it raw", text)
	}
	if text := squash(b.get(list, "Accept-Language", "es").card(id).Text()); !strings.Contains(text, "no asistió") {
		t.Errorf("the card says %q in Spanish", text)
	}
}

// What a move answers is the card as its page has it.
func TestAMoveAnswersInTheWordsOfItsPage(t *testing.T) {
	t.Parallel()
	for page, want := range map[string]string{list: "active", list + "?status=active": "active", "/": "Active"} {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			id := s.Session(t, storetest.Row{StartsAt: s.Clock.Now(), Consent: "granted"})
			b := s.as(t, "provider@northside.example", "")
			a := b.send(list+"/sessions/"+string(id)+"/status", form("to", "active", "version", "1"), "HX-Request", "true",
				"HX-Current-URL", "http://example.com"+page)
			if got := a.Doc.Find(".badge").Text(); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// A practice in the United States that reads English has dates, times, zone and
// numbers as they are written there.
func TestAPracticeReadsAsItsCountry(t *testing.T) {
	t.Parallel()
	const monday = "Monday, March 2, 2026"
	const here, abroad = "(212) 555-0101", "+1 212-555-0101"
	for name, c := range map[string]struct{ zone, language, clock, day, planned, inZone, phone string }{
		"New York":               {"America/New_York", "en", "", monday, "Mon, Mar 2, 2026, 9:00 AM", "Eastern Time", here},
		"Chicago":                {"America/Chicago", "en", "", monday, "Mon, Mar 2, 2026, 8:00 AM", "Central Time", here},
		"New York by 24 hours":   {"America/New_York", "en", "24", monday, "Mon, Mar 2, 2026, 09:00", "Eastern Time", here},
		"New York in Spanish":    {"America/New_York", "es", "", "lunes, 2 de marzo de 2026", "lun 2 mar 2026, 09:00", "hora del Este", here},
		"Berlin":                 {"Europe/Berlin", "en", "", "Monday, 2 March 2026", "Mon 2 Mar 2026, 3:00 PM", "Central European Time", abroad},
		"a zone without country": {"UTC", "en", "", "Monday, 2 March 2026", "Mon 2 Mar 2026, 2:00 PM", "UTC", here},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.inZone(t, c.zone)
			id := s.Session(t, storetest.Row{StartsAt: s.Clock.Now()})
			patient := s.onRecord(t, id).PatientID
			s.Exec(t, `UPDATE pm_patients SET phone = '212.555.0101' WHERE id = $1`, patient)
			b := s.as(t, staff, "")
			b.post("/account/language", "language", c.language)
			b.post("/account/clock", "clock", c.clock)
			for path, wanted := range map[string][]string{
				"/pm/appointments":                {c.day, c.inZone},
				"/":                               {c.inZone},
				list:                              {c.inZone},
				list + "/sessions/" + string(id):  {c.planned},
				"/pm/patients/" + string(patient): {c.phone},
				"/pm/patients":                    {c.phone},
			} {
				text := squash(b.get(path).Doc.Find("main").Text())
				for _, want := range wanted {
					if !strings.Contains(text, want) {
						t.Errorf("%s says %q, want %q in it", path, text, want)
					}
				}
				if strings.Contains(text, c.zone) && c.zone != "UTC" {
					t.Errorf("%s names the zone %s", path, c.zone)
				}
			}
		})
	}
}

// Who did what to a visit is told as people would.
func TestTheTimelineIsTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		modality string
		with     []string
		want     string
	}{
		"by phone": {"audio_only", []string{"consent", "granted", "method", "verbal"},
			"started the visit; patient agreed, by phone"},
		"by video": {"audio_video", []string{"consent", "granted", "method", "verbal"},
			"started the visit; patient agreed, verbally"},
		"in writing, by phone": {"audio_only", []string{"consent", "granted", "method", "written"},
			"started the visit; patient agreed, in writing"},
		"without consent": {"audio_video", []string{"consent", "overridden", "consent_reason", "urgent"},
			"started the visit; went ahead without consent"},
		"not required": {"audio_video", []string{"consent", "not_required"}, "started the visit; consent not required"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			id := s.Session(t, storetest.Row{StartsAt: s.Clock.Now(), Modality: c.modality, Consent: "pending"})
			b := s.as(t, "provider@northside.example", "")
			page := list + "/sessions/" + string(id)
			b.post(page+"/status", append(c.with, "to", "active", "version", "1")...)
			if text := squash(b.get(page).Doc.Find(".timeline").Text()); !strings.Contains(text, "The provider@northside "+c.want) {
				t.Errorf("got %q, want %q in it", text, c.want)
			}
			b.post(page+"/consent", "consent", "granted", "method", "verbal", "version", "2")
			if text := squash(b.get(page).Doc.Find(".timeline").Text()); !strings.Contains(text, "recorded consent: patient agreed, verbally") {
				t.Errorf("got %q, want consent that was recorded later in it", text)
			}
			if text := b.get(page, "Accept-Language", "es").Doc.Find(".timeline").Text(); !strings.Contains(text, "inició la consulta") {
				t.Errorf("in Spanish: %q", squash(text))
			}
		})
	}
}
