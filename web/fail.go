package web

import (
	"net/http"
	"strconv"

	"televisit/clinic"
	"televisit/web/ui"
)

// What the router says where there is no route.
var (
	ErrNoPage   = clinic.Errorf(clinic.NotFound, "There is no page at this address.")
	ErrNoMethod = clinic.Errorf(clinic.BadMethod, "This address cannot be used that way.")
)

var codes = map[clinic.Kind]int{
	clinic.Internal:        http.StatusInternalServerError,
	clinic.Invalid:         http.StatusUnprocessableEntity,
	clinic.NotFound:        http.StatusNotFound,
	clinic.Conflict:        http.StatusConflict,
	clinic.Forbidden:       http.StatusForbidden,
	clinic.Unauthenticated: http.StatusUnauthorized,
	clinic.TooMany:         http.StatusTooManyRequests,
	clinic.Gone:            http.StatusGone,
	clinic.Unavailable:     http.StatusServiceUnavailable,
	clinic.Malformed:       http.StatusBadRequest,
	clinic.TooLarge:        http.StatusRequestEntityTooLarge,
	clinic.BadMethod:       http.StatusMethodNotAllowed,
	clinic.BadType:         http.StatusUnsupportedMediaType,
}

// statusLeft is what the log says of a request whose browser went away, as nginx does.
const statusLeft = 499

// StatusOf returns the status code that an error is answered with, and 200 for
// none.
func StatusOf(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return codes[clinic.KindOf(err)]
}

// IsForm reports whether err is for the form to show again: the input is
// wrong, or another hand was faster.
func IsForm(err error) bool {
	k := clinic.KindOf(err)
	return k == clinic.Invalid || k == clinic.Conflict
}

// headings say in a few words what happened.
var headings = map[clinic.Kind]string{
	clinic.NotFound:    "Not found",
	clinic.Forbidden:   "Not allowed",
	clinic.Conflict:    "Changed meanwhile",
	clinic.TooMany:     "Too many attempts",
	clinic.Gone:        "No longer valid",
	clinic.Unavailable: "Not possible right now",
}

// Fail turns an error into the answer. Only its message reaches the page; its
// cause is for the log.
func (r *Request) Fail(w http.ResponseWriter, err error) {
	kind := clinic.KindOf(err)
	if r.Context().Err() != nil && (kind == clinic.Internal || kind == clinic.Unavailable) {
		// Nobody reads the answer, and what was broken off is no fault. The log has the cause, should it be another one.
		r.site.Log.Info("left", "id", r.id(), "err", err)
		w.WriteHeader(statusLeft)
		return
	}
	switch kind {
	case clinic.Internal:
		r.LogError("failed", err)
		r.RenderError500(w)
		return
	case clinic.Unauthenticated:
		r.toLogin(w)
		return
	case clinic.Unavailable:
		r.LogError("unavailable", err)
		w.Header().Set("Retry-After", strconv.Itoa(5))
	}
	if err := r.renderError(w, err); err != nil {
		r.LogError("error page", err)
		r.RenderError500(w)
	}
}

// renderError answers with a page that says what happened, or, for htmx, with a
// line beside what stays on the page.
func (r *Request) renderError(w http.ResponseWriter, err error) error {
	code := StatusOf(err)
	if r.IsHTMX() && r.Method == http.MethodPost {
		return ui.FaultPart.Render(w, r.Views, code, r.ErrorText(err))
	}
	heading := headings[clinic.KindOf(err)]
	if heading == "" {
		heading = "This did not work"
	}
	heading = r.T(heading)
	view := ui.ErrorView{Code: code, Heading: heading, Message: r.ErrorText(err), Home: r.Path("/")}
	return ui.ErrorPage.Render(w, r.Views, code, r.Frame(heading, ""), view)
}

// toLogin sends someone who is not signed in to the sign-in page, and from
// there back to where they were.
func (r *Request) toLogin(w http.ResponseWriter) {
	back := r.URL.RequestURI()
	if r.IsHTMX() {
		back = r.HTMXPage()
	} else if r.Method != http.MethodGet {
		back = ""
	}
	r.SendAway(w, WithNext(r.Path("/login"), back))
}
