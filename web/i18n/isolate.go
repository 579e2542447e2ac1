package i18n

import (
	"strings"

	"golang.org/x/text/unicode/bidi"
)

// The characters between which text has a direction of its own.
const (
	firstStrong = "\u2068"
	popIsolate  = "\u2069"
)

// Isolated returns text as it can stand within other text. What is written from
// right to left, as Hebrew and Arabic names are, would else draw what stands beside
// it, numbers above all, into its own order. In markup of its own a bdi does that.
func Isolated(text string) string {
	if !strings.ContainsFunc(text, isRightToLeft) {
		return text
	}
	return firstStrong + text + popIsolate
}

func isRightToLeft(c rune) bool {
	if c < 0x590 { // Hebrew is the first that is
		return false
	}
	p, _ := bidi.LookupRune(c)
	return p.Class() == bidi.R || p.Class() == bidi.AL
}
