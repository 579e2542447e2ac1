package handlers

import (
	"os"
	"testing"
)

// inEnglish returns the words of the seed.
func inEnglish(t testing.TB) *words {
	t.Helper()
	all, err := newWords(os.DirFS("../locales"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}
