package route

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestKeptFormsAreBounded(t *testing.T) {
	t.Parallel()
	for _, size := range []int{10, 60 << 10} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			now := time.UnixMilli(0)
			k := NewKeptForms(func() time.Time { return now })
			for i := range 2 * keptForms {
				now = now.Add(time.Second)
				k.Put(fmt.Sprint("token", i%(keptForms+50)), KeptForm{Fields: url.Values{"x": {strings.Repeat("y", size)}}})
				if len(k.forms) > keptForms || k.bytes > keptBytes {
					t.Fatalf("%d forms of %d bytes are kept", len(k.forms), k.bytes)
				}
			}
			if _, ok := k.Get(fmt.Sprint("token", (2*keptForms-1)%(keptForms+50))); !ok {
				t.Error("the last one is lost")
			}
			now = now.Add(time.Hour)
			if k.Get("x"); len(k.forms) != 0 || k.bytes != 0 {
				t.Errorf("an hour later: %d forms of %d bytes, want none", len(k.forms), k.bytes)
			}
		})
	}
}

// What is in memory cannot be read without the token.
func TestKeptFormsAreSealed(t *testing.T) {
	t.Parallel()
	k := NewKeptForms(time.Now)
	k.Put("one", KeptForm{Action: "/a", Fields: url.Values{"family": {"Silva"}}})
	k.Put("one", KeptForm{Action: "/b", Fields: url.Values{"family": {"Silva"}}})
	for id, f := range k.forms {
		if strings.Contains(string(f.text), "Silva") || strings.Contains(string(id[:]), "one") {
			t.Error("it can be read")
		}
	}
	if f, ok := k.Get("one"); !ok || f.Action != "/b" || f.Fields.Get("family") != "Silva" {
		t.Errorf("got %v %t, want the last form", f, ok)
	}
	if _, ok := k.Get("two"); ok {
		t.Error("another token opens it")
	}
	if k.Drop("one"); len(k.forms) != 0 || k.bytes != 0 {
		t.Error("it is not dropped")
	}
}
