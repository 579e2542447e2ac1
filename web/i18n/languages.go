package i18n

import (
	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/text/language"
)

// Languages finds the catalogue for a reader.
type Languages struct {
	all     []*Catalogue // English first
	matcher language.Matcher
	asked   *lru.Cache[string, *Catalogue] // by Accept-Language: parsing it takes longer than a poll
}

// mostAsked bounds how many different Accept-Language headers are remembered.
const mostAsked = 500

// NewLanguages returns the languages of all, of which the first is the default.
func NewLanguages(all []*Catalogue) *Languages {
	var tags []language.Tag
	for _, c := range all {
		tags = append(tags, language.Make(c.lang))
	}
	asked, err := lru.New[string, *Catalogue](mostAsked)
	if err != nil {
		panic(err) // the size is wrong
	}
	return &Languages{all, language.NewMatcher(tags), asked}
}

// All returns the catalogues, English first.
func (l *Languages) All() []*Catalogue { return l.all }

// Named returns the catalogue of a language, and nil when there is none.
func (l *Languages) Named(lang string) *Catalogue {
	for _, c := range l.all {
		if c.lang == lang {
			return c
		}
	}
	return nil
}

// For returns the catalogue for somebody who chose a language, or whose browser
// asks for some by its Accept-Language header, or whose organization speaks one.
// Each may be "".
func (l *Languages) For(chosen, accept, ofOrg string) *Catalogue {
	if c := l.Named(chosen); c != nil {
		return c
	}
	if c := l.accepted(accept); c != nil {
		return c
	}
	if c := l.Named(ofOrg); c != nil {
		return c
	}
	return l.all[0]
}

// accepted returns the catalogue that an Accept-Language header asks for, and nil
// when there is none.
func (l *Languages) accepted(header string) *Catalogue {
	if header == "" || len(header) > 200 {
		return nil
	}
	if c, ok := l.asked.Get(header); ok {
		return c
	}
	var found *Catalogue
	tags, _, err := language.ParseAcceptLanguage(header)
	if _, i, sure := l.matcher.Match(tags...); err == nil && sure >= language.High {
		found = l.all[i]
	}
	l.asked.Add(header, found)
	return found
}
