package clinic_test

import (
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"televisit/clinic"
)

// pasted are the signs that people's sources write between digits.
var pasted = strings.NewReplacer("-", "–", " ", "\u00a0")

// A number of any country, however it is written, is dialled as libphonenumber
// would.
func TestPhonesOfEveryCountry(t *testing.T) {
	t.Parallel()
	for region := range phonenumbers.GetSupportedRegions() {
		for _, kind := range []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE} {
			n := phonenumbers.GetExampleNumberForType(region, kind)
			if n == nil {
				continue
			}
			want := "tel:" + phonenumbers.Format(n, phonenumbers.E164)
			written := phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
			for _, typed := range []string{written, pasted.Replace(written), "(" + strings.Replace(written, " ", ") ", 1),
				phonenumbers.Format(n, phonenumbers.E164), phonenumbers.FormatOutOfCountryCallingNumber(n, "US"),
				strings.Replace(written, "+", "00 ", 1)} {
				if strings.HasPrefix(want, "tel:+1") && !strings.Contains(typed, "+") {
					typed = phonenumbers.Format(n, phonenumbers.NATIONAL)
				}
				if got := clinic.PhoneLink(typed); got != want {
					t.Errorf("%s: %q is dialled as %q, want %q", region, typed, got, want)
				}
				if got := clinic.PhoneLink(typed + " ext. 42"); got != want+";ext=42" {
					t.Errorf("%s: %q with an extension is dialled as %q", region, typed, got)
				}
			}
		}
	}
}
