package handlers

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var markupDir = flag.String("markup", "", "directory for the pages that the tests see, for other validators")

var (
	someID  = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)
	unnamed = regexp.MustCompile(`[^a-z-]+`)
)

// keepMarkup writes an answer to *markupDir: one for each kind of request and
// answer. What is a part of a page stands in a page there.
func keepMarkup(t testing.TB, r *http.Request, code int, markup string) {
	t.Helper()
	if *markupDir == "" {
		return
	}
	path := unnamed.ReplaceAllString(someID.ReplaceAllString(r.URL.Path, "id"), "_")
	kind := fmt.Sprintf("%s%.80s-%d", r.Method, path, code)
	if !strings.HasPrefix(markup, "<!DOCTYPE") {
		kind += "-part"
		if strings.HasPrefix(markup, "<li") {
			markup = "<ul>" + markup + "</ul>"
		}
		markup = strings.ReplaceAll(partial.ReplaceAllString(markup, "<template>"), "</hx-partial>", "</template>")
		markup = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Part</title></head><body><main><h1>Part</h1><h2>Of a page</h2>
<form id="search" action="/"><button type="submit">Go</button></form>` + markup + "</main></body></html>\n"
	}
	if err := os.WriteFile(filepath.Join(*markupDir, kind+".html"), []byte(markup), 0o600); err != nil {
		t.Error(err)
	}
}
