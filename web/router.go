package web

import (
	"net/http"
	"strings"

	"github.com/gorilla/mux"
)

// A Router finds what answers a request. Addresses without variables, the
// polls among them, are looked up; mux tries its routes one by one.
type Router struct {
	plain   map[endpoint]http.Handler
	rest    *mux.Router
	missing http.Handler
}

type endpoint struct{ method, path string }

// NewRouter returns a router without routes. missing answers where there is none,
// misused where there is one for another method.
func NewRouter(missing, misused http.Handler) *Router {
	r := &Router{plain: map[endpoint]http.Handler{}, rest: mux.NewRouter(), missing: missing}
	r.rest.NotFoundHandler, r.rest.MethodNotAllowedHandler = missing, r.setAllow(misused)
	return r
}

// Add lets h answer a method at a path; what answers GET answers HEAD. mux knows the plain ones as well, so that it can tell a wrong
// method from a wrong address. The path comes first: mux forgets a mismatched
// method when it meets a route whose method fits and whose path does not.
func (r *Router) Add(method, path string, h http.Handler) {
	methods := []string{method}
	if method == http.MethodGet {
		methods = append(methods, http.MethodHead)
	}
	matched := r.rest.Path(path).Methods(methods...).Handler(h)
	if variables, err := matched.GetVarNames(); err == nil && len(variables) == 0 {
		for _, m := range methods {
			r.plain[endpoint{m, path}] = h
		}
	}
}

// setAllow names the methods that the address takes, before misused answers.
func (r *Router) setAllow(misused http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		var allowed []string
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
			other, found := *req, mux.RouteMatch{}
			other.Method = method
			if r.rest.Match(&other, &found) && found.MatchErr == nil {
				allowed = append(allowed, method)
			}
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		misused.ServeHTTP(w, req)
	})
}

// AddPrefix lets h answer GET at every path that begins with prefix.
func (r *Router) AddPrefix(prefix string, h http.Handler) {
	r.rest.PathPrefix(prefix).Methods(http.MethodGet, http.MethodHead).Handler(h)
}

func (r *Router) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if h, ok := r.plain[endpoint{req.Method, req.URL.Path}]; ok {
		h.ServeHTTP(w, req)
		return
	}
	if !strings.HasPrefix(req.URL.Path, "/") { // "*", or the host that a CONNECT asks for
		r.missing.ServeHTTP(w, req)
		return
	}
	r.rest.ServeHTTP(w, ofThisHost(req))
}

// ofThisHost returns req without the host that its address may name: mux mends a path such as //a/../b by
// leading to another, which is to be one of this site.
func ofThisHost(req *http.Request) *http.Request {
	if req.URL.Host == "" {
		return req
	}
	own, address := *req, *req.URL
	address.Scheme, address.Host, address.User = "", "", nil
	own.URL = &address
	return &own
}
