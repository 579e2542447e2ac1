package store

import (
	"slices"
	"strings"
	"unicode"

	"televisit/clinic"
)

// Marks of terms that are not words, so that none is found by accident.
const (
	phoneMark = "#" // a phone number, its digits from the last to the first
	bornMark  = "@" // the date of birth
	fullMark  = "=" // a whole name closed up, between two of these
)

// PatientTerms returns the distinct terms that p is found by, those that a
// search for a patient makes. They are the words of the names and the MRN; both
// without their punctuation and spaces, for people type "O'Brien" as "obrien",
// "van der Meer" as "vandermeer" and "MRN-007" as "mrn007"; the whole name closed
// up; the phone numbers and the date of birth.
func PatientTerms(p clinic.Patient) []string {
	texts := []string{p.Given, p.Family, p.Preferred, p.MRN, stripPunctuation(p.MRN), stripPunctuation(p.Given),
		stripPunctuation(p.Family), stripPunctuation(p.Preferred)}
	for _, name := range strings.Fields(p.Given + " " + p.Family + " " + p.Preferred) {
		texts = append(texts, stripPunctuation(name))
	}
	all := append(terms(texts...), fullNames(p)...)
	for _, phone := range []string{p.Phone, p.GuardianPhone} {
		if number, ok := clinic.ParsePhone(phone); ok {
			all = append(all, phoneMark+reversed(number.Digits()))
		}
	}
	if p.Born != "" {
		all = append(all, bornMark+string(p.Born))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// fullNames returns the terms for whole names closed up, in both orders: to be
// typed to the end, except in scripts that put no spaces between names.
func fullNames(p clinic.Patient) (all []string) {
	family := stripPunctuation(p.Family)
	for _, first := range []string{stripPunctuation(p.Given), stripPunctuation(p.Preferred)} {
		if family == "" || first == "" {
			continue
		}
		for _, full := range []string{family + first, first + family} {
			if strings.ContainsFunc(full, writtenClosed) {
				all = append(all, full)
			} else {
				all = append(all, fullMark+full+fullMark)
			}
		}
	}
	return all
}

// writtenClosed reports whether c is of a script without spaces between words.
func writtenClosed(c rune) bool {
	return unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo, unicode.Thai, unicode.Lao,
		unicode.Khmer, unicode.Myanmar)
}

func reversed(text string) string {
	all := []rune(text)
	slices.Reverse(all)
	return string(all)
}
