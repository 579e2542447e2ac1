package store

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"televisit/clinic"
)

// fold returns text without case and accents, so that "José" is found as
// "jose".
func fold(text string) string {
	if isASCII(text) { // the common case, and many times faster
		return strings.ToLower(text)
	}
	t := transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), cases.Fold(), norm.NFC)
	folded, _, err := transform.String(t, text)
	if err != nil {
		return strings.ToLower(text)
	}
	return folded
}

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
		all = append(all, foldedWords(text)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// foldedWords returns the folded words of text, in their order.
func foldedWords(text string) []string {
	return strings.FieldsFunc(fold(text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
}

// PatientTerms returns the distinct words that p is found by: those of the
// names and the MRN, and both without their punctuation, for people type
// "O'Brien" as "obrien" and "MRN-007" as "mrn007".
func PatientTerms(p clinic.Patient) []string {
	texts := []string{p.Given, p.Family, p.Preferred, p.MRN, stripPunctuation(p.MRN)}
	for _, name := range strings.Fields(p.Given + " " + p.Family + " " + p.Preferred) {
		texts = append(texts, stripPunctuation(name))
	}
	return terms(texts...)
}

// stripPunctuation returns text without all that is no letter or digit.
func stripPunctuation(text string) string { return strings.Join(foldedWords(text), "") }

// maxTerms bounds how many words of a search count.
const maxTerms = 5

// matchPatients returns a condition on column. It holds for patients of whom
// each word of search begins a name or the MRN; for none when search has no
// word. bind adds an argument and returns its placeholder.
func matchPatients(column, search string, bind func(any) string) string {
	wanted := wantedTerms(search)
	if len(wanted) == 0 {
		return "1 = 0"
	}
	var sql strings.Builder
	sql.WriteString(column + ` IN (SELECT t.patient_id FROM pm_patient_terms t WHERE t.org_id = $1 AND ` +
		prefixRange("t", wanted[0], bind))
	for _, w := range wanted[1:] {
		sql.WriteString(` AND EXISTS (SELECT 1 FROM pm_patient_terms u WHERE u.org_id = $1 AND u.patient_id = t.patient_id AND ` +
			prefixRange("u", w, bind) + `)`)
	}
	sql.WriteString(`)`)
	return sql.String()
}

// wantedTerms returns the words of search that count. The longest comes first:
// it is likely the rarest, the others only check it.
func wantedTerms(search string) []string {
	wanted := terms(search)
	slices.SortStableFunc(wanted, func(a, b string) int { return len(b) - len(a) })
	return wanted[:min(len(wanted), maxTerms)]
}

// prefixRange returns a condition that holds for terms which begin with word. It
// is a range, so that an index serves it as it would equality.
func prefixRange(table, word string, bind func(any) string) string {
	return table + `.term >= ` + bind(word) + ` AND ` + table + `.term < ` + bind(word+"\U0010FFFF")
}
