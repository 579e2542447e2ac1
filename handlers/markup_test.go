package handlers

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// forbidden is what the content security policy would not run, or htmx would
// need eval for.
var forbidden = map[string]*regexp.Regexp{
	"hx-on":                          regexp.MustCompile(`hx-on`),
	"an inline style":                regexp.MustCompile(`(?i)\sstyle=|<style`),
	"an inline handler":              regexp.MustCompile(`(?i)[\s}"]on[a-z]+=`),
	"an inline script":               regexp.MustCompile(`(?i)<script`),
	"javascript:":                    regexp.MustCompile(`(?i)javascript:|"js:`),
	"a filter in a trigger":          regexp.MustCompile(`hx-trigger="[^"]*\[`),
	"an hx- attribute without data-": regexp.MustCompile(`[\s}"]hx-[a-z]+[:a-z0-9-]*=`),
}

var (
	comment = regexp.MustCompile(`(?s)\{\{/\*.*?\*/\}\}`)
	script  = regexp.MustCompile(`<script (src=[^>]*|type="application/json" id="catalogue")>(\{\{forscript\}\})?</script>`)
	partial = regexp.MustCompile(`<hx-partial[^>]*>`) // an element whose attributes have no prefix
	defined = regexp.MustCompile(`\{\{-?\s*define "([^"]+)"`)
)

// templateFiles returns the text of every template by its path.
func templateFiles(t *testing.T) map[string]string {
	t.Helper()
	files, all := os.DirFS("../templates"), map[string]string{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, name)
		all[name] = comment.ReplaceAllString(string(text), "")
		return err
	})
	if err != nil || len(all) == 0 {
		t.Fatal("no templates", err)
	}
	return all
}

func TestTemplatesHoldNothingInline(t *testing.T) {
	t.Parallel()
	for name, text := range templateFiles(t) {
		text = partial.ReplaceAllString(script.ReplaceAllString(text, ""), "")
		for what, pattern := range forbidden {
			if found := pattern.FindString(text); found != "" {
				t.Errorf("%s holds %s: %q", name, what, found)
			}
		}
	}
}

// A template's name is its folder and a word, so the folder tells where it is. That of
// a page is its path.
func TestTemplatesAreNamedByTheirFolder(t *testing.T) {
	t.Parallel()
	home := map[string]string{}
	for file, text := range templateFiles(t) {
		if page := strings.TrimSuffix(file, ".html"); strings.HasSuffix(page, "page") && !strings.Contains(text, `{{define "`+page+`"}}`) {
			t.Errorf("%s does not define %q", file, page)
		}
		for _, m := range defined.FindAllStringSubmatch(text, -1) {
			name := m[1]
			if file == "layout.html" && name == "layout" {
				continue
			}
			if path.Dir(name) != path.Dir(file) {
				t.Errorf("%s defines %q, which does not begin with its folder", file, name)
			}
			if other := home[name]; other != "" {
				t.Errorf("%q is defined in %s and in %s", name, other, file)
			}
			home[name] = file
		}
	}
}
