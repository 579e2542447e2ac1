package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// privateWords are names that this program had for things which the field has a
// name for. A comment beside each says what it is called.
var privateWords = []string{
	"pulse", "beat", "onlyWe", // commit counter, foreign writes
	"held", "forget", "era", // cached, invalidate, generation
	"gaps", "gap", "piece", "pieces", // slots, segments
	"timed", "rereads", // fragment, nextChange
	"words", "saying", "Saying", "wished", // catalogue, Message, preferred
	"wire", "packed", "squeeze", // (gone), compressed
	"deed", "Deed", "deeds", "told", "tell", "troupe", "temper", // action, audited, emit, cast, temperament
	"Way", "Ways", // Transition
	"sheet", "down", // layoutData, errorPage500
	"finds", "atoms", // results, components
	"sees", "tidy", "keepHouse", // touch, purgeExpired, maintenance
	"setAside", "goingBy", "placeOf", "friendly", // dropIndexes, IndexedBy, RowID, user errors
	"closed", "begins", "isCalled", // stripPunctuation, prefixRange, matches
	"Admission", "Admit", "carried", "whole", // Invitation, Enrol, hiddenFields, uncancellable
	"choosing", "counting", "listing", // pageRowsSQL, countsSQL, listSQL
}

// TestPlainWords: no identifier of the program is one of its old private words.
func TestPlainWords(t *testing.T) {
	t.Parallel()
	for _, name := range ours(t, ".go") {
		if strings.HasPrefix(name, "bench/") {
			continue
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && slices.Contains(privateWords, id.Name) {
				t.Errorf("%s: %s has a name in the field", fset.Position(id.Pos()), id.Name)
			}
			return true
		})
	}
}

// TestLinesAreShort: a line is read in one go.
func TestLinesAreShort(t *testing.T) {
	t.Parallel()
	const most = 140
	for _, name := range ours(t, ".go", ".html") {
		for n, line := range strings.Split(read(t, name), "\n") {
			if got := len([]rune(line)); got > most {
				t.Errorf("%s:%d has %d characters, %d are enough", name, n+1, got, most)
			}
		}
	}
}
