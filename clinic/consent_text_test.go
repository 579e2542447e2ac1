package clinic_test

import (
	"testing"
	"time"

	"televisit/clinic"
)

func TestConsentLanguage(t *testing.T) {
	t.Parallel()
	both := []string{"en", "es"}
	for name, tt := range map[string]struct {
		there             []string
		patient, practice string
		want              string
	}{
		"the patient's":              {both, "es", "en", "es"},
		"a variety of the patient's": {both, "es-MX", "en", "es"},
		"the practice's":             {both, "so", "es", "es"},
		"none known":                 {both, "", "", "en"},
		"no English":                 {[]string{"fr"}, "es", "es", "fr"},
		"no text":                    {nil, "es", "en", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := clinic.ConsentLanguage(tt.there, tt.patient, tt.practice); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestConsentAfterConsent: who declines what they granted withdraws it, and what they had agreed to
// stays on record.
func TestConsentAfterConsent(t *testing.T) {
	t.Parallel()
	text := clinic.ConsentRef{Language: "en", Version: 2, SHA256: "ab"}
	agreed := clinic.Consent{State: clinic.ConsentGranted, Method: "verbal", Text: text}
	declined := clinic.Consent{State: clinic.ConsentDeclined}
	withdrawn := declined.After(agreed)
	for name, tt := range map[string]struct {
		got, want clinic.Consent
	}{
		"agreed":             {agreed.After(clinic.Consent{State: clinic.ConsentPending}), agreed},
		"declined at once":   {declined.After(clinic.Consent{State: clinic.ConsentPending}), declined},
		"withdrawn":          {withdrawn, clinic.Consent{State: clinic.ConsentDeclined, Text: text, Withdrawn: true}},
		"declined once more": {declined.After(withdrawn), withdrawn},
		"agreed again":       {agreed.After(withdrawn), agreed},
		"not required, with a text": {clinic.Consent{State: clinic.ConsentNotRequired, Text: text}.After(withdrawn),
			clinic.Consent{State: clinic.ConsentNotRequired}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tt.got != tt.want {
				t.Errorf("got %+v, want %+v", tt.got, tt.want)
			}
		})
	}
	now := time.Unix(0, 0)
	if _, err := clinic.NewConsentText("en", 1, "\u200b \r\n", "", now); clinic.KindOf(err) != clinic.Invalid {
		t.Error("a text that shows nothing:", err)
	}
	if text, err := clinic.NewConsentText("en", 1, " a\r\nb\r\n", "", now); err != nil || text.Body != "a\nb" || !text.Starter() {
		t.Errorf("got %+v, %v", text, err)
	}
}
