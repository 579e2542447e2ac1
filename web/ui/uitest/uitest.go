// Package uitest checks, in tests, that templates fit the views they are executed
// with.
package uitest

import (
	"html/template"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/jba/templatecheck"

	"televisit/web/assets"
	"televisit/web/i18n"
	"televisit/web/ui"
)

// Root returns the folder of the project.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..")
}

// English returns the views of the project in English.
func English(t testing.TB) *ui.Views {
	t.Helper()
	site, err := assets.New("/sub", os.DirFS(filepath.Join(Root(), "static")))
	if err != nil {
		t.Fatal(err)
	}
	all, err := i18n.Load(os.DirFS(filepath.Join(Root(), "locales")), nil)
	if err != nil {
		t.Fatal(err)
	}
	views, err := ui.NewViews(os.DirFS(filepath.Join(Root(), "templates")), site, all[0], nil)
	if err != nil {
		t.Fatal(err)
	}
	return views
}

// A Template is a ui.Page or a ui.Part.
type Template interface {
	Name() string
	// Template returns what is executed, and with a value of which type.
	Template(*ui.Views) (*template.Template, any)
}

// CheckTypes fails for each template that does not fit its view. It wants all of a
// package.
func CheckTypes(t *testing.T, all ...Template) {
	t.Helper()
	views := English(t)
	for _, each := range all {
		t.Run(each.Name(), func(t *testing.T) {
			parsed, view := each.Template(views)
			if parsed == nil {
				t.Fatal("there is no such template")
			}
			if err := templatecheck.CheckHTML(parsed, view); err != nil {
				t.Error(err)
			}
		})
	}
}
