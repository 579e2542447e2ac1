package store

import "testing"

// Whose commit came first need not tell of it first; what nobody told of is
// not passed over.
func TestChangesInAnyOrder(t *testing.T) {
	t.Parallel()
	h := newHeldLists()
	for _, version := range []int64{3, 2, 4, 6} {
		h.note("org", &sessionChange{version: version})
	}
	for _, c := range []struct {
		from, to int64
		known    bool
	}{{1, 4, true}, {4, 4, true}, {1, 6, false}, {4, 6, false}, {5, 6, true}, {0, 2, false}, {4, 3, false}, {2, 2 + mostRecent, false}, {2, 4 + mostRecent, false}} {
		all, ok := h.between("org", c.from, c.to)
		if ok != c.known || ok && int64(len(all)) != c.to-c.from {
			t.Errorf("from %d to %d: %d changes, %v", c.from, c.to, len(all), ok)
		}
	}
	h.note("org", &sessionChange{version: 3 + mostRecent})
	if _, ok := h.between("org", 2, 4); ok {
		t.Error("a change is known that another one took the place of")
	}
	if _, ok := h.between("other", 1, 4); ok {
		t.Error("another org's changes are known")
	}
}
