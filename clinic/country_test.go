package clinic

import "testing"

func TestCountries(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string]string{"America/New_York": UnitedStates, "America/Kentucky/Monticello": UnitedStates,
		"America/Puerto_Rico": UnitedStates, "Europe/Berlin": "DE", "America/Toronto": "CA", "UTC": "", "": "", "Nowhere/Never": ""} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			if got := (Settings{TimeZone: zone}).Country(); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	for _, zone := range Zones {
		if CountryOf(zone) == "" && zone != "UTC" {
			t.Errorf("%s is of no country", zone)
		}
	}
}
