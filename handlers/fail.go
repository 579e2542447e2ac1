package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"televisit/clinic"
	"televisit/store"
)

var (
	errNoPage   = clinic.Errorf(clinic.NotFound, "There is no page at this address.")
	errNoMethod = clinic.Errorf(clinic.BadMethod, "This address cannot be used that way.")
	errForeign  = clinic.Errorf(clinic.Forbidden, "The form came from another site, so it was not used. Open it here and send it again.")
)

var codes = map[clinic.Kind]int{
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
}

type errorView struct {
	Code    int
	Heading string
	Message string
	Home    string // where to go on, "" when there is nothing better
}

var (
	errorPage = page[errorView]{"error/page"}
	faultPart = part[string]{"error/fault"} // for htmx: said beside what stays
)

// headings say in a few words what happened.
var headings = map[clinic.Kind]string{
	clinic.NotFound:    "Not found",
	clinic.Forbidden:   "Not allowed",
	clinic.Conflict:    "Changed meanwhile",
	clinic.TooMany:     "Too many attempts",
	clinic.Gone:        "No longer valid",
	clinic.Unavailable: "Not possible right now",
}

// fail turns an error into the answer. Only its message reaches the page; its
// cause is for the log. org is nil while nobody is known to be signed in.
func (p *pages) fail(w http.ResponseWriter, r *http.Request, org *store.Org, err error) {
	kind := clinic.KindOf(err)
	code, known := codes[kind]
	if !known {
		p.log.Error("failed", "id", requestID(w), "err", err)
		p.views.broken(w)
		return
	}
	if kind == clinic.Unauthenticated {
		p.toLogin(w, r)
		return
	}
	if kind == clinic.Unavailable {
		p.log.Error("unavailable", "id", requestID(w), "err", err)
		w.Header().Set("Retry-After", strconv.Itoa(5))
	}
	if isHTMX(r) && r.Method == http.MethodPost {
		if err := faultPart.render(w, p.views, code, p.message(err)); err != nil {
			p.views.broken(w)
		}
		return
	}
	heading := headings[kind]
	if heading == "" {
		heading = "This did not work"
	}
	heading = p.t(heading)
	view := errorView{Code: code, Heading: heading, Message: p.message(err), Home: p.views.links.path("/")}
	if err := errorPage.render(w, p.views, code, p.frame(org, heading, ""), view); err != nil {
		p.log.Error("error page", "id", requestID(w), "err", err)
		p.views.broken(w)
	}
}

// failure answers always with err.
func (p *pages) failure(err error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.in(r, nil).fail(w, r, nil, err) })
}

// toLogin sends someone who is not signed in to the sign-in page, and from
// there back to where they were. A poll is told to do it in the browser: a
// redirect would put the sign-in form into the list.
func (p *pages) toLogin(w http.ResponseWriter, r *http.Request) {
	target := p.views.links.path("/login")
	back := r.URL.RequestURI()
	if isHTMX(r) {
		back = localPath(here(r.Header.Get("HX-Current-URL")))
	} else if r.Method != http.MethodGet {
		back = ""
	}
	if back != "" {
		target += "?" + url.Values{"next": {back}}.Encode()
	}
	if isHTMX(r) {
		w.Header().Set("HX-Redirect", target)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
}

// here returns the path and query of the page that htmx says it is on.
func here(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.RequestURI()
}
