package billing

import "testing"

// The place that a page begins after is itself once it was written and read; what is none is the first
// page.
func FuzzCursor(f *testing.F) {
	f.Add("1772000000000.0195")
	f.Add("9223372036854775807.x")
	f.Add("x.")
	f.Fuzz(func(t *testing.T, text string) {
		c := cursorOf(text)
		if again := cursorOf(cursorText(c)); again.ID != c.ID || !again.At.Equal(c.At) {
			t.Errorf("%q is the place %+v, and that %+v", text, c, again)
		}
		if (c.ID == "") != (cursorText(c) == "") {
			t.Errorf("%q is written as %q", text, cursorText(c))
		}
	})
}
