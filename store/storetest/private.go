package storetest

import (
	"bytes"
	"database/sql"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Private is what of the patients of a practice stands in no log, address, title or name of a file:
// names, numbers, email addresses.
type Private []string

// Private returns what is private of the patients that there are, and nothing while a test has made
// the database unreachable.
func (d *Desk) Private() Private {
	all, _ := PrivateIn(d.beside) // that is what the test is about
	return all
}

// PrivateIn is Private for any database.
func PrivateIn(d *sql.DB) (all Private, err error) {
	rows, err := d.Query(`SELECT given_name, family_name, preferred_name, mrn, phone, email, guardian_name, guardian_phone FROM pm_patients`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		texts := make([]string, 8)
		into := make([]any, len(texts))
		for i := range texts {
			into[i] = &texts[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		for _, text := range texts {
			if text = strings.ToLower(strings.TrimSpace(text)); tells(text) {
				all = append(all, text)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all), rows.Err()
}

// tells reports whether text is long enough to be of a person wherever it stands: a short number is
// also how many bytes an answer has.
func tells(text string) bool {
	return utf8.RuneCountInString(text) >= 3 && (len(text) >= 7 || strings.ContainsFunc(text, unicode.IsLetter))
}

// In returns what of p text says, as words of its own.
func (p Private) In(text string) (found []string) {
	text = strings.ToLower(text)
	for _, private := range p {
		for rest := text; ; {
			before, after, ok := strings.Cut(rest, private)
			if !ok {
				break
			}
			last, _ := utf8.DecodeLastRuneInString(before)
			first, _ := utf8.DecodeRuneInString(after)
			if !ofWord(last) && !ofWord(first) {
				found = append(found, private)
				break
			}
			rest = after
		}
	}
	return found
}

func ofWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// Log returns where a program writes its log that a test runs on d. The test fails in the end when the
// log says anything of a patient.
func (d *Desk) Log(t testing.TB) io.Writer {
	t.Helper()
	l := &logged{}
	t.Cleanup(func() {
		for _, private := range d.Private().In(l.text()) {
			t.Errorf("the log says %q, which is a patient's: %s", private, l.text())
		}
	})
	return l
}

// A logged keeps what is written, by any number of hands.
type logged struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(b)
}

func (l *logged) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}
