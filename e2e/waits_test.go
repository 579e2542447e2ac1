package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// reserved is what only these files may say: there is one way to another page,
// and one to the end of a login (docs/decisions/0014-browser-tests.md).
var reserved = []struct {
	name    string
	pattern *regexp.Regexp
	files   []string
}{
	{"asking whether a page is there", regexp.MustCompile(`readyState|data-ready|dataset\.ready|"paint"`), []string{"hand_test.go"}},
	{"going to a page", regexp.MustCompile(`chromedp\.(Navigate|Reload)|page\.Navigate|history\.back`),
		[]string{"hand_test.go", "login_test.go", "person_test.go"}},
	{"waiting for an address", regexp.MustCompile(`\.(wait|until)\(.*location\.`), []string{"hand_test.go"}},
	{"ending a login", regexp.MustCompile(`ClearBrowserCookies|"Sign out"`), []string{"login_test.go"}},
	{"sleeping", regexp.MustCompile(`(time|chromedp)\.Sleep`), nil},
}

func TestOneWayToWait(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*_test.go")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	for _, r := range reserved {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			for _, file := range files {
				if file == "waits_test.go" || slices.Contains(r.files, file) {
					continue
				}
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				for _, line := range r.pattern.FindAll(text, -1) {
					t.Errorf("%s: got %s, want the helpers of %v", file, line, r.files)
				}
			}
		})
	}
}
