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
		payer, at string
		day       clinic.Day
		modality  clinic.Modality
		want      string
	}{
		{"other", "home", "2026-03-02", clinic.AudioVideo, "home"},
		{"other", "school", "2026-03-02", clinic.AudioVideo, "any"},
		{"other", "", "2026-03-02", clinic.AudioVideo, "any"},
		{"medicare", "home", "2026-03-02", clinic.AudioVideo, "medicare"},
		{"medicare", "home", "2024-01-01", clinic.AudioVideo, "medicare"},
		{"medicare", "home", "2027-12-31", clinic.AudioVideo, "medicare"},
		{"medicare", "home", "2028-01-01", clinic.AudioVideo, "home"},
		{"medicare", "home", "2023-12-31", clinic.AudioVideo, "home"},
		{"medicare", "home", "2026-03-02", clinic.AudioOnly, ""},
	} {
		h := clinic.Hint(rules, clinic.BillingCase{PayerClass: tt.payer, OrgKind: "practice", Modality: tt.modality, Patient: tt.at,
			Day: tt.day})
		got := ""
		if h != nil {
			got = h.RuleID
		}
		if got != tt.want {
			t.Errorf("%s at %q on %s: rule %q, want %q", tt.payer, tt.at, tt.day, got, tt.want)
		}
	}
}
