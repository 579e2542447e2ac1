package ui

import (
	"fmt"
	"testing"
)

func TestCacheIsBounded(t *testing.T) {
	t.Parallel()
	c := NewCache[int, string](100)
	for i := range 1000 {
		c.Put(i%70, fmt.Sprint(i), 30)
		if c.bytes > 100 || c.bytes != 30*c.all.Len() {
			t.Fatalf("%d bytes in %d entries", c.bytes, c.all.Len())
		}
	}
	if v, ok := c.Get(999 % 70); !ok || v != "999" {
		t.Error("the last one is gone:", v, ok)
	}
	if _, ok := c.Get(0); ok {
		t.Error("the oldest one is held")
	}
	c.Put(1, "too much", 101)
	if c.bytes != 0 || c.all.Len() != 0 {
		t.Error("more than the most is held")
	}
}
