package label

import (
	"testing"

	"televisit/clinic"
)

// TestEveryKeyHasASentence: each permission stands once in a group, and with a sentence for one's
// own where it can be granted so.
func TestEveryKeyHasASentence(t *testing.T) {
	t.Parallel()
	shown := map[clinic.Permission]int{}
	for _, g := range keyGroups {
		for _, k := range g.Keys {
			shown[k.Key]++
			if got, want := k.Own != "", k.Key.KnowsOwn(); got != want {
				t.Errorf("%s has a sentence for one's own: %v, want %v", k.Key, got, want)
			}
		}
	}
	for _, key := range clinic.Permissions() {
		if shown[key] != 1 {
			t.Errorf("%s is said %d times, want once", key, shown[key])
		}
	}
}
