package main

import (
	"regexp"
	"strings"
	"testing"
)

// Each exception from a linter names its rule and says why.
func TestExceptionsAreExplained(t *testing.T) {
	t.Parallel()
	found := 0
	for _, name := range ours(t, ".go") {
		if name == "exceptions_test.go" {
			continue
		}
		for line := range strings.Lines(read(t, name)) {
			if _, after, is := strings.Cut(line, "#nosec"); is {
				if found++; !regexp.MustCompile(`^ G\d{3} -- \S.{6,}`).MatchString(after) {
					t.Errorf("%s: %s", name, line)
				}
			}
			if _, after, is := strings.Cut(line, "//lint:"); is && !regexp.MustCompile(`^(file-)?ignore [A-Z]+\d+ \S.{6,}`).MatchString(after) {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
	if found < 20 {
		t.Errorf("%d exceptions found", found)
	}
}
