package clinic

import "testing"

func TestZones(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, name := range Zones {
		if !KnownZone(name) {
			t.Errorf("%s is not known, want a zone of the database", name)
		}
		if seen[name] {
			t.Errorf("%s stands twice, want it once", name)
		}
		seen[name] = true
	}
}
