package handlers

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	imported  = regexp.MustCompile(`(?m)^(?:import|export) (?:[^"\n]* from )?"([^"]+)";$`)
	preloaded = regexp.MustCompile(`<link rel="modulepreload" href="\{\{asset "([^"]+)"\}\}">`)
)

// ourScripts returns the names of the scripts that are not vendored.
func ourScripts(t *testing.T) (names []string) {
	t.Helper()
	files, err := os.ReadDir("../static")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if name := f.Name(); strings.HasSuffix(name, ".js") && !strings.HasSuffix(name, ".min.js") {
			names = append(names, name)
		}
	}
	return names
}

// importsOf returns the modules that a script imports.
func importsOf(t *testing.T, script string) (names []string) {
	t.Helper()
	for _, m := range imported.FindAllStringSubmatch(static(t, script), -1) {
		name, beside := strings.CutPrefix(m[1], "./")
		if !beside {
			t.Errorf("%s imports %q, want a file beside it: ./name.js", script, m[1])
		}
		names = append(names, name)
	}
	return names
}

// What app.js imports, and what that imports, is preloaded by the layout, so
// that the browser need not read one module to learn of the next.
func TestModulesArePreloaded(t *testing.T) {
	t.Parallel()
	var got []string
	for _, m := range preloaded.FindAllStringSubmatch(templateFiles(t)["ui/head.html"], -1) {
		got = append(got, m[1])
	}
	var want []string
	for _, name := range ourScripts(t) {
		if name != "app.js" && name != "theme.js" { // which the layout names as scripts
			want = append(want, name)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the layout preloads\n got %q\nwant %q", got, want)
	}
}

// Imports of modules make no circle, and no module is there that nothing
// imports.
func TestModulesImportWithoutCircles(t *testing.T) {
	t.Parallel()
	reached := map[string]bool{}
	var visit func(name string, above []string)
	visit = func(name string, above []string) {
		if slices.Contains(above, name) {
			t.Fatalf("a circle of imports: %s", strings.Join(append(above, name), " → "))
		}
		if reached[name] {
			return
		}
		for _, next := range importsOf(t, name) {
			visit(next, append(above, name))
		}
		reached[name] = true
	}
	visit("app.js", nil)
	for _, name := range ourScripts(t) {
		if !reached[name] && name != "theme.js" {
			t.Errorf("%s is imported by nothing", name)
		}
	}
}
