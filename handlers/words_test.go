package handlers

import (
	"os"
	"regexp"
	"slices"
	"sync"
	"testing"
)

// asked are the messages that the tests of this package have used.
var asked = &messages{all: map[string]bool{}}

type messages struct {
	mu  sync.Mutex
	all map[string]bool
}

func (m *messages) hear(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all[id] = true
}

var (
	verb   = regexp.MustCompile(`%(\[\d\])?[a-z]`)
	letter = regexp.MustCompile(`\pL`)
)

// wordless reports whether a message is the same in every language.
func wordless(id string) bool { return !letter.MatchString(verb.ReplaceAllString(id, "")) }

// unsaid returns the messages that were used and that a catalogue lacks.
func (m *messages) unsaid() (missing []string) {
	all, err := newWords(os.DirFS("../locales"), nil)
	if err != nil {
		return []string{err.Error()}
	}
	for id := range m.all {
		for _, w := range all[1:] {
			if _, ok := w.texts[id]; !ok && !wordless(id) {
				missing = append(missing, w.lang+": "+id)
			}
		}
	}
	slices.Sort(missing)
	return missing
}

// inEnglish returns the words of the seed.
func inEnglish(t testing.TB) *words {
	t.Helper()
	all, err := newWords(os.DirFS("../locales"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}
