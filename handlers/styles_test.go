package handlers

import (
	"bytes"
	"compress/gzip"
	"os"
	"regexp"
	"strings"
	"testing"
)

// styleBytes is what the one style sheet may weigh on the wire.
const styleBytes = 7680

var (
	noSelector = regexp.MustCompile(`(?s)/\*.*?\*/|"[^"]*"`)
	styled     = regexp.MustCompile(`\.([a-z][a-z-]*)`)
	classes    = regexp.MustCompile(`class="([^"]*)"`)
	inScripts  = regexp.MustCompile(`[."]([a-z][a-z-]*)`)
	inserted   = regexp.MustCompile(`\{\{.*?\}\}`)
)

func static(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../static/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestStylesAreLight(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write([]byte(static(t, "app.css"))); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	if got := b.Len(); got > styleBytes {
		t.Errorf("app.css is %d bytes compressed, want at most %d", got, styleBytes)
	}
}

// A class is styled, or it is not there.
func TestStylesAreUsed(t *testing.T) {
	t.Parallel()
	css := static(t, "app.css")
	defined, written, mentioned := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, m := range styled.FindAllStringSubmatch(noSelector.ReplaceAllString(css, ""), -1) {
		defined[m[1]] = true
	}
	for _, text := range templateFiles(t) {
		for _, m := range classes.FindAllStringSubmatch(text, -1) {
			for _, class := range strings.Fields(inserted.ReplaceAllString(m[1], " ")) {
				written[class] = true
			}
		}
	}
	for _, script := range ourScripts(t) {
		for _, m := range inScripts.FindAllStringSubmatch(static(t, script), -1) {
			mentioned[m[1]] = true
		}
	}
	for class := range defined {
		if !written[class] && !mentioned[class] {
			t.Errorf("app.css styles .%s, which is nowhere", class)
		}
	}
	for class := range written {
		if !defined[class] && !mentioned[class] {
			t.Errorf("a template has the class %s, which app.css does not know", class)
		}
	}
}
