package main

import (
	"encoding/json"
	"errors"
	"go/scanner"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rooms says which packages of the module each package may import. Imports
// point one way; a new package takes its place here and in CONTRIBUTING.md.
var rooms = map[string][]string{
	"clinic":          nil,
	"store":           {"clinic", "store/db", "store/seal"},
	"store/seal":      nil,
	"store/db":        {"clinic"},
	"store/db/dbtest": {"store/db"},
	"store/storetest": {"clinic", "store", "store/db/dbtest"},
	"web/assets":      nil,
	"web/i18n":        {"clinic"},
	"web/ui":          {"clinic", "web/assets", "web/i18n"},
	"web/ui/uitest":   {"web/assets", "web/i18n", "web/ui"},
	"web":             {"clinic", "web/assets", "web/i18n", "web/ui"},
	"handlers/route":  {"clinic", "handlers/label", "store", "web", "web/ui"},
	"handlers/label":  {"clinic", "store", "web", "web/i18n", "web/ui"},
	"handlers":        append([]string{"doctor", "handlers/route", "sso", "store", "web"}, areas...),
	"demo":            {"clinic", "store", "demo/load"},
	"demo/load":       {"clinic", "store", "store/db"},
	"jobs":            {"clinic", "outside", "store"},
	"outside":         {"clinic"},
	"sso":             {"clinic", "outside"},
	"sso/ssotest":     nil,
	"backup":          {"store"},
	"doctor":          {"backup", "clinic", "store"},
	"metrics":         {"backup", "store"},
	"main":            {"clinic", "store", "web", "handlers", "jobs", "demo", "backup", "doctor", "metrics", "outside"},
	"bench":           {"clinic", "store/db/dbtest", "store/storetest"},
	"bench/bare":      nil,
	"testsum":         nil,
	"e2e":             nil, // tests alone, which may import anything
	"torture":         nil, // the same
	// Who signs in by an identity provider, and who sets that up and looks after the server.
	"handlers/account":      append([]string{"sso"}, ofAnArea...),
	"handlers/admin":        append([]string{"doctor", "sso"}, ofAnArea...),
	"handlers/billing":      ofAnArea,
	"handlers/finder":       ofAnArea,
	"handlers/patients":     ofAnArea,
	"handlers/reports":      ofAnArea,
	"handlers/telehealth":   ofAnArea,
	"handlers/appointments": ofAnArea,
	// The day at a glance shows cards.
	"handlers/today": append([]string{"handlers/telehealth"}, ofAnArea...),
	// The style guide of the demo shows what the others are made of.
	"handlers/styleguide": append([]string{"handlers/telehealth", "handlers/today"}, ofAnArea...),
}

// areas are the rooms of pages. They do not know each other.
var areas = []string{"handlers/account", "handlers/admin", "handlers/appointments", "handlers/billing", "handlers/finder",
	"handlers/patients", "handlers/reports", "handlers/styleguide", "handlers/telehealth", "handlers/today"}

// ofAnArea is what the room of an area may import.
var ofAnArea = []string{"clinic", "store", "web", "web/i18n", "web/ui", "handlers/route", "handlers/label"}

// testRooms are what tests stand on, which no program carries.
var testRooms = []string{"store/db/dbtest", "store/storetest", "web/ui/uitest", "sso/ssotest"}

// bringers are what belongs to databases, and the rooms that may import it:
// bench measures the store beside its own statements.
var bringers = map[string][]string{
	"database/sql":             {"store", "store/db", "store/db/dbtest", "store/storetest", "bench"},
	"github.com/pressly/goose": {"store/db"},
	"modernc.org/":             {"store/db", "bench"},
	"github.com/jackc/pgx":     {"store/db", "store/db/dbtest"},
}

// kindOf are the files of store/db that know which kind of database it is, and the
// one that chooses. Tests make databases of either kind in store/db/dbtest.
var kindOf = regexp.MustCompile(`^store/db/(sqlite\w*|postgres\w*|engine|errors)\.go$|^store/db/dbtest/(sqlite|postgres|kind|lose)\.go$`)

// What belongs to one kind of database, in code: its name, what only one of them
// has, and questions for which it is.
var ofOneKind = regexp.MustCompile(`(?i)sqlite|postgres|pgx|\bpragma\b|pg_\w+|\bdialect\b`)

// Which kind of database it is, is known in one place: whatever differs stands in
// the file of its kind, and nobody else asks.
func TestOnePlaceKnowsTheDatabase(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			kindOf.MatchString(path) || strings.HasPrefix(path, "bench/") {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var s scanner.Scanner
		file := token.NewFileSet().AddFile(path, -1, len(src))
		for s.Init(file, src, nil, 0); ; { // without its comments
			pos, tok, text := s.Scan()
			if tok == token.EOF {
				return nil
			}
			if known := ofOneKind.FindString(text); known != "" && !forPeople(path, text) {
				t.Errorf("%s:%d knows a kind of database: %s", path, file.Line(pos), known)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// forPeople reports whether a text is shown to who runs the program.
func forPeople(path, text string) bool {
	return !strings.Contains(path, "/") && strings.Contains(text, "PostgreSQL")
}

// A listed is a package as go list describes it.
type listed struct {
	ImportPath string
	Standard   bool
	Imports    []string
}

func (l listed) room() string {
	if l.ImportPath == "televisit" {
		return "main"
	}
	return strings.TrimPrefix(l.ImportPath, "televisit/")
}

// golist returns what go list says of args.
func golist(t *testing.T, args ...string) (all []listed) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", append([]string{"list", "-json=ImportPath,Standard,Imports"}, args...)...).Output()
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		t.Fatalf("go list: %s", e.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var l listed
		if err := d.Decode(&l); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, l)
	}
}

// Imports point one way: main, handlers and demo, web, store, clinic.
func TestImportsPointOneWay(t *testing.T) {
	t.Parallel()
	for _, l := range golist(t, "./...") {
		allowed, known := rooms[l.room()]
		if !known {
			t.Errorf("%s has no place in rooms", l.ImportPath)
			continue
		}
		for _, path := range l.Imports {
			if room, ours := strings.CutPrefix(path, "televisit/"); ours && !slices.Contains(allowed, room) {
				t.Errorf("%s must not import %s", l.ImportPath, path)
			}
		}
	}
}

// Only store/db knows which database it is, and clinic knows nothing but Go.
func TestWhoImportsWhat(t *testing.T) {
	t.Parallel()
	for _, l := range golist(t, "./...") {
		for _, path := range l.Imports {
			for bringer, allowed := range bringers {
				if strings.HasPrefix(path, bringer) && !slices.Contains(allowed, l.room()) {
					t.Errorf("%s must not import %s: it is for %s", l.ImportPath, path, strings.Join(allowed, ", "))
				}
			}
		}
	}
	for _, l := range golist(t, "-deps", "./clinic") {
		if !l.Standard && l.room() != "clinic" {
			t.Errorf("clinic must not depend on %s", l.ImportPath)
		}
	}
	for _, l := range golist(t, "-deps", ".") {
		if l.ImportPath == "testing" || slices.Contains(testRooms, l.room()) {
			t.Errorf("the program carries %s", l.ImportPath)
		}
	}
}
