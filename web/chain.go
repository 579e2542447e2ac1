package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"televisit/clinic"
)

// maxBody is how much of a form is read, before any transaction begins.
const maxBody = 64 << 10

var errForeign = clinic.Errorf(clinic.Forbidden, "The form came from another site, so it was not used. Open it here and send it again.")

var errNoForm = clinic.Errorf(clinic.BadType, "What was sent is not a form that this site can read. Nothing was saved.")

// Chain wraps the router, outermost first. It stands around the router because
// a router's own middleware does not see 404 and 405.
func (s *Site) Chain(router http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	if origin := OriginOf(s.Base); origin != "" {
		// Never fails: an origin is all that it takes.
		_ = cross.AddTrustedOrigin(origin)
	}
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { Of(r).Fail(w, errForeign) }))
	return s.begin(s.readBody(cross.Handler(router)))
}

// begin makes the Request, sets the headers of every answer, turns a panic into
// the 500 page and tells the log.
func (s *Site) begin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req := s.newRequest(r)
		answer := &response{ResponseWriter: w, headers: s.headers}
		defer func() {
			e := recover()
			if e == http.ErrAbortHandler { // of an answer that is to break off
				s.log.note(req, answer, s.Now())
				panic(e)
			}
			if e != nil {
				s.Log.Error("panic", "id", req.id(), "what", fmt.Sprint(e), "stack", string(debug.Stack()))
				if answer.code == 0 {
					req.RenderError500(answer)
				}
			}
			s.log.note(req, answer, s.Now())
		}()
		next.ServeHTTP(answer, req.Request)
	})
}

// A header is the values of one, shared by all answers and never changed in place.
type header struct {
	name   string
	values []string
}

// standardHeaders returns what every answer carries, errors and static files too,
// unless it says otherwise itself.
func standardHeaders(base *url.URL) []header {
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
	if base.Scheme == "https" && isName(base.Hostname()) {
		all = append(all, header{"Strict-Transport-Security", []string{"max-age=31536000"}})
	}
	return all
}

// isName reports whether host is a name of its own, which browsers may be told to reach by https alone for a year. An
// address is none, and localhost belongs to whatever else is tried out on the machine.
func isName(host string) bool {
	_, err := netip.ParseAddr(host)
	return err != nil && host != "localhost" && !strings.HasSuffix(host, ".localhost")
}

// A response notes what was answered, and begins the answer with the headers of
// all.
type response struct {
	http.ResponseWriter
	headers     []header
	code, bytes int
}

func (a *response) WriteHeader(code int) {
	a.begin(code)
	a.ResponseWriter.WriteHeader(code)
}

// begin sets the headers of all. That nothing is new is told without them: there
// is nothing to keep or to show.
func (a *response) begin(code int) {
	if a.code != 0 {
		return
	}
	if a.code = code; code == http.StatusNotModified {
		return
	}
	own := a.Header()
	for _, h := range a.headers {
		if own[h.name] == nil {
			own[h.name] = h.values
		}
	}
}

func (a *response) Write(b []byte) (int, error) {
	a.begin(http.StatusOK)
	n, err := a.ResponseWriter.Write(b)
	a.bytes += n
	return n, err
}

func (a *response) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// readBody reads a form whole and refuses one that is too large, is not text or
// is of another kind, so that nothing behind it waits for the network or meets such bytes.
func (s *Site) readBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength == 0 && r.URL.RawQuery == "" { // most requests
			next.ServeHTTP(w, r)
			return
		}
		if err := readForm(w, r); err != nil {
			Of(r).Fail(w, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func readForm(w http.ResponseWriter, r *http.Request) error {
	if r.ContentLength != 0 {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			return bodyError(err)
		}
		if len(body) > 0 && r.Method != http.MethodGet && r.Method != http.MethodHead && !isForm(r) {
			return errNoForm
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	if err := r.ParseForm(); err != nil {
		return clinic.Causef(clinic.Malformed, err, "The form could not be read.")
	}
	for field, values := range r.Form {
		if text := field + strings.Join(values, ""); !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return clinic.Errorf(clinic.Malformed, "The field %q holds characters that are not text.", printable(field))
		}
	}
	return nil
}

// isForm reports whether the body of r is what the site's own forms send. Anything
// else would be read as a form in which nothing was filled in.
func isForm(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/x-www-form-urlencoded"
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
