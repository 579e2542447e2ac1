package clinic_test

import (
	"testing"
	"time"

	"televisit/clinic"
)

var rfcSecret = []byte("12345678901234567890")

// The vectors of RFC 6238, appendix B, for SHA-1: their last six digits.
func TestCodesOfTheRFC(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924",
		2000000000: "279037", 20000000000: "353130"} {
		if got := clinic.CodeOf(rfcSecret, clinic.CodeStep(time.Unix(seconds, 0))); got != want {
			t.Errorf("at %d: got %s, want %s", seconds, got, want)
		}
	}
}

func TestAcceptedStep(t *testing.T) {
	t.Parallel()
	now := time.Unix(1111111111, 0)
	at := clinic.CodeStep(now)
	for name, c := range map[string]struct {
		code string
		last int64
		want int64 // 0 for none
	}{
		"now":           {clinic.CodeOf(rfcSecret, at), 0, at},
		"with spaces":   {" 050 471 ", 0, at},
		"one step late": {clinic.CodeOf(rfcSecret, at-1), 0, at - 1},
		"one too early": {clinic.CodeOf(rfcSecret, at+1), 0, at + 1},
		"two late":      {clinic.CodeOf(rfcSecret, at-2), 0, 0},
		"two early":     {clinic.CodeOf(rfcSecret, at+2), 0, 0},
		"used":          {clinic.CodeOf(rfcSecret, at), at, 0},
		"before it":     {clinic.CodeOf(rfcSecret, at-1), at, 0},
		"after it":      {clinic.CodeOf(rfcSecret, at+1), at, at + 1},
		"nothing":       {"", 0, 0},
		"cut":           {"05047", 0, 0},
		"longer":        {"0504711", 0, 0},
		"letters":       {"o5o471", 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got, ok := clinic.AcceptedStep(rfcSecret, c.code, now, c.last); got != c.want || ok != (c.want != 0) {
				t.Errorf("got %d, %t, want %d", got, ok, c.want)
			}
		})
	}
}

func TestTypedCode(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"ABCD-efgh 2345": "abcdefgh2345", "0A1B": "oalb", "01 02 03": "010203"} {
		if got := clinic.TypedCode(typed); got != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
}

func TestWhoNeedsASecondFactor(t *testing.T) {
	t.Parallel()
	for role, want := range map[clinic.RoleID]bool{clinic.OrgAdmin: true, clinic.Manager: false, clinic.Provider: false, clinic.Staff: false} {
		rights := clinic.RightsOf(role)
		for of, want := range map[string]bool{clinic.OfNobody: false, clinic.OfAdministrators: want, clinic.OfEverybody: true} {
			if got := (clinic.Settings{SecondFactor: of}).DemandsSecondFactor(rights); got != want {
				t.Errorf("%s of %s: got %t, want %t", of, role, got, want)
			}
		}
	}
}
