package clinic_test

import (
	"fmt"
	"testing"
	"unicode"

	"televisit/clinic"
)

// What renders nothing is no name, of whichever category it is; joiners within
// names stay.
func TestNamesThatShowNothing(t *testing.T) {
	t.Parallel()
	nothing := []string{"", " ", "\u3164", "\uffa0", "\u115f\u1160", "\u2800", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad",
		"\u034f", "\u180e", "\u17b4", "\u202e", "\u2066", "\ufe0f", "\U000e0100", "\U000e0041", "\u0301", "\u20dd", "\u3000\u00a0", "\u2028",
		"\u061c", "\U0001d159", "\U0001d173", "\u2800 \u200d\ufe0f", "\u200e\u200f"}
	for r := range unicode.Other_Default_Ignorable_Code_Point.R16 {
		nothing = append(nothing, string(rune(unicode.Other_Default_Ignorable_Code_Point.R16[r].Lo)))
	}
	for _, text := range nothing {
		t.Run(fmt.Sprintf("%+q", text), func(t *testing.T) {
			t.Parallel()
			p := clinic.Patient{Given: text, Family: text, MRN: "1", Born: "1980-01-01", PayerClass: "other"}.Clean()
			if err := p.Check("2026-03-02"); !clinic.ShowsNothing(text) || clinic.KindOf(err) != clinic.Invalid {
				t.Errorf("got %v, want it refused", err)
			}
		})
	}
	for _, text := range []string{"a", "علی\u200cرضا", "ශ්\u200dරී", "क्\u200dष", "അവന്\u200d", "-", "\u0600", "葛\U000e0100",
		"é", "e\u0301", "한", "👩\u200d⚕️", "\u0e01\u0e34"} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			p := clinic.Patient{Given: text, MRN: "1", Born: "1980-01-01", PayerClass: "other"}.Clean()
			if err := p.Check("2026-03-02"); clinic.ShowsNothing(text) || err != nil || p.Given != text {
				t.Errorf("got %v and %q, want it taken as it is", err, p.Given)
			}
		})
	}
}
