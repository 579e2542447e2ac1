package clinic

import "testing"

func TestZones(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, name := range Zones {
		if !KnownZone(name) || seen[name] {
			t.Errorf("%s is unknown or stands twice", name)
		}
		seen[name] = true
	}
}
