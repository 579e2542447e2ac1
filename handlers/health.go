package handlers

import (
	"io"
	"net/http"

	"televisit/handlers/route"
	"televisit/web"
)

// health returns the addresses that a program asks to know how this one does.
func (s *areas) health() []route.Route {
	return []route.Route{
		route.Get("/healthz", route.Public(healthz)),
		route.Get("/readyz", route.Public(s.readyz)),
	}
}

// GET /healthz says that the program runs.
func healthz(w http.ResponseWriter, _ *web.Request) error {
	_, err := io.WriteString(w, "ok\n")
	return err
}

// GET /readyz says that the database answers.
func (s *areas) readyz(w http.ResponseWriter, r *web.Request) error {
	if err := s.store.Ready(r.Context()); err != nil {
		return err
	}
	_, err := io.WriteString(w, "ok\n")
	return err
}
