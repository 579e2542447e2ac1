package main

import (
	"strings"
	"testing"
)

func TestSummary(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, input string
		want        []string
		not         string
		broken      bool
	}{
		{"all is well", `{"Action":"output","Package":"p","Test":"TestA","Output":"quiet\n"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}
{"Action":"pass","Package":"p"}
`, []string{"ok  \tp\t0.1s\n", "\n1 passed, 0 failed, 0 skipped\n"}, "quiet", false},
		{"one fails", `{"Action":"output","Package":"p","Test":"TestA","Output":"got 1, want 2\n"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"skip","Package":"p","Test":"TestB"}
{"Action":"fail","Package":"p"}
`, []string{"got 1, want 2\n", "0 passed, 1 failed, 1 skipped\n"}, "", true},
		{"one does not build", `{"ImportPath":"p","Action":"build-output","Output":"p.go:1: undefined\n"}
{"ImportPath":"p","Action":"build-fail"}
{"Action":"output","Package":"p","Output":"FAIL\tp [build failed]\n"}
{"Action":"fail","Package":"p","FailedBuild":"p"}
`, []string{"undefined\n", "[build failed]\n", "0 passed, 0 failed, 0 skipped\n"}, "", true},
		{"go itself complains", "go: cannot find main module\n", []string{"cannot find main module\n"}, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			s := newSummary(&out)
			if err := s.read(strings.NewReader(c.input)); err != nil {
				t.Fatal(err)
			}
			s.print()
			for _, want := range c.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("got %q, want %q in it", out.String(), want)
				}
			}
			if c.not != "" && strings.Contains(out.String(), c.not) {
				t.Errorf("got %q, want nothing of %q", out.String(), c.not)
			}
			if s.broken != c.broken {
				t.Errorf("got broken %v, want %v", s.broken, c.broken)
			}
		})
	}
}
