package clinic

import (
	"strings"
	"unicode"
)

// IsIgnorable reports whether c renders nothing by itself: Unicode's property
// Default_Ignorable_Code_Point. Joiners, fillers, variation selectors and marks
// of direction have it.
func IsIgnorable(c rune) bool {
	switch {
	case unicode.In(c, unicode.White_Space, unicode.Prepended_Concatenation_Mark), c >= '\ufff9' && c <= '\ufffb',
		c >= '\U00013430' && c <= '\U00013440':
		return false
	}
	return unicode.In(c, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// blanks have a width and no ink, though they are neither space nor ignorable:
// an empty Braille cell, a null notehead, blanks among hieroglyphs.
const blanks = "\u2800\U0001d159\U00013441\U00013442"

// ShowsNothing reports whether nobody can see text: all of it renders nothing,
// or is a mark that stands on nothing.
func ShowsNothing(text string) bool {
	return !strings.ContainsFunc(text, func(c rune) bool {
		return !IsIgnorable(c) && !unicode.In(c, unicode.White_Space, unicode.M, unicode.Cc) && !strings.ContainsRune(blanks, c)
	})
}

// isUnseen reports whether c is a control character, or turns the direction of
// the text after it: a name with one is not what it looks like.
func isUnseen(c rune) bool {
	return unicode.IsControl(c) || c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069'
}
