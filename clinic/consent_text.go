package clinic

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"
)

// LongestConsentText is how many characters a consent text may have.
const LongestConsentText = 8000

// A ConsentRef says which text somebody agreed to. The zero value is none.
type ConsentRef struct {
	Language string
	Version  int64  // from 1 on, in each language
	SHA256   string // of the text, in hexadecimal
}

// A ConsentText is what patients agree to, as it is read out to them. It is never changed: another
// text is the next version.
type ConsentText struct {
	ConsentRef
	Body   string
	By     UserID // "" for what the program begins with
	ByName string // read with By, not stored
	At     time.Time
}

// Starter reports whether t is what the program begins with, and nobody made it their own.
func (t ConsentText) Starter() bool { return t.By == "" }

// lineEnds makes one of each that there is.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// NewConsentText returns the version of a text in a language, and Invalid, naming body, when nobody
// can agree to it.
func NewConsentText(language string, version int64, body string, by UserID, at time.Time) (ConsentText, error) {
	body = strings.TrimSpace(lineEnds.Replace(body))
	if ShowsNothing(body) || len([]rune(body)) > LongestConsentText {
		return ConsentText{}, FieldErrorf("body", "Enter what is read out, up to %d characters.", LongestConsentText)
	}
	return ConsentText{ConsentRef: ConsentRef{language, version, fmt.Sprintf("%x", sha256.Sum256([]byte(body)))}, Body: body, By: by,
		At: at}, nil
}

// ConsentLanguage returns in which of the languages that there are a consent is asked for: the first
// of the wishes, as BCP 47 tags, that is among them, else English, else any. It is "" when there are none.
func ConsentLanguage(there []string, wishes ...string) string {
	for _, wish := range append(wishes, "en") {
		base, _, _ := strings.Cut(strings.ToLower(wish), "-")
		for _, language := range []string{strings.ToLower(wish), base} {
			if language != "" && slices.Contains(there, language) {
				return language
			}
		}
	}
	if len(there) > 0 {
		return there[0]
	}
	return ""
}
