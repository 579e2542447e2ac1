package store

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// fold returns text without case and accents, so that "José" is found as
// "jose".
func fold(text string) string {
	t := transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), cases.Fold(), norm.NFC)
	folded, _, err := transform.String(t, text)
	if err != nil {
		return strings.ToLower(text)
	}
	return folded
}

// terms returns the distinct folded words of texts.
func terms(texts ...string) []string {
	var all []string
	for _, text := range texts {
		all = append(all, strings.FieldsFunc(fold(text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// maxTerms bounds how many words of a search count.
const maxTerms = 5

// found returns a condition on column that holds for patients each word of
// search begins a name or the MRN of, and ok=false when search has no word.
// bind adds an argument and returns its placeholder.
func found(column, search string, bind func(any) string) (condition string, ok bool) {
	words := terms(search)
	if len(words) == 0 {
		return "", false
	}
	// The longest word is likely the rarest; the others only check it.
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	words = words[:min(len(words), maxTerms)]
	var sql strings.Builder
	sql.WriteString(column + ` IN (SELECT t.patient_id FROM pm_patient_terms t WHERE t.org_id = $1 AND ` + begins("t", words[0], bind))
	for _, w := range words[1:] {
		sql.WriteString(` AND EXISTS (SELECT 1 FROM pm_patient_terms u WHERE u.org_id = $1 AND u.patient_id = t.patient_id AND ` + begins("u", w, bind) + `)`)
	}
	sql.WriteString(`)`)
	return sql.String(), true
}

// begins is a range, so that an index serves it as it would equality.
func begins(table, word string, bind func(any) string) string {
	return table + `.term >= ` + bind(word) + ` AND ` + table + `.term < ` + bind(word+"\U0010FFFF")
}
