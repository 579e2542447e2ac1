package main

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// ours returns the files of the project whose names have one of the endings.
func ours(t *testing.T, endings ...string) (all []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (d.Name()[0] == '.' || d.Name() == "testdata" || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		for _, ending := range endings {
			if !d.IsDir() && strings.HasSuffix(name, ending) && !strings.HasSuffix(name, ".min.js") {
				all = append(all, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var (
	linked = regexp.MustCompile(`\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"\s]+)"`)
	named  = regexp.MustCompile("`((?:clinic|store|web|handlers|jobs|locales|templates|static|migrations|demo|e2e|docs)/[^`*…{<\\s]*)`")
)

// Every relative link in the documents leads to a file, and every file they
// name is there.
func TestDocumentsNameWhatIsThere(t *testing.T) {
	t.Parallel()
	for _, doc := range ours(t, ".md") {
		text := read(t, doc)
		for _, m := range linked.FindAllStringSubmatch(text, -1) {
			target, _, _ := strings.Cut(m[1]+m[2], "#")
			if target == "" || strings.Contains(target, ":") {
				continue
			}
			if _, err := os.Stat(path.Join(path.Dir(doc), target)); err != nil {
				t.Errorf("%s links to %s: %v", doc, target, err)
			}
		}
		for _, m := range named.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(m[1]); err != nil {
				t.Errorf("%s names %s: %v", doc, m[1], err)
			}
		}
	}
}

// The README says how to run it and how to test it.
func TestReadmeHasTheTwoCommands(t *testing.T) {
	t.Parallel()
	text := read(t, "README.md")
	for _, command := range []string{"\ngo run . demo\n", "\nmake test\n"} {
		if !strings.Contains(text, command) {
			t.Errorf("README.md does not have the line %q", strings.TrimSpace(command))
		}
	}
}

var differ = regexp.MustCompile(`(?m)^differ = (.+)$`)

// The Makefile chooses tests of the pages by parts of their names. Each part still is of one, or fewer would run unheard.
func TestMakefileNamesTests(t *testing.T) {
	t.Parallel()
	chosen := differ.FindStringSubmatch(read(t, "Makefile"))
	if chosen == nil {
		t.Fatal("the Makefile has no line that begins with differ")
	}
	var tests strings.Builder
	for _, name := range ours(t, "_test.go") {
		if path.Dir(name) == "handlers" {
			tests.WriteString(read(t, name))
		}
	}
	for part := range strings.SplitSeq(strings.ReplaceAll(chosen[1], "$$", `\(`), "|") {
		if !regexp.MustCompile(`(?m)^func Test.*` + strings.TrimPrefix(part, "Test")).MatchString(tests.String()) {
			t.Errorf("no test of the pages is called %q", part)
		}
	}
}

// A file that is too long has two subjects. Not so the style sheet, whose limit
// is its weight: a rule in three lines reads better than in one.
func TestFilesAreShort(t *testing.T) {
	t.Parallel()
	const most = 300
	for _, name := range ours(t, ".go", ".html", ".js") {
		if n := bytes.Count([]byte(read(t, name)), []byte("\n")); n > most {
			t.Errorf("%s has %d lines, %d are enough", name, n, most)
		}
	}
}

// A line that is too long is not read to its end.
func TestLinesAreShort(t *testing.T) {
	t.Parallel()
	const most = 140
	for _, name := range ours(t, ".go", ".html", ".css", ".js") {
		number := 0
		for line := range strings.Lines(read(t, name)) {
			number++
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > most {
				t.Errorf("%s:%d has %d characters, %d are enough", name, number, n, most)
			}
		}
	}
}

// Each direct dependency has its reason in CONTRIBUTING.md.
func TestDependenciesHaveReasons(t *testing.T) {
	t.Parallel()
	reasons := read(t, "CONTRIBUTING.md")
	for line := range strings.Lines(read(t, "go.mod")) {
		module, _, found := strings.Cut(strings.TrimSpace(strings.TrimPrefix(line, "require ")), " v")
		if !found || strings.Contains(line, "// indirect") {
			continue
		}
		name := regexp.MustCompile(`/v\d+$`).ReplaceAllString(strings.TrimPrefix(module, "github.com/"), "")
		if !strings.Contains(reasons, "`"+name+"`") {
			t.Errorf("CONTRIBUTING.md gives no reason for %s", module)
		}
	}
}

// The README has every setting of the program, and no other.
func TestReadmeHasEverySetting(t *testing.T) {
	t.Parallel()
	readme := read(t, "README.md")
	setting := regexp.MustCompile(`\bTELEVISIT_[A-Z_]+\b`)
	known := map[string]bool{}
	for _, name := range ours(t, ".go") {
		if strings.Contains(name, "/") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, key := range setting.FindAllString(read(t, name), -1) {
			known[key] = true
			if !strings.Contains(readme, "`"+key+"`") {
				t.Errorf("README.md does not name %s", key)
			}
		}
	}
	for _, key := range setting.FindAllString(readme, -1) {
		if !known[key] {
			t.Errorf("README.md names %s, which is no setting", key)
		}
	}
}
