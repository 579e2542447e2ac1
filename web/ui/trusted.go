package ui

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"

	"televisit/clinic"
	"televisit/web/i18n"
)

// This is the only file that vouches for texts which templates would escape.

// SafeLink returns a link to join at as one that templates render, and "" for
// a scheme that is never rendered. Left to themselves they refuse tel: too.
func SafeLink(link string) template.URL {
	if !clinic.SafeLink(link) {
		return ""
	}
	return template.URL(link) // #nosec G203 -- its scheme was looked at
}

// SitePath returns a path of this site as such a link.
func SitePath(path string) template.URL {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		return ""
	}
	return template.URL(path) // #nosec G203 -- it stays on this site
}

// MailLink returns what opens a message to an email address in the reader's own program,
// "" without an address.
func MailLink(to, subject, body string) template.URL {
	if to == "" {
		return ""
	}
	// #nosec G203 -- each part is escaped
	return template.URL("mailto:" + url.PathEscape(to) + "?subject=" + url.PathEscape(subject) + "&body=" + url.PathEscape(body))
}

// TextLink returns what opens a text message to whom a tel: link dials, "" without one.
func TextLink(dial, body string) template.URL {
	number, isPhone := strings.CutPrefix(dial, "tel:")
	if !isPhone {
		return ""
	}
	number, _, _ = strings.Cut(number, ";")                                                // an extension takes no text
	return template.URL("sms:" + url.PathEscape(number) + "?body=" + url.PathEscape(body)) // #nosec G203 -- escaped
}

// AppLink returns the address by which an authenticator app takes a secret as one that
// opens it, "" for any other.
func AppLink(address string) template.URL {
	if !strings.HasPrefix(address, "otpauth://totp/") {
		return ""
	}
	return template.URL(address) // #nosec G203 -- it opens an app
}

// TextFile returns a text as a file that a link holds.
func TextFile(text string) template.URL {
	return template.URL("data:text/plain;charset=utf-8," + url.PathEscape(text)) // #nosec G203 -- a text, escaped
}

// Trusted returns what a template made as one that another template puts in as it
// is.
func Trusted(markup []byte) Markup { return Markup(markup) }

// forScript returns the messages of the script as JSON that templates put into a
// script element: encoding/json leaves no "<" in it.
func forScript(c *i18n.Catalogue) func() (template.JS, error) {
	return func() (template.JS, error) {
		text, err := c.ForScript()
		return template.JS(text), err // #nosec G203 -- JSON without a "<"
	}
}

// icons makes the markup of an icon, by its name in the sprite at that
// address. It is made once: a card has a dozen.
func icons(names []string, sprite string) func(name string) (template.HTML, error) {
	all := map[string]template.HTML{}
	for _, name := range names {
		name = template.HTMLEscapeString(name)
		// #nosec G203 -- both parts are escaped
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
