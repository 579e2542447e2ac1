package clinic_test

import (
	"testing"

	"televisit/clinic"
)

func TestHintPicksTheMostSpecific(t *testing.T) {
	t.Parallel()
	rules := []clinic.BillingRule{
		{ID: "any", PayerClass: "any", OrgKind: "any", Modality: clinic.AudioVideo, PatientAt: "any"},
		{ID: "home", PayerClass: "any", OrgKind: "any", Modality: clinic.AudioVideo, PatientAt: "home"},
		{ID: "medicare", PayerClass: "medicare", OrgKind: "any", Modality: clinic.AudioVideo, PatientAt: "any", From: "2024-01-01",
			To: "2027-12-31"},
	}
	for _, tt := range []struct {
		name      string
		payer, at string
		day       clinic.Day
		modality  clinic.Modality
		want      string
	}{
		{"by place", "other", "home", "2026-03-02", clinic.AudioVideo, "home"},
		{"of any place", "other", "school", "2026-03-02", clinic.AudioVideo, "any"},
		{"no place", "other", "", "2026-03-02", clinic.AudioVideo, "any"},
		{"by payer", "medicare", "home", "2026-03-02", clinic.AudioVideo, "medicare"},
		{"on its first day", "medicare", "home", "2024-01-01", clinic.AudioVideo, "medicare"},
		{"on its last day", "medicare", "home", "2027-12-31", clinic.AudioVideo, "medicare"},
		{"after its last day", "medicare", "home", "2028-01-01", clinic.AudioVideo, "home"},
		{"before its first day", "medicare", "home", "2023-12-31", clinic.AudioVideo, "home"},
		{"no rule for the modality", "medicare", "home", "2026-03-02", clinic.AudioOnly, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := clinic.Hint(rules, clinic.BillingCase{PayerClass: tt.payer, OrgKind: "practice", Modality: tt.modality,
				Patient: tt.at, Day: tt.day})
			got := ""
			if h != nil {
				got = h.RuleID
			}
			if got != tt.want {
				t.Errorf("%s at %q on %s: got rule %q, want %q", tt.payer, tt.at, tt.day, got, tt.want)
			}
		})
	}
}
