package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// asvs says how many requirements each section of ASVS 5.0.0 has up to level 2. They are
// numbered from 1.
var asvs = map[string]int{
	"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
	"2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
	"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
	"4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
	"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
	"6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
	"7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
	"8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
	"9.1": 3, "9.2": 4,
	"10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
	"11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
	"12.1": 3, "12.2": 2, "12.3": 4,
	"13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
	"14.1": 2, "14.2": 4, "14.3": 3,
	"15.1": 3, "15.2": 3, "15.3": 7,
	"16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
	"17.1": 1, "17.2": 4, "17.3": 2,
}

var (
	aTest        = regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`")
	aFunc        = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	requirements = regexp.MustCompile(`(?m)^\| ([0-9][0-9., –]+) \| (.*) \| (.*)\|$`)
)

// docs/security.md answers each requirement once, with a test that exists, or says that
// there is nothing of the kind.
func TestSecurityPageIsWhole(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{}
	for _, name := range ours(t, "_test.go") {
		for _, m := range aFunc.FindAllStringSubmatch(read(t, name), -1) {
			tests[m[1]] = true
		}
	}
	page := read(t, "docs/security.md")
	for _, m := range aTest.FindAllStringSubmatch(page, -1) {
		if !tests[m[1]] {
			t.Errorf("docs/security.md names %s, which is no test", m[1])
		}
	}
	answered := map[string]int{}
	for _, m := range requirements.FindAllStringSubmatch(page, -1) {
		for _, id := range expand(t, m[1]) {
			answered[id]++
		}
		if len(strings.TrimSpace(m[2])) < len("Go's net/http") {
			t.Errorf("%s: got %q, want how it is held", m[1], m[2])
		}
	}
	for _, section := range slices.Sorted(maps.Keys(asvs)) {
		for i := range asvs[section] {
			id := fmt.Sprintf("%s.%d", section, i+1)
			if answered[id] != 1 {
				t.Errorf("%s: got %d answers, want one", id, answered[id])
			}
			delete(answered, id)
		}
	}
	if len(answered) > 0 {
		t.Errorf("got answers to %v, which are not up to level 2", slices.Sorted(maps.Keys(answered)))
	}
}

// expand returns the numbers in a cell like "1.2.5–1.2.8, 1.3.1".
func expand(t *testing.T, cell string) (ids []string) {
	t.Helper()
	for part := range strings.SplitSeq(cell, ", ") {
		from, to, isRange := strings.Cut(part, "–")
		ids = append(ids, from)
		if !isRange {
			continue
		}
		torn := strings.LastIndex(from, ".") + 1
		first, err1 := strconv.Atoi(from[torn:])
		last, err2 := strconv.Atoi(strings.TrimPrefix(to, from[:torn]))
		if err1 != nil || err2 != nil || last <= first {
			t.Fatalf("%q is no range", part)
		}
		for i := first + 1; i <= last; i++ {
			ids = append(ids, fmt.Sprint(from[:torn], i))
		}
	}
	return ids
}
