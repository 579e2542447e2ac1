package handlers

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

// The clock of the machine jumps, back and forth, between a visit's start and its end. Nobody is locked out, nothing
// fails, what was acknowledged is there, and no visit ends before it began. This is the site with a clock that is moved:
// the program hands its pages time.Now where the tests hand them this one.
func TestClockJumps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name         string
		first, later time.Duration // before the visit starts, and before it ends
	}{
		{"steady", 0, 20 * time.Minute},
		{"an hour ahead, and back", time.Hour, -time.Hour},
		{"a day ahead, and two back", 24 * time.Hour, -48 * time.Hour},
		{"a year back, and ahead again", -365 * 24 * time.Hour, 365 * 24 * time.Hour},
		{"ten years ahead, and back", 10 * 365 * 24 * time.Hour, -10 * 365 * 24 * time.Hour},
		{"to 1970, as without a battery", time.Until(time.Unix(1, 0)) - time.Until(storetest.Start), 60 * 365 * 24 * time.Hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := storetest.New(t)
			var log bytes.Buffer
			s := siteWith(t, d, home, &log)
			visit := d.Session(t, storetest.Row{})
			s.as(t, "provider@northside.example", "").get(list).expect(t, http.StatusOK)
			d.Clock.Add(c.first)
			s.mistype(t)
			s.moveTo(t, visit, clinic.Active)
			d.Clock.Add(c.later)
			s.mistype(t)
			s.moveTo(t, visit, clinic.Completed)
			v, err := d.As(t, staff, d.Northside).Session(t.Context(), visit)
			if err != nil || v.Status != clinic.Completed || v.EndedAt.Before(v.StartedAt) {
				t.Errorf("got %s from %s to %s, %v", v.Status, v.StartedAt, v.EndedAt, err)
			}
			if n := d.Count(t, `SELECT count(*) FROM pf_audit WHERE entity_id = $1 AND action = 'session.move'`, string(visit)); n != 2 {
				t.Errorf("%d moves are on record, want 2", n)
			}
			if strings.Contains(log.String(), "level=ERROR") {
				t.Error("the log tells of errors:", log.String())
			}
		})
	}
}

// mistype lets somebody mistype their password, and then sign in.
func (s *site) mistype(t *testing.T) {
	t.Helper()
	b := s.anonymous(t)
	b.post("/login", "email", staff, "password", "a wrong password").expect(t, http.StatusUnauthorized)
	b.post("/login", "email", staff, "password", storetest.Password).expect(t, http.StatusSeeOther)
	for _, path := range []string{"/", list, list + "/sessions", "/pm/appointments", "/pm/patients", "/readyz"} {
		b.get(path).expect(t, http.StatusOK)
	}
}

// moveTo moves a visit as its provider does, who signs in for it.
func (s *site) moveTo(t *testing.T, id clinic.SessionID, to clinic.Status) {
	t.Helper()
	b := s.as(t, "provider@northside.example", "")
	page := b.get(list+"/sessions/"+string(id)).expect(t, http.StatusOK)
	version := page.Doc.Find(`input[name="version"]`).AttrOr("value", "")
	b.post(list+"/sessions/"+string(id)+"/status", "to", string(to), "version", version).expect(t, http.StatusSeeOther)
}
