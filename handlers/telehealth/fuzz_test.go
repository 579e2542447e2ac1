package telehealth

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
)

// A query of the list is itself after it was written and read again: the address is the view.
func FuzzSessionQuery(f *testing.F) {
	c := choices{providers: []store.Member{{ID: "p1"}}, platforms: []clinic.Platform{{ID: "v1"}}}
	for _, query := range []string{"status=active&provider=p1&platform=v1&modality=audio_only",
		"from=2026-02-30&to=9999-12-31&ready=no&order=time",
		"after=-9223372036854775808.x&view=table", "tab=&tab=x&by=&by=time&q=%20a", "after=1.%E2%80%AE", "status=%00&provider=p1&provider=p2"} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, query string) {
		v, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		q := parseSessionQuery(v, c)
		again, err := url.ParseQuery(q.poll())
		if err != nil {
			t.Fatalf("%q is written as %q: %v", query, q.poll(), err)
		}
		read := parseSessionQuery(again, c)
		if len(read.Dropped) > 0 || read.poll() != q.poll() || read.Status != q.Status || !read.After.At.Equal(q.After.At) {
			t.Errorf("%q is written as %q and read as %+v, not %+v", query, q.poll(), read, q)
		}
		known := []string{"provider", "platform", "modality", "from", "to", "ready", "order", "page"}
		for _, name := range q.Dropped {
			if !slices.Contains(known, name) {
				t.Errorf("%q drops %q", query, name)
			}
		}
		if f := q.filter(time.UTC); f.Limit < 1 || f.Limit > 50 {
			t.Errorf("%q asks for %d", query, f.Limit)
		}
	})
}

// The place that a page begins after is itself once it was written and read.
func FuzzCursor(f *testing.F) {
	f.Add("1772000000000.0195")
	f.Add(".")
	f.Add("+1.x")
	f.Fuzz(func(t *testing.T, text string) {
		c, ok := parseCursor(text)
		if !ok {
			return
		}
		if again, ok := parseCursor(cursorText(c)); !ok || !again.At.Equal(c.At) || again.ID != c.ID {
			t.Errorf("%q is the place %+v, and that %+v", text, c, again)
		}
	})
}
