package clinic_test

import (
	"fmt"
	"testing"
	"time"

	"televisit/clinic"
)

// billable is a completed session that lacks nothing.
func billable() clinic.Session {
	n := 20
	return clinic.Session{Status: clinic.Completed, Modality: clinic.AudioVideo, Consent: clinic.Consent{State: clinic.ConsentGranted},
		Location: clinic.Location{Patient: "home", PatientState: "NY"}, Billing: &clinic.BillingHint{}, Minutes: &n}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, payer, want string
		change            func(s *clinic.Session, set *clinic.Settings)
	}{
		{"nothing", "other", "[]", func(*clinic.Session, *clinic.Settings) {}},
		{"consent not asked", "other", "[consent]", func(s *clinic.Session, _ *clinic.Settings) { s.Consent.State = clinic.ConsentPending }},
		{"consent overridden", "other", "[]", func(s *clinic.Session, _ *clinic.Settings) { s.Consent.State = clinic.ConsentOverridden }},
		{"consent not demanded", "other", "[]", func(s *clinic.Session, set *clinic.Settings) {
			s.Consent.State, set.RequireConsent = clinic.ConsentPending, false
		}},
		{"a place without its state", "other", "[place]", func(s *clinic.Session, _ *clinic.Settings) {
			s.Location.PatientState, s.Billing = "", nil
		}},
		{"readings from nowhere", "other", "[]", func(s *clinic.Session, _ *clinic.Settings) {
			s.Modality, s.Location = clinic.RemoteMonitoring, clinic.Location{}
		}},
		{"no reason", "other", "[audio]", func(s *clinic.Session, _ *clinic.Settings) { s.Modality, s.Audio.Video = clinic.AudioOnly, "yes" }},
		{"not whether the provider could", "other", "[audio]", func(s *clinic.Session, _ *clinic.Settings) {
			s.Modality, s.Audio.Reason = clinic.AudioOnly, "unable"
		}},
		{"a provider without video", "medicare", "[video]", func(s *clinic.Session, _ *clinic.Settings) {
			s.Modality, s.Audio = clinic.AudioOnly, clinic.AudioOnlyFacts{Reason: "unable", Video: "no"}
		}},
		{"of another payer", "commercial", "[]", func(s *clinic.Session, _ *clinic.Settings) {
			s.Modality, s.Audio = clinic.AudioOnly, clinic.AudioOnlyFacts{Reason: "unable", Video: "no"}
		}},
		{"who pays", "unknown", "[payer]", func(s *clinic.Session, _ *clinic.Settings) { s.Billing = nil }},
		{"a rule", "other", "[rule]", func(s *clinic.Session, _ *clinic.Settings) { s.Billing = nil }},
		{"minutes", "other", "[minutes]", func(s *clinic.Session, _ *clinic.Settings) { s.Minutes = nil }},
		{"zero minutes", "other", "[]", func(s *clinic.Session, _ *clinic.Settings) { *s.Minutes = 0 }},
		{"all", "", "[consent place audio payer minutes]", func(s *clinic.Session, _ *clinic.Settings) {
			*s = clinic.Session{Modality: clinic.AudioOnly}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, set := billable(), clinic.DefaultSettings()
			c.change(&s, &set)
			if got := fmt.Sprint(s.Missing(c.payer, set)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// The date of service is the day on which a visit began, by the clocks of the practice.
func TestServiceDay(t *testing.T) {
	t.Parallel()
	zone := clinic.Settings{TimeZone: "America/New_York"}.Zone()
	s := clinic.Session{StartsAt: time.Date(2026, 1, 1, 4, 30, 0, 0, time.UTC)}
	if got := s.ServiceDay(zone); got != "2025-12-31" {
		t.Errorf("planned: got %s", got)
	}
	s.StartedAt, s.EndedAt = s.StartsAt.Add(10*time.Minute), s.StartsAt.Add(2*time.Hour)
	if got := s.ServiceDay(zone); got != "2025-12-31" {
		t.Errorf("across midnight: got %s", got)
	}
	if s.StartedAt = s.StartsAt.Add(time.Hour); s.ServiceDay(zone) != "2026-01-01" {
		t.Errorf("begun after midnight: got %s", s.ServiceDay(zone))
	}
}
