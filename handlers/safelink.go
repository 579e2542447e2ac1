package handlers

import (
	"html/template"

	"televisit/clinic"
)

// safeLink returns a link to join at as one that templates render, and "" for
// a scheme that is never rendered. Left to themselves they refuse tel: too.
// This is the only place that vouches for a text.
func safeLink(link string) template.URL {
	if !clinic.SafeLink(link) {
		return ""
	}
	return template.URL(link)
}
