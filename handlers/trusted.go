package handlers

import (
	"fmt"
	"html/template"

	"televisit/clinic"
)

// This is the only file that vouches for texts which templates would escape.

// safeLink returns a link to join at as one that templates render, and "" for
// a scheme that is never rendered. Left to themselves they refuse tel: too.
func safeLink(link string) template.URL {
	if !clinic.SafeLink(link) {
		return ""
	}
	return template.URL(link)
}

// trustedJSON returns what encoding/json made as one that templates put into a
// script element: it has no "<" in it.
func trustedJSON(text []byte) template.JS { return template.JS(text) }

// icons makes the markup of an icon, by its name in the sprite at that
// address. It is made once: a card has a dozen.
func icons(names []string, sprite string) func(name string) (template.HTML, error) {
	all := map[string]template.HTML{}
	for _, name := range names {
		name = template.HTMLEscapeString(name)
		all[name] = template.HTML(`<svg aria-hidden="true"><use href="` + template.HTMLEscapeString(sprite) + `#` + name + `"/></svg>`)
	}
	return func(name string) (template.HTML, error) {
		icon, ok := all[name]
		if !ok {
			return "", fmt.Errorf("there is no icon %q", name)
		}
		return icon, nil
	}
}
