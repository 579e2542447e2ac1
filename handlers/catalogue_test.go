package handlers

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode"

	"televisit/clinic"
	"televisit/web/i18n"
)

// A catalogue is a file of locales: a text, or its forms, by id.
type catalogue map[string]any

func readCatalogue(t *testing.T, lang string) (c catalogue) {
	t.Helper()
	text, err := os.ReadFile("../locales/" + lang + ".json")
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// forms returns the texts that a message has.
func (c catalogue) forms(id string) []string {
	switch text := c[id].(type) {
	case string:
		return []string{text}
	case map[string]any:
		return []string{fmt.Sprint(text["one"]), fmt.Sprint(text["other"])}
	}
	return nil
}

// TestCatalogueIsWhole fails on a text of the program that a language lacks, on
// one that nothing says any more, and on one that takes other arguments.
func TestCatalogueIsWhole(t *testing.T) {
	t.Parallel()
	english, spanish, used := readCatalogue(t, "en"), readCatalogue(t, "es"), idsInUse(t)
	for id, where := range used {
		if _, ok := spanish[id]; !ok && !wordless(id) {
			t.Errorf("es.json lacks %q of %s", id, where)
		}
	}
	for id := range spanish {
		if used[id] == "" {
			t.Errorf("nothing says %q of es.json", id)
		}
		if len(english.forms(id)) == 2 && len(spanish.forms(id)) != 2 {
			t.Errorf("es.json has no forms for %q", id)
		}
		for _, text := range spanish.forms(id) {
			if text == "" || text == "<nil>" || !slices.Equal(verbsOf(text), verbsOf(id)) {
				t.Errorf("es.json: %q is no %q", text, id)
			}
		}
	}
	for id := range english {
		if used[id] == "" || len(english.forms(id)) != 2 {
			t.Errorf("en.json: %q is not said, or has no forms", id)
		}
	}
}

// verbsOf returns what a message takes, in order.
func verbsOf(text string) []string {
	all := verb.FindAllString(text, -1)
	for i, v := range all {
		all[i] = v[:1] + v[len(v)-1:]
	}
	slices.Sort(all)
	return all
}

var call = regexp.MustCompile(`\{\{[^}]*?\bt "((?:[^"\\]|\\.)*)"`)

// idsInUse returns the messages that the program shows, and where.
func idsInUse(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for name, text := range templateFiles(t) {
		for _, m := range call.FindAllStringSubmatch(text, -1) {
			all[m[1]] = name
		}
	}
	for _, room := range []string{"handlers", "handlers/*", "web", "web/*", "clinic", "doctor"} {
		texts(t, room, people, all)
	}
	for _, room := range []string{"store", "store/db"} {
		texts(t, room, sentence, all)
	}
	for id := range i18n.Scripted {
		all[id] = "static"
	}
	for _, id := range rawTexts() {
		all[id] = "what is on record"
	}
	return all
}

// rawTexts are the messages whose ids look like no text: values of the database,
// the one field whose name is a single word, a rule set, the halves of the day and a weekday.
func rawTexts() (all []string) {
	all = []string{"language", "AM", "PM", "Mon", "no-show", "No-show|status", "US 2026"}
	for _, s := range clinic.Statuses {
		all = append(all, string(s))
	}
	for _, m := range clinic.Modalities {
		all = append(all, m.Text())
	}
	for _, place := range clinic.Places {
		all = append(all, place+"|place")
	}
	for _, name := range []string{"status", "provider", "platform", "modality", "from", "to", "ready", "order", "page"} {
		all = append(all, name+"|filter")
	}
	return all
}

var (
	// people matches a literal that looks like what people read.
	people = regexp.MustCompile(`^(\p{Lu}[\p{Ll} ]*[….]?(\|\w+)?|%d .*|.*\pL.* .*\pL.*|.*(2 Jan|15:04).*)$`)
	// sentence does so in a room that also speaks SQL.
	sentence = regexp.MustCompile(`^(\p{Lu}[\p{Ll} ]|%).* .*\.$`)
	// machines matches those that look so and are for machines.
	machines = regexp.MustCompile(`charset=|'(self|none)'|\(\)|["<]|` +
		`^(Vary|Cookie|Forwarded|HX-Request, Accept-Encoding|Español|Referer|Local|Jan|January|Mon|Monday|Televisit)$`)
)

// texts adds the messages of a room's source to all: the literals that look like
// one.
func texts(t *testing.T, room string, look *regexp.Regexp, all map[string]string) {
	t.Helper()
	files, err := filepath.Glob("../" + room + "/*.go")
	if err != nil {
		t.Fatal(room, err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || forMakers(name) {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.CallExpr:
				if id := shown(n); id != "" {
					all[id] = name
				}
				return !forDevelopers(n)
			case *ast.BasicLit:
				if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && look.MatchString(text) &&
					!machines.MatchString(text) {
					all[text] = name
				}
			}
			return true
		})
	}
}

