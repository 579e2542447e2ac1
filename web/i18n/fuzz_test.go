package i18n

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
)

// Whatever a browser asks for, its reader gets a language that there is, and always the same.
func FuzzLanguages(f *testing.F) {
	all, err := Load(os.DirFS("../../locales"), nil)
	if err != nil {
		f.Fatal(err)
	}
	l := NewLanguages(all)
	f.Add("", "es-MX,es;q=0.9,en;q=0.8", "en")
	f.Add("xx", "*;q=0", "es")
	f.Add("es", strings.Repeat("a-", 99), "")
	f.Add("", "\xff;q=x,,", "\x00")
	f.Fuzz(func(t *testing.T, chosen, accept, preferred string) {
		got := l.For(chosen, accept, preferred)
		if got == nil || !slices.Contains(all, got) || got != l.For(chosen, accept, preferred) {
			t.Errorf("who chose %q and accepts %q reads %v", chosen, accept, got)
		}
		if c := l.Named(chosen); c != nil && c != got {
			t.Errorf("who chose %q reads %s", chosen, got.Lang())
		}
	})
}

// What is put into a message stands in it as it is, isolated, in every language.
func FuzzArgument(f *testing.F) {
	all, err := Load(os.DirFS("../../locales"), nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("Ana", "2026-03-02", int64(0))
	f.Add("%s%d%!", "9999-99-99", int64(-1<<62))
	f.Add("\u2068\u202e", "", int64(1<<62))
	f.Fuzz(func(t *testing.T, name, day string, ms int64) {
		for _, c := range all {
			if got := c.T("%s is a member already.", name); !strings.Contains(got, Isolated(name)) ||
				strings.Contains(strings.ReplaceAll(got, name, ""), "%!") {
				t.Errorf("%q in %s is %q", name, c.Lang(), got)
			}
			if got := c.Day(clinic.Day(day), "2 Jan 2006"); got == "" && day != "" {
				t.Errorf("%q in %s is nothing", day, c.Lang())
			}
			if at := time.UnixMilli(ms).UTC(); at.Year() >= 0 && at.Year() < 10000 && c.Date(at, "2 Jan 2006") == "" {
				t.Errorf("%v in %s is nothing", at, c.Lang())
			}
		}
	})
}
