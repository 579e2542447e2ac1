package handlers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"televisit/clinic"
)

// maxBody is how much of a form is read, before any transaction begins.
const maxBody = 64 << 10

// chain wraps the router, outermost first. It stands around the router because
// a router's own middleware does not see 404 and 405.
func chain(p *pages, router *mux.Router) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(p.failure(errForeign))
	var h http.Handler = cross.Handler(router)
	h = p.readBody(h)
	h = p.protect(h)
	h = p.recoverAndLog(h, router)
	return h
}

// recoverAndLog writes one line per request and turns a panic into the 500
// page. The line has the route, never the address: that may hold a token.
func (p *pages) recoverAndLog(next http.Handler, router *mux.Router) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, id := time.Now(), uuid.NewString()
		w.Header().Set("X-Request-Id", id)
		rec := &recorder{ResponseWriter: w}
		defer func() {
			level := slog.LevelInfo
			if e := recover(); e != nil {
				p.log.Error("panic", "id", id, "what", fmt.Sprint(e), "stack", string(debug.Stack()))
				if rec.code == 0 {
					p.views.broken(rec)
				}
			}
			if rec.code >= 500 {
				level = slog.LevelError
			}
			p.log.Log(r.Context(), level, "request", "id", id, "method", r.Method, "route", routeName(router, r),
				"status", rec.code, "bytes", rec.bytes, "ms", time.Since(start).Milliseconds())
		}()
		next.ServeHTTP(rec, r.WithContext(context.WithValue(r.Context(), requestID{}, id)))
	})
}

type requestID struct{}

func routeName(router *mux.Router, r *http.Request) string {
	var m mux.RouteMatch
	if router.Match(r, &m) && m.Route != nil {
		return m.Route.GetName()
	}
	return "none"
}

// protect sets what every answer carries, errors and static files too.
func (p *pages) protect(next http.Handler) http.Handler {
	const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store")
		h.Set("Vary", "HX-Request")
		if p.base.Scheme == "https" {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// readBody reads a form whole and refuses one that is too large or is not
// text, so that nothing behind it waits for the network or meets such bytes.
func (p *pages) readBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			p.fail(w, r, nil, bodyError(err))
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if err := r.ParseForm(); err != nil {
			p.fail(w, r, nil, &clinic.Error{Kind: clinic.Malformed, Message: "The form could not be read.", Cause: err})
			return
		}
		for field, values := range r.Form {
			if text := field + strings.Join(values, ""); !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				p.fail(w, r, nil, clinic.Errorf(clinic.Malformed, "The field %q holds characters that are not text.", printable(field)))
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

// A recorder notes what was answered, for the log.
type recorder struct {
	http.ResponseWriter
	code, bytes int
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
