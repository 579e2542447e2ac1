package store

import (
	"cmp"
	"flag"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/runenames"
)

var update = flag.Bool("update", false, "make latin.txt anew; needs ICU's uconv")

// sounds are letters of no alphabet in which people are named: clicks, tones and
// signs of phonetics. They stay themselves.
var sounds = regexp.MustCompile(`CLICK|TONE|GLOTTAL|PHARYNGEAL|PERCUSSIVE|LARYNGEAL|SINOLOGICAL|SIDEWAYS|HALF [HO]|AIN|ALEF|` +
	`TRESILLO|CUATRILLO|SALTILLO|PHI|TURNED DELTA|GAMMA|RAMS HORN|DIGRAPH|LOOP|EZH REVERSED|TWO|RUM ROTUNDA|REVERSED-SCHWA|` +
	`WITHOUT HANDLE|BAR WITH|YAT`)

// named finds the letter that the name of a letter says, as in LATIN SMALL LETTER
// OPEN E.
var named = regexp.MustCompile(`\b([A-Z]{1,2})(?: ROTUNDA)?(?: WITH .*)?$`)

// bases are those whose names do not say it.
var bases = map[string]string{"SCHWA": "e", "ALPHA": "a", "IOTA": "i", "UPSILON": "u", "ESH": "sh", "EZH": "zh", "YOGH": "y", "WYNN": "w",
	"THORN": "th", "ETH": "d", "ENG": "ng", "HENG": "h", "BETA": "b", "CHI": "x", "OMEGA": "o", "LAMBDA": "l", "DELTA": "d", "EGG": "g",
	"TONE": "", "RUM": "rum", "VEND": "v", "HWAIR": "hv", "UM": "um", "CON": "con", "IS": "is", "ET": "et", "VISIGOTHIC Z": "z",
	"GAMMA": "g", "OU": "ou", "LEZH": "lzh", "DEZH": "dzh", "TESH": "tsh"}

// latinLetters returns the Latin letters that folding leaves when it knows no
// table.
func latinLetters() (all []rune) {
	for c := rune(0x80); c <= unicode.MaxRune; c++ {
		if !unicode.In(c, unicode.Latin) || !unicode.IsLetter(c) {
			continue
		}
		for _, part := range cases.Fold().String(norm.NFKD.String(string(c))) {
			if part >= 0x80 && unicode.In(part, unicode.Latin) && unicode.IsLetter(part) {
				all = append(all, part)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// makeLatin returns the table: CLDR's Latin-ASCII, and for a letter that it does
// not have, the letter in its Unicode name.
func makeLatin(t *testing.T) string {
	t.Helper()
	letters := latinLetters()
	lines := make([]string, len(letters))
	for i, c := range letters {
		lines[i] = string(c)
	}
	cmd := exec.CommandContext(t.Context(), "uconv", "-f", "UTF-8", "-t", "UTF-8", "-x", "Latin-ASCII")
	cmd.Stdin = strings.NewReader(strings.Join(lines, "\n"))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	for i, typed := range strings.Split(string(out), "\n") {
		typed = strings.ToLower(typed)
		if strings.Trim(typed, "abcdefghijklmnopqrstuvwxyz") != "" || typed == "" {
			typed = baseOf(runenames.Name(letters[i]))
		}
		if typed != "" {
			table.WriteString(lines[i] + " " + typed + "\n")
		}
	}
	return table.String()
}

func baseOf(name string) string {
	if sounds.MatchString(name) {
		return ""
	}
	main, _, _ := strings.Cut(name, " WITH ")
	longest := ""
	for word := range bases {
		if strings.HasSuffix(main, " "+word) && cmp.Compare(len(word), len(longest)) > 0 {
			longest = word
		}
	}
	if longest != "" {
		return bases[longest]
	}
	if m := named.FindStringSubmatch(main); m != nil {
		return strings.ToLower(m[1])
	}
	return ""
}

// Every Latin letter that people are named with is found by ASCII, and the table
// has nothing else.
func TestLatinLettersFoldToASCII(t *testing.T) {
	t.Parallel()
	if *update {
		if err := os.WriteFile("latin.txt", []byte(makeLatin(t)), 0o600); err != nil {
			t.Fatal(err)
		}
		latin = readLatin(makeLatin(t))
	}
	letters := latinLetters()
	for _, c := range letters {
		if folded := fold(string(c)); folded != latin[c] && !sounds.MatchString(runenames.Name(c)) {
			t.Errorf("%U %s: got %q", c, runenames.Name(c), folded)
		}
	}
	for c, typed := range latin {
		if !slices.Contains(letters, c) || strings.Trim(typed, "abcdefghijklmnopqrstuvwxyz") != "" || typed == "" {
			t.Errorf("%U %c: the table says %q", c, c, typed)
		}
	}
	if len(latin) < 200 {
		t.Error("the table is not whole:", len(latin))
	}
}
