package handlers

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/Masterminds/sprig/v3"
	"github.com/jba/templatecheck"
)

// executed are the templates that the tests of this package have executed.
var executed = &names{seen: map[string]bool{}}

type names struct {
	mu   sync.Mutex
	seen map[string]bool
}

func (n *names) note(name string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.seen[name] = true
	return ""
}

var define = regexp.MustCompile(`\{\{\s*define "([^"]+)"\s*\}\}`)

// probed is a folder of templates each of which says when it is executed.
type probed struct{ fs.FS }

func (p probed) ReadFile(name string) ([]byte, error) {
	text, err := fs.ReadFile(p.FS, name)
	if name == "error/page.html" || strings.HasSuffix(name, "page.html") {
		page := strings.TrimSuffix(name, ".html")
		text = bytes.ReplaceAll(text, []byte(`{{define "content"}}`), []byte(`{{define "content"}}{{$_ := probe "`+page+`"}}`))
	}
	return define.ReplaceAll(text, []byte(`$0{{$$_ := probe "$1"}}`)), err
}

func (p probed) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(p.FS, name) }

// TestMain fails a whole run in which a template was never executed.
func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.fuzz").Value.String() == "" {
		if never := neverExecuted(); len(never) > 0 {
			fmt.Println("templates that no test executes:", never)
			code = 1
		}
		if missing := asked.unsaid(); len(missing) > 0 {
			fmt.Printf("messages that a catalogue lacks: %q\n", missing)
			code = 1
		}
	}
	os.Exit(code)
}

func neverExecuted() (never []string) {
	_ = fs.WalkDir(os.DirFS("../templates"), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile("../templates/" + name)
		for _, m := range define.FindAllSubmatch(text, -1) {
			defined := string(m[1])
			if defined == "content" {
				defined = strings.TrimSuffix(name, ".html")
			}
			if !executed.seen[defined] {
				never = append(never, defined)
			}
		}
		return err
	})
	return never
}

// TestTemplatesFitTheirViews type-checks every page and part against the view
// it is executed with.
func TestTemplatesFitTheirViews(t *testing.T) {
	t.Parallel()
	base, err := url.Parse("http://127.0.0.1:8080/sub")
	if err != nil {
		t.Fatal(err)
	}
	l, err := newLinks(base, os.DirFS("../static"))
	if err != nil {
		t.Fatal(err)
	}
	v, err := newViews(os.DirFS("../templates"), l, inEnglish(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	checked := map[string]bool{}
	for _, c := range []interface{ fits(*views) (string, error) }{
		errorPage, loginPage, orgsPage, setupPage, sessionsPage, sessionPage, movePage,
		patientsPage, patientPage, patientFormPage,
		dayPage, bookingPage, cancelPage, patientPickPart, cancelDialog,
		todayPage, deskPart, accountPage, styleguidePage, switchPage, switchDialog, switchFound,
		faultPart, listPart, cardPart, patientsFound, movePart, movedPart, conflictPart,
	} {
		name, err := c.fits(v)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		checked[name] = true
	}
	for _, name := range handles(t) {
		if !checked[name] {
			t.Errorf("%s is not checked here", name)
		}
	}
}

var handle = regexp.MustCompile(`(?:page|part)\[\w+\]\{"([^"]+)"\}`)

// handles returns the names of all typed templates in the source.
func handles(t *testing.T) (names []string) {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f.Name())
		if !strings.HasSuffix(f.Name(), ".go") || err != nil {
			continue
		}
		for _, m := range handle.FindAllSubmatch(text, -1) {
			names = append(names, string(m[1]))
		}
	}
	return names
}

func (p page[T]) fits(v *views) (string, error) {
	var view sheet[T]
	page, ok := v.pages[p.name]
	if !ok {
		return p.name, fmt.Errorf("there is no such template")
	}
	t, err := page()
	if err != nil {
		return p.name, err
	}
	return p.name, templatecheck.CheckHTML(t.Lookup("layout"), view)
}

func (p part[T]) fits(v *views) (string, error) {
	var view T
	all, err := v.parts()
	if err != nil {
		return p.name, err
	}
	t := all.Lookup(p.name)
	if t == nil {
		return p.name, fmt.Errorf("there is no such template")
	}
	return p.name, templatecheck.CheckHTML(t, view)
}

// TestFunctions holds the functions of templates to the few that were chosen.
func TestFunctions(t *testing.T) {
	t.Parallel()
	hermetic := sprig.HermeticHtmlFuncMap()
	for _, name := range functions {
		if _, ok := hermetic[name]; !ok {
			t.Errorf("sprig has no hermetic %s", name)
		}
	}
	for _, name := range functions {
		if !regexp.MustCompile(`[{( ]` + name + ` `).MatchString(allTemplates(t)) {
			t.Errorf("no template uses %s", name)
		}
	}
	for _, never := range []string{"genPrivateKey", "fail", "until", "set", "env", "now", "uuidv4"} {
		if slices.Contains(functions, never) {
			t.Errorf("%s is not for templates", never)
		}
	}
}

// allTemplates returns the text of every template.
func allTemplates(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	err := fs.WalkDir(os.DirFS("../templates"), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile("../templates/" + name)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
