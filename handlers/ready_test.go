package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/store/storetest"
)

// TestNotReady: the list filters to what lacks something that the practice demands, as Today counts it.
func TestNotReady(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	soon := s.Clock.Now().Add(2 * time.Hour)
	make := func(r storetest.Row) string {
		r.StartsAt = soon
		return string(s.Session(t, r))
	}
	ready := make(storetest.Row{URL: roomLink})
	pending := make(storetest.Row{URL: roomLink, Consent: "pending", Family: "Marlow"})
	declined := make(storetest.Row{URL: roomLink, Consent: "declined", Modality: "audio_only"})
	unlinked := make(storetest.Row{Provider: "solo@northside.example"})
	overridden := make(storetest.Row{URL: roomLink, Consent: "overridden", Place: storetest.NoPlace}) // location falls due at the start
	make(storetest.Row{Status: "completed", Consent: "pending"})
	make(storetest.Row{Status: "active", Consent: "pending"})
	b := s.as(t, "manager@northside.example", "")
	solo := string(s.As(t, "solo@northside.example", s.Northside).User())
	for name, tt := range map[string]struct {
		query  string
		demand string
		want   []string
	}{
		"all":            {"ready=no", "true", []string{pending, declined, unlinked}},
		"by time":        {"ready=no&order=time", "true", []string{pending, declined, unlinked}},
		"of a provider":  {"ready=no&provider=" + solo, "true", []string{unlinked}},
		"of a modality":  {"ready=no&modality=audio_only", "true", []string{declined}},
		"of today":       {"ready=no&from=2026-03-02&to=2026-03-02", "true", []string{pending, declined, unlinked}},
		"of tomorrow":    {"ready=no&from=2026-03-03", "true", nil},
		"none completed": {"ready=no&status=completed", "true", nil},
		"not demanded":   {"ready=no", "false", []string{declined, unlinked}},
		"not understood": {"ready=perhaps&status=scheduled", "true", []string{ready, pending, declined, unlinked, overridden}},
	} {
		t.Run(name, func(t *testing.T) {
			s.set(t, "telehealth_require_consent_every_encounter", tt.demand)
			page := b.get(list+"?"+tt.query).expect(t, http.StatusOK)
			got := page.ids()
			slices.Sort(got)
			slices.Sort(tt.want)
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if dropped := strings.Contains(page.Text, "left out: ready"); dropped != (name == "not understood") {
				t.Errorf("says that it was left out: %v", dropped)
			}
		})
	}
	s.set(t, "telehealth_require_consent_every_encounter", "true")
	if chips := b.get("/").chips(); !slices.Contains(chips, "Not ready 3") {
		t.Errorf("today counts %q, want 3 that are not ready", chips)
	}
	found := b.post(list+"/search", "q", "Marlow", "ready", "no").expect(t, http.StatusOK).ids()
	if !slices.Equal(found, []string{pending}) {
		t.Errorf("a search within them finds %v, want %s", found, pending)
	}
}
