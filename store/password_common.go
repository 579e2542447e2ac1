package store

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// commonFile has the commonest passwords, small, one a line; see common_passwords.LICENSE.txt.
//
//go:embed common_passwords.txt.gz
var commonFile []byte

// commonPasswords has the same, read when somebody first chooses a password. A file that cannot be
// read has been built wrong, and a test reads it.
var commonPasswords = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	file, err := gzip.NewReader(bytes.NewReader(commonFile))
	if err != nil {
		panic("the list of common passwords: " + err.Error())
	}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		all[lines.Text()] = true
	}
	return all
})

// How little of a password is not enough beside what anybody would try: so few characters
// around a common password or beside a name, and so few different ones.
const (
	littleBeside = 8
	fewDifferent = 5
)

// isCommon reports whether password is one that is tried first: a common one, also
// repeated or with a few digits and signs around it, one sign over and over, or a run
// like 123456789012. How it is written, large, small or wide, makes no difference.
func isCommon(password string) bool {
	folded := fold(password)
	candidates := []string{folded}
	core := strings.TrimFunc(folded, func(c rune) bool { return !unicode.IsLetter(c) })
	if utf8.RuneCountInString(folded)-utf8.RuneCountInString(core) < littleBeside {
		candidates = append(candidates, core)
	}
	list := commonPasswords()
	return isRun(folded) || slices.ContainsFunc(candidates, func(c string) bool { return list[c] || list[repeated(c)] })
}

// isRun reports whether text has few different characters, or each is the one after or
// before its neighbour.
func isRun(text string) bool {
	all := []rune(text)
	distances, different := map[rune]bool{}, map[rune]bool{}
	for i, c := range all {
		different[c] = true
		if i == 0 {
			continue
		}
		step := c - all[i-1]
		if isDigit(c) && isDigit(all[i-1]) && (step == 9 || step == -9) {
			step = -step / 9 // 9 and 0 are neighbours
		}
		distances[step] = true
	}
	return len(different) < fewDifferent || len(distances) == 1 && (distances[1] || distances[-1])
}

// repeated returns the text that text is a repetition of: itself for most.
func repeated(text string) string {
	for n := 1; n <= len(text)/2; n++ {
		if len(text)%n == 0 && strings.Repeat(text[:n], len(text)/n) == text {
			return text[:n]
		}
	}
	return text
}

// productWord is a name that everybody knows who sees the sign-in page.
const productWord = "televisit"

// isName reports whether password is little more than words of names: of the product, the
// practice, or the person and their email address.
func isName(password string, names []string) bool {
	parts := append(terms(names...), productWord)
	parts = slices.DeleteFunc(parts, func(word string) bool { return utf8.RuneCountInString(word) < 4 })
	slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) })
	letters := stripPunctuation(password)
	rest := letters
	for _, word := range parts {
		rest = strings.ReplaceAll(rest, word, "")
	}
	return rest != letters && utf8.RuneCountInString(rest) < littleBeside
}
