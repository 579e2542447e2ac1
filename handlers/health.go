package handlers

import (
	"io"
	"net/http"
)

// GET /healthz says that the program runs.
func (g *gate) healthz(w http.ResponseWriter, _ *http.Request) error {
	_, err := io.WriteString(w, "ok\n")
	return err
}

// GET /readyz says that the database answers.
func (g *gate) readyz(w http.ResponseWriter, r *http.Request) error {
	if err := g.s.Ready(r.Context()); err != nil {
		return err
	}
	_, err := io.WriteString(w, "ok\n")
	return err
}
