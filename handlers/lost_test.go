package handlers

import (
	"net/http"
	"strings"
	"testing"

	"televisit/clinic"
	"televisit/store/db/dbtest"
	"televisit/store/storetest"
)

// While the database is lost, pages and actions say so plainly, programs are told to
// come back, and nothing is saved. Once it is there again all goes on by itself.
func TestDatabaseIsLost(t *testing.T) {
	t.Parallel()
	d := storetest.NewOnServer(t)
	s := siteOf(t, d)
	id := d.Session(t, storetest.Row{})
	b := s.as(t, "provider@northside.example", "")
	start := []string{"to", "active", "version", "1", "reason", ""}
	page := list + "/sessions/" + string(id)
	b.get(list).expect(t, http.StatusOK)
	back := dbtest.Lose(t, d.Where)
	for name, a := range map[string]answer{"a page": b.get(list), "another": b.get("/"), "an action": b.post(page+"/status", start...),
		"sign-in": s.anonymous(t).post("/login", "email", staff, "password", storetest.Password), "ready": b.get("/readyz")} {
		if a.StatusCode != http.StatusServiceUnavailable || a.Header.Get("Retry-After") == "" ||
			!strings.Contains(a.Text, "The database cannot be reached. Nothing was saved") {
			t.Errorf("%s: got status %d, Retry-After %q and %s", name, a.StatusCode, a.Header.Get("Retry-After"), a.Text)
		}
		for _, inner := range []string{"televisit-pg", "SQLSTATE", "failed to connect"} {
			if strings.Contains(a.Text, inner) {
				t.Errorf("%s tells %q", name, inner)
			}
		}
	}
	b.get("/healthz").expect(t, http.StatusOK)
	back()
	b.get("/readyz").expect(t, http.StatusOK)
	b.get(list).expect(t, http.StatusOK)
	b.post(page+"/status", start...).expect(t, http.StatusSeeOther)
	if v, err := d.As(t, staff, d.Northside).Session(t.Context(), id); err != nil || v.Status != clinic.Active {
		t.Errorf("afterwards: got %q, %v, want active", v.Status, err)
	}
}
