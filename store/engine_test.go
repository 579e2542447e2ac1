package store_test

import (
	"strings"
	"testing"

	"televisit/store/storetest"
)

// Who looks after a database learns which it is, its schema, and when it was last written.
func TestWhatTheDatabaseSays(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	if got, err := d.Store.Engine(t.Context()); err != nil || !strings.Contains(got, "SQL") || !strings.Contains(got, " ") {
		t.Errorf("engine: got %q, %v; want a name and a version", got, err)
	}
	if have, want, err := d.Store.Schema(t.Context()); err != nil || have != want || have == 0 {
		t.Errorf("schema: got %d, want %d: %v", have, want, err)
	}
	if got, err := d.Store.UnscopedLastChange(t.Context()); err != nil || got.IsZero() || got.After(d.Clock.Now()) {
		t.Errorf("last change: got %v, want a time up to %v: %v", got, d.Clock.Now(), err)
	}
}
