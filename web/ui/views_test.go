package ui

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/Masterminds/sprig/v3"
)

// TestFunctions holds the functions of templates to the few that were chosen.
func TestFunctions(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	files := os.DirFS("../../templates")
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		source, err := fs.ReadFile(files, name)
		text.Write(source)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	hermetic := sprig.HermeticHtmlFuncMap()
	for _, name := range functions {
		if _, ok := hermetic[name]; !ok {
			t.Errorf("sprig has no hermetic %s", name)
		}
		if !regexp.MustCompile(`[{( ]` + name + ` `).MatchString(text.String()) {
			t.Errorf("no template uses %s", name)
		}
	}
	for _, never := range []string{"genPrivateKey", "fail", "until", "set", "env", "now", "uuidv4"} {
		if slices.Contains(functions, never) {
			t.Errorf("%s is not for templates", never)
		}
	}
}
