package handlers

import (
	"flag"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"text/template/parse"

	"televisit/web/ui/uitest"
)

// executed are the templates that the tests of this package have executed.
var executed = &names{all: map[string]bool{}}

type names struct {
	mu  sync.Mutex
	all map[string]bool
}

func (n *names) note(name string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all[name] = true
	return ""
}

// watch lets each template note that it is executed: an assignment is put before what
// it does.
func watch(set *template.Template) {
	set.Funcs(template.FuncMap{"note": executed.note})
	for _, t := range set.Templates() {
		if t.Tree == nil || t.Tree.Root == nil {
			continue
		}
		name, _, _ := strings.Cut(t.Name(), " ") // a layout is called after its page
		first, err := parse.Parse("note", fmt.Sprintf(`{{$_ := note %q}}`, name), "", "", map[string]any{"note": executed.note})
		if err != nil {
			panic(err)
		}
		t.Tree.Root.Nodes = append(first["note"].Root.Nodes, t.Tree.Root.Nodes...)
	}
}

// TestMain fails a whole run in which a template was never executed, or a message
// was shown that a catalogue lacks.
func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.fuzz").Value.String() == "" {
		if never := neverExecuted(); len(never) > 0 {
			fmt.Println("templates that no test executes:", never)
			code = 1
		}
		if missing := used.missing(); len(missing) > 0 {
			fmt.Printf("messages that a catalogue lacks: %q\n", missing)
			code = 1
		}
		if lost := used.lost(); len(lost) > 0 {
			fmt.Printf("messages that were English text before they were shown: %q\n", lost)
			code = 1
		}
	}
	os.Exit(code)
}

var define = regexp.MustCompile(`\{\{-?\s*define "([^"]+)"\s*-?\}\}`)

func neverExecuted() (never []string) {
	files := os.DirFS("../templates")
	_ = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, name)
		for _, m := range define.FindAllSubmatch(text, -1) {
			if defined := string(m[1]); !executed.all[defined] {
				never = append(never, defined)
			}
		}
		return err
	})
	return never
}

var handle = regexp.MustCompile(`(\w+)\s+= (?:ui\.)?New(?:Page|Part)\[`)

// TestEveryTemplateIsChecked: each page and part of an area stands in its list of
// those whose types are checked.
func TestEveryTemplateIsChecked(t *testing.T) {
	t.Parallel()
	found := 0
	for _, pattern := range []string{"handlers/*", "web/ui"} {
		rooms, err := filepath.Glob(filepath.Join(uitest.Root(), pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, room := range rooms {
			sources, err := filepath.Glob(filepath.Join(room, "*.go"))
			if err != nil {
				t.Fatal(err)
			}
			checks, _ := os.ReadFile(filepath.Join(room, "templates_test.go")) // a room without templates has none
			for _, source := range sources {
				text, err := os.ReadFile(source)
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range handle.FindAllSubmatch(text, -1) {
					if found++; !regexp.MustCompile(`\b` + string(m[1]) + `\b`).Match(checks) {
						t.Errorf("%s of %s is not checked in templates_test.go beside it", m[1], source)
					}
				}
			}
		}
	}
	if found < 20 {
		t.Errorf("got %d pages and parts, want more than 20", found)
	}
}