// forMakers reports whether a file is read by those who make the pages, who read
// English: the style guide's samples.
func forMakers(name string) bool {
	return strings.Contains(name, "styleguide") || strings.Contains(name, "uitest")
}

// said returns the message that a call says, however it looks.
func shown(c *ast.CallExpr) string {
	if s, ok := c.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"T", "N"}, s.Sel.Name) && len(c.Args) > 0 {
		if lit, ok := c.Args[0].(*ast.BasicLit); ok {
			id, _ := strconv.Unquote(lit.Value) // it was parsed
			return id
		}
	}
	return ""
}

// forDevelopers reports whether only the log, a developer or a program reads
// what a call is given.
func forDevelopers(c *ast.CallExpr) bool {
	s, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	of, _ := s.X.(*ast.Ident)
	return slices.Contains([]string{"Info", "Warn", "LogAttrs", "Set", "LogError", "NewReplacer"}, s.Sel.Name) || s.Sel.Name == "Error" ||
		s.Sel.Name == "Errorf" && of != nil && of.Name == "fmt" || s.Sel.Name == "MustCompile"
}

// A text that is no message, in what a template shows or says of itself.
var (
	actions  = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	unspoken = regexp.MustCompile(`(?s)<script.*?</script>|<kbd>.*?</kbd>|<title>|` +
		`· Televisit</title>|<span>Televisit</span>|aria-label="Televisit"`)
	preferred = regexp.MustCompile(`\s(?:aria-label|title|placeholder|alt)="[^"]*\pL[^"]*"`)
	// An element, and what is defined to stand in one.
	element = regexp.MustCompile(`(?s)<[^>]*>|[\w:-]+="[^"]*"|\b(required|checked|autofocus|data-cards)\b`)
)

func TestTemplatesHoldNoText(t *testing.T) {
	t.Parallel()
	for name, text := range templateFiles(t) {
		if forMakers(name) {
			continue
		}
		text = unspoken.ReplaceAllString(actions.ReplaceAllString(text, ""), "")
		if shown := preferred.FindString(text); shown != "" {
			t.Errorf("%s says%s in one language only", name, shown)
		}
		for line := range strings.Lines(element.ReplaceAllString(text, "")) {
			if strings.ContainsFunc(line, unicode.IsLetter) {
				t.Errorf("%s shows %q in one language only", name, strings.TrimSpace(line))
			}
		}
	}
}

// used are the messages that the tests of this package have shown.
var used = &messages{ids: map[string]bool{}, arguments: map[string]string{}}

type messages struct {
	mu        sync.Mutex
	ids       map[string]bool
	arguments map[string]string // texts that were put into a message, and which one
}

func (m *messages) note(id string, args []any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ids[id] = true
	for _, a := range args {
		if text, ok := a.(string); ok && sentence.MatchString(text) {
			m.arguments[text] = id
		}
	}
}

var (
	verb   = regexp.MustCompile(`%(\[\d\])?[a-z]`)
	letter = regexp.MustCompile(`\pL`)
)

// wordless reports whether a message is the same in every language.
func wordless(id string) bool { return !letter.MatchString(verb.ReplaceAllString(id, "")) }

// missing returns the messages that were shown and that a catalogue lacks.
func (m *messages) missing() (all []string) {
	catalogues, err := i18n.Load(os.DirFS("../locales"), nil)
	if err != nil {
		return []string{err.Error()}
	}
	for id := range m.ids {
		for _, c := range catalogues[1:] {
			if !c.Has(id) && !wordless(id) {
				all = append(all, c.Lang()+": "+id)
			}
		}
	}
	slices.Sort(all)
	return all
}

// lost returns the sentences that were text already when they became part of a
// message, so that they could not be translated any more.
func (m *messages) lost() (all []string) {
	for text, id := range m.arguments {
		all = append(all, text+" in "+id)
	}
	slices.Sort(all)
	return all
}
