package web

import (
	"net/url"
	"strings"
	"unicode"
)

// LocalPath returns address when it is a path, with or without a query, of the
// host that is asked, and "" for anything else: what it returns can be
// redirected to. Of a fragment only a plain one stays. Browsers read "\" as "/" and skip control characters, and
// "//" begins another host; so none of them may stand there, not even encoded.
func LocalPath(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return ""
	}
	if !strings.HasPrefix(address, "/") || !strings.HasPrefix(u.Path, "/") || strings.Contains(u.Path, "//") ||
		strings.ContainsFunc(address+u.Path, isNoPath) {
		return ""
	}
	if strings.ContainsFunc(u.Fragment, isNotPlain) {
		u.Fragment = ""
	}
	return (&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery, Fragment: u.Fragment}).String()
}

func isNoPath(c rune) bool { return c == '\\' || unicode.IsControl(c) || unicode.IsSpace(c) }

func isNotPlain(c rune) bool { return c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') }

// WithQuery returns path with a query behind it, if there is one.
func WithQuery(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

// WithNext returns path with a query that says where to go on to afterwards, "" for nowhere.
func WithNext(path, next string) string {
	if next == "" {
		return path
	}
	return WithQuery(path, url.Values{"next": {next}}.Encode())
}
