package store

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"televisit/clinic"
)

// latinText has a line for each Latin letter, small and without its accents,
// that is not ASCII: the letter, and what is typed for it. It is made from
// CLDR's Latin-ASCII by a test: see latin_test.go.
//
//go:embed latin.txt
var latinText string

var latin = readLatin(latinText)

func readLatin(text string) map[rune]string {
	table := map[rune]string{}
	for line := range strings.Lines(text) {
		letter, typed, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		for _, c := range letter {
			table[c] = typed
		}
	}
	return table
}

// fold returns text as it is compared and sorted: without case, accents, width
// and what nobody sees, Latin letters as ASCII. So "José" is found as "jose" and
// "Łukasz" as "lukasz". Other scripts stay themselves.
func fold(text string) string {
	if isASCII(text) { // the common case, and many times faster
		return strings.ToLower(text)
	}
	t := transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), cases.Fold(), norm.NFC)
	folded, _, err := transform.String(t, text)
	if err != nil {
		return strings.ToLower(text)
	}
	var ascii strings.Builder
	for _, c := range folded {
		typed, known := latin[c]
		switch {
		case known:
			ascii.WriteString(typed)
		case isApostrophe(c):
			ascii.WriteByte('\'')
		case c == zwnj || !clinic.IsIgnorable(c):
			ascii.WriteRune(c)
		}
	}
	return ascii.String()
}

// zwnj ends a word within a name, as in Persian.
const zwnj = '\u200c'

// isApostrophe reports whether c is one of the letters that look like an
// apostrophe, as in Hawaiian; for them people type one, or nothing.
func isApostrophe(c rune) bool { return c >= '\u02b0' && c <= '\u02ff' }

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// terms returns the distinct folded words of texts.
func terms(texts ...string) []string {
	var all []string
	for _, text := range texts {
		all = append(all, foldedParts(text)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// foldedParts returns the folded words of text, in their order.
func foldedParts(text string) []string {
	return strings.FieldsFunc(fold(text), func(c rune) bool { return !unicode.In(c, unicode.L, unicode.M, unicode.Nd) })
}

// stripPunctuation returns text without all that is no letter or digit.
func stripPunctuation(text string) string { return strings.Join(foldedParts(text), "") }

// foldIdentifier returns what two identifiers have in common that are the same
// to a person: without case, width, what nobody sees, and runs of space. Leading
// zeros and accents count.
func foldIdentifier(text string) string {
	folded := cases.Fold().String(norm.NFKC.String(text))
	var seen strings.Builder
	for _, c := range norm.NFKC.String(folded) {
		switch {
		case unicode.Is(unicode.Pd, c):
			seen.WriteByte('-')
		case !clinic.IsIgnorable(c):
			seen.WriteRune(c)
		}
	}
	return strings.Join(strings.Fields(seen.String()), " ")
}
