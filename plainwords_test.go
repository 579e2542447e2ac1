package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// privateWords returns the names of testdata/private-words.txt, which also says what the field calls
// what they meant.
func privateWords(t *testing.T) (all []string) {
	t.Helper()
	for line := range strings.Lines(read(t, "testdata/private-words.txt")) {
		names, _, found := strings.Cut(line, " -> ")
		if found && !strings.HasPrefix(line, "#") {
			all = append(all, strings.Fields(names)...)
		}
	}
	if len(all) < 50 {
		t.Fatalf("got %d private words, want what once was one: %s", len(all), all)
	}
	return all
}

// TestPlainWords: no identifier of the program is one of its old private words, with a small letter
// or a capital.
func TestPlainWords(t *testing.T) {
	t.Parallel()
	private := privateWords(t)
	for _, name := range ours(t, ".go") {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		theirs := map[*ast.Ident]bool{} // after a dot: declared elsewhere, perhaps not by us, as strings.Cut
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				theirs[s.Sel] = true
			}
			id, ok := n.(*ast.Ident)
			if ok && !theirs[id] && isOneOf(private, id.Name) {
				t.Errorf("%s: %s has a name in the field", fset.Position(id.Pos()), id.Name)
			}
			return true
		})
	}
}

// isOneOf reports whether a name is one of names, its letters small or capital.
func isOneOf(names []string, name string) bool {
	return slices.ContainsFunc(names, func(w string) bool { return strings.EqualFold(w, name) })
}

// quoted are the comments and texts of a line of a script, and scriptNames the names in what is left.
var (
	quoted      = regexp.MustCompile("//.*|\"[^\"]*\"|`[^`]*`")
	scriptNames = regexp.MustCompile(`[A-Za-z_$][\w$]*`)
)

// TestPlainWordsOfScripts: nor is a name of the scripts.
func TestPlainWordsOfScripts(t *testing.T) {
	t.Parallel()
	private := privateWords(t)
	for _, name := range ours(t, ".js") {
		for i, line := range strings.Split(read(t, name), "\n") {
			for _, word := range scriptNames.FindAllString(quoted.ReplaceAllString(line, ""), -1) {
				if word != "switch" && isOneOf(private, word) {
					t.Errorf("%s:%d: %s has a name in the field", name, i+1, word)
				}
			}
		}
	}
}
