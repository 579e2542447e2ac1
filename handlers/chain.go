package handlers

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"televisit/clinic"
)

// maxBody is how much of a form is read, before any transaction begins.
const maxBody = 64 << 10

// chain wraps the router, outermost first. It stands around the router because
// a router's own middleware does not see 404 and 405.
func chain(p *pages, router http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(p.failure(errForeign))
	return p.recoverAndLog(p.protect(p.readBody(cross.Handler(router))))
}

// A header is the values of one, shared by all answers and never changed in place.
type header struct {
	name   string
	values []string
}

// protect sets what every answer carries, errors and static files too, unless it
// says otherwise itself. That nothing is new is told in one line: there is
// nothing to keep or to show.
func (p *pages) protect(next http.Handler) http.Handler {
	const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	all := []header{
		{"Content-Security-Policy", []string{csp}},
		{"Referrer-Policy", []string{"same-origin"}},
		{"X-Content-Type-Options", []string{"nosniff"}},
		{"Cross-Origin-Opener-Policy", []string{"same-origin"}},
		{"Cross-Origin-Resource-Policy", []string{"same-origin"}},
		{"Permissions-Policy", []string{"camera=(), microphone=(), geolocation=(), payment=(), usb=()"}},
		{"Cache-Control", []string{"no-store"}},
		{"Vary", []string{"HX-Request"}},
	}
	if p.base.Scheme == "https" {
		all = append(all, header{"Strict-Transport-Security", []string{"max-age=31536000"}})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rec, ok := w.(*recorder); ok {
			rec.standard = all
		}
		next.ServeHTTP(w, r)
	})
}

// readBody reads a form whole and refuses one that is too large or is not
// text, so that nothing behind it waits for the network or meets such bytes.
func (p *pages) readBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength == 0 && r.URL.RawQuery == "" { // most requests
			next.ServeHTTP(w, r)
			return
		}
		if r.ContentLength != 0 {
			body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
			if err != nil {
				p.in(r, nil).fail(w, r, nil, bodyError(err))
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		if err := r.ParseForm(); err != nil {
			p.in(r, nil).fail(w, r, nil, clinic.Causef(clinic.Malformed, err, "The form could not be read."))
			return
		}
		for field, values := range r.Form {
			if text := field + strings.Join(values, ""); !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				p.in(r, nil).fail(w, r, nil, clinic.Errorf(clinic.Malformed, "The field %q holds characters that are not text.", printable(field)))
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// printable returns field as far as it can be shown.
func printable(field string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' {
			return -1
		}
		return c
	}, strings.ToValidUTF8(field, "?"))
}

func bodyError(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return clinic.Causef(clinic.TooLarge, err, "The form is larger than 64 KiB.")
	}
	return clinic.Causef(clinic.Malformed, err, "The request ended too early.")
}
