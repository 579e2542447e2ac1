package handlers

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/google/uuid"

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

// recoverAndLog writes one line per request and turns a panic into the 500
// page. The line has the route, never the address: that may hold a token.
func (p *pages) recoverAndLog(next http.Handler) http.Handler {
	ids := newIDs()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w, id: ids.next(), route: "none"}
		start := p.now()
		defer func() {
			level := slog.LevelInfo
			if e := recover(); e != nil {
				p.log.Error("panic", "id", rec.id, "what", fmt.Sprint(e), "stack", string(debug.Stack()))
				if rec.code == 0 {
					p.in(r, nil).views.broken(rec)
				}
			}
			if rec.code >= 500 {
				level = slog.LevelError
			}
			p.log.LogAttrs(r.Context(), level, "request", slog.String("id", rec.id), slog.String("method", r.Method), slog.String("route", rec.route),
				slog.Int("status", rec.code), slog.Int("bytes", rec.bytes), slog.Int64("ms", p.now().Sub(start).Milliseconds()))
		}()
		next.ServeHTTP(rec, r)
	})
}

// ids name requests: unique in one run of the program, and not the same as in
// another.
type ids struct {
	run string
	n   atomic.Int64
}

func newIDs() *ids { return &ids{run: uuid.NewString()[:8] + "-"} }

func (i *ids) next() string { return i.run + strconv.FormatInt(i.n.Add(1), 10) }

// protect sets what every answer carries, errors and static files too.
func (p *pages) protect(next http.Handler) http.Handler {
	const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	all := http.Header{}
	for name, value := range map[string]string{
		"Content-Security-Policy":      csp,
		"Referrer-Policy":              "same-origin",
		"X-Content-Type-Options":       "nosniff",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy":           "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
		"Cache-Control":                "no-store",
		"Vary":                         "HX-Request",
	} {
		all.Set(name, value)
	}
	if p.base.Scheme == "https" {
		all.Set("Strict-Transport-Security", "max-age=31536000")
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), all) // the values are shared, and never changed in place
		next.ServeHTTP(w, r)
	})
}

// readBody reads a form whole and refuses one that is too large or is not
// text, so that nothing behind it waits for the network or meets such bytes.
func (p *pages) readBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength == 0 && r.URL.RawQuery == "" { // most polls
			next.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			p.in(r, nil).fail(w, r, nil, bodyError(err))
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if err := r.ParseForm(); err != nil {
			p.in(r, nil).fail(w, r, nil, &clinic.Error{Kind: clinic.Malformed, Message: "The form could not be read.", Cause: err})
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
		return &clinic.Error{Kind: clinic.TooLarge, Message: "The form is larger than 64 KiB.", Cause: err}
	}
	return &clinic.Error{Kind: clinic.Malformed, Message: "The request ended too early.", Cause: err}
}

// A recorder notes what was asked and answered, for the log.
type recorder struct {
	http.ResponseWriter
	id, route   string
	code, bytes int
}

// requestID returns the name that the log has for the request of w.
func requestID(w http.ResponseWriter) string {
	if rec, ok := w.(*recorder); ok {
		return rec.id
	}
	return ""
}

func (r *recorder) WriteHeader(code int) {
	if r.code == 0 {
		r.code = code
	}
	r.ResponseWriter.WriteHeader(code)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.code == 0 {
		r.code = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += n
	return n, err
}

func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
