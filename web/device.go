package web

import (
	"net/http"
	"strings"
	"unicode"

	"github.com/mileusna/useragent"
)

// Device returns the token of the cookie by which a browser is known again that somebody
// signed in with, "" for none. It opens nothing.
func (l *LoginCookie) Device(r *http.Request) string {
	if all := tokensIn(r, l.device); len(all) > 0 && len(all[0]) <= maxDevice {
		return all[0]
	}
	return ""
}

// maxDevice is how long a token may be; ours have 43 characters.
const maxDevice = 64

// KeepDevice lets the browser be known again, and returns by what: the token that it has, else
// fresh.
func (l *LoginCookie) KeepDevice(w http.ResponseWriter, r *http.Request, fresh string) string {
	token := l.Device(r)
	if token == "" {
		token = fresh
	}
	l.set(w, l.device, token, LongestCookie)
	return token
}

// longestAgent is how much of a browser's name for itself is read.
const longestAgent = 512

// Browser returns what browser sent r, and on what system, as Firefox and Windows; "" for
// what it does not say.
func (r *Request) Browser() (name, system string) {
	text := r.UserAgent()
	agent := useragent.Parse(text[:min(len(text), longestAgent)])
	if agent.OS == "" && agent.Device == "" && agent.Version == "" {
		return "", "" // no browser: a word of its own
	}
	return short(agent.Name), short(agent.OS)
}

// short returns what may be a name; longer ones are none.
func short(name string) string {
	const longest = 40
	if len(name) > longest || strings.ContainsFunc(name, unicode.IsControl) {
		return ""
	}
	return name
}

// DeviceName returns what a browser on a system is called, as Browser returned them.
func (r *Request) DeviceName(browser, system string) string {
	switch {
	case browser != "" && system != "":
		return r.T("%s on %s", browser, system)
	case browser != "":
		return browser
	}
	return r.T("a browser that does not say its name")
}
