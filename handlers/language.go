package handlers

import (
	"net/http"

	"golang.org/x/text/language"

	"televisit/store"
)

// languages are the same pages in each language that there is.
type languages struct {
	all     []*pages // English first
	matcher language.Matcher
	wishes  *cache[string, *pages] // by Accept-Language; nil for none that there is
}

func newLanguages(all []*pages) *languages {
	var tags []language.Tag
	for _, p := range all {
		tags = append(tags, language.Make(p.words.lang))
	}
	l := &languages{all, language.NewMatcher(tags), newCache[string, *pages](64 << 10)}
	for _, p := range all {
		p.languages = l
	}
	return l
}

// named returns the pages in lang, and nil when there are none.
func (l *languages) named(lang string) *pages {
	for _, p := range l.all {
		if p.words.lang == lang {
			return p
		}
	}
	return nil
}

// wished returns the pages that a browser's Accept-Language asks for, and nil
// when there are none.
func (l *languages) wished(accept string) *pages {
	if accept == "" || len(accept) > 200 {
		return nil
	}
	if held, ok := l.wishes.get(accept); ok {
		return held
	}
	var found *pages
	tags, _, err := language.ParseAcceptLanguage(accept)
	if _, i, sure := l.matcher.Match(tags...); err == nil && sure >= language.High {
		found = l.all[i]
	}
	l.wishes.put(accept, found, len(accept)+100)
	return found
}

// in returns the pages in the language of a request: what the person chose, or
// their browser asks for, or the practice speaks.
func (p *pages) in(r *http.Request, l *store.Login) *pages {
	if l != nil {
		if chosen := p.languages.named(l.Language); chosen != nil {
			return chosen
		}
	}
	if wished := p.languages.wished(r.Header.Get("Accept-Language")); wished != nil {
		return wished
	}
	if l != nil && l.Actor != nil {
		if spoken := p.languages.named(l.Actor.Locale()); spoken != nil {
			return spoken
		}
	}
	return p.languages.all[0]
}
