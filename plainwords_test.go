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

// privateWords are names that this program once had for things which have a name
// in the field. The comment beside each says what it is called now.
var privateWords = []string{
	"pulse", "beat", "others", "onlyWe", "wrote", // commit counter, foreign writes
	"held", "keep", "forget", "era", // cached, put, invalidate, generation
	"gaps", "gap", "mark", "piece", "pieces", "cut", // slots, segments, split
	"timed", "reading", "rereads", // fragment, locale, nextChange
	"words", "say", "said", "spoken", "saying", "wished", "when", // catalogue, translated, Message, preferred, time
	"wire", "packed", "squeeze", // (gone), compressed
	"deed", "deeds", "told", "tell", "troupe", "temper", // action, audited, emit, cast, temperament
	"way", "ways", "steps", "act", "also", // Transition, change, followUps
	"sheet", "down", // layoutData, errorPage500
	"switch", "links", "finds", "atoms", // SwitchOrg, urls, results, components
	"sees", "tidy", "keepHouse", // touch, purgeExpired, maintenance
	"setAside", "goingBy", "placeOf", "friendly", // dropIndexes, IndexedBy, RowID, user errors
	"closed", "begins", "isCalled", // stripPunctuation, prefixRange, matches
	"admission", "admit", "carried", "whole", // Invitation, Enrol, hiddenFields, uncancellable
	"cells", "choosing", "counting", "listing", // pageRowsSQL, countsSQL, listSQL
}

// TestPlainWords: no identifier of the program is one of its old private words, with a small letter
// or a capital.
func TestPlainWords(t *testing.T) {
	t.Parallel()
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
			if ok && !theirs[id] && isPrivate(id.Name) {
				t.Errorf("%s: %s has a name in the field", fset.Position(id.Pos()), id.Name)
			}
			return true
		})
	}
}

// isPrivate reports whether a name is a private word.
func isPrivate(name string) bool {
	return slices.ContainsFunc(privateWords, func(w string) bool { return strings.EqualFold(w, name) })
}

// quoted are the comments and texts of a line of a script, and scriptNames the names in what is left.
var (
	quoted      = regexp.MustCompile("//.*|\"[^\"]*\"|`[^`]*`")
	scriptNames = regexp.MustCompile(`[A-Za-z_$][\w$]*`)
)

// TestPlainWordsOfScripts: nor is a name of the scripts.
func TestPlainWordsOfScripts(t *testing.T) {
	t.Parallel()
	for _, name := range ours(t, ".js") {
		for i, line := range strings.Split(read(t, name), "\n") {
			for _, word := range scriptNames.FindAllString(quoted.ReplaceAllString(line, ""), -1) {
				if word != "switch" && isPrivate(word) {
					t.Errorf("%s:%d: %s has a name in the field", name, i+1, word)
				}
			}
		}
	}
}
