package handlers

import (
	"net/http"
	"strings"

	"github.com/gorilla/mux"
)

// A router finds what answers a request. Addresses without variables, the
// polls among them, are looked up; mux tries its routes one by one.
type router struct {
	plain map[endpoint]http.Handler
	rest  *mux.Router
}

type endpoint struct{ method, path string }

func newRouter(missing, misused http.Handler) *router {
	r := &router{plain: map[endpoint]http.Handler{}, rest: mux.NewRouter()}
	r.rest.NotFoundHandler, r.rest.MethodNotAllowedHandler = missing, r.tellAllowed(misused)
	return r
}

// add lets h answer a route, which the log knows by name; what answers GET
// answers HEAD. mux knows the plain ones as well, so that it can tell a wrong
// method from a wrong address. The path comes first: mux forgets a mismatched
// method when it meets a route whose method fits and whose path does not.
func (r *router) add(method, path, name string, h http.Handler) {
	h = named(name, h)
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

// tellAllowed names the methods that the address takes, before misused answers.
func (r *router) tellAllowed(misused http.Handler) http.Handler {
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

func (r *router) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if h, ok := r.plain[endpoint{req.Method, req.URL.Path}]; ok {
		h.ServeHTTP(w, req)
		return
	}
	r.rest.ServeHTTP(w, req)
}

// named tells the log which route answers.
func named(name string, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rec, ok := w.(*recorder); ok {
			rec.route = name
		}
		h.ServeHTTP(w, r)
	})
}
