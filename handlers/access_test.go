package handlers

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/clinic"
	"televisit/handlers/route"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestAccess asks for every route as everybody and compares the answers to a
// table that a person can read. Forms are sent empty, so who may use one is
// told that it is incomplete.
func TestAccess(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	columns := []string{"anonymous"}
	for _, role := range clinic.SystemRoles {
		columns = append(columns, string(role))
	}
	ids := s.things(t)
	var table strings.Builder
	fmt.Fprintf(&table, "%-6s %-45s", "", "")
	for _, c := range columns {
		fmt.Fprintf(&table, " %-10s", c)
	}
	browsers := map[string]*browser{}
	for _, rt := range new(areas).routes() {
		fmt.Fprintf(&table, "\n%-6s %-45s", rt.Method, rt.Path)
		for _, c := range columns {
			if browsers[c] == nil || browsers[c].cookie == nil {
				browsers[c] = s.column(t, c)
			}
			s.Exec(t, `DELETE FROM pf_throttle`) // so that it matters who asks, not how often
			s.Exec(t, `UPDATE pf_logins SET locked_at = NULL`)
			fmt.Fprintf(&table, " %-10s", outcome(browsers[c], rt, ids))
		}
	}
	compare(t, "testdata/access.golden", trimLines(table.String()))
}

// things returns an id for each kind of route.
func (s *site) things(t *testing.T) map[string]string {
	t.Helper()
	v := s.book(t, "Access", "Phone", time.Hour)
	return map[string]string{"sessions": string(v.ID), "appointments": string(v.AppointmentID), "patients": string(v.PatientID)}
}

// column returns a browser of the role.
func (s *site) column(t *testing.T, role string) *browser {
	t.Helper()
	switch role {
	case "anonymous":
		return s.anonymous(t)
	case "org_admin":
		role = "admin"
	}
	return s.as(t, role+"@northside.example", "")
}

// outcome is what a browser gets from a route: a status, or "sign in".
func outcome(b *browser, rt route.Route, ids map[string]string) string {
	a := b.do(requestOf(rt, ids), nil)
	if strings.HasPrefix(a.Header.Get("Location"), "/login") && rt.Access.Who != "public" {
		return "sign in"
	}
	return fmt.Sprint(a.StatusCode)
}

func trimLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// compare holds got against a golden file.
func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// book makes a telehealth appointment of a new patient with the provider of
// Northside and returns its session, whose consent is not asked yet.
func (s *site) book(t testing.TB, family, platform string, in time.Duration) clinic.Session {
	t.Helper()
	o := s.As(t, "provider@northside.example", s.Northside)
	patient := s.Patient(t, s.Northside, "Ann", family, "M-"+family)
	b := clinic.Booking{PatientID: patient.ID, ProviderID: o.User(), StartsAt: s.Clock.Now().Add(in),
		EndsAt: s.Clock.Now().Add(in + 30*time.Minute), Telehealth: true}
	all, err := o.Platforms(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if p.Name == platform {
			b.PlatformID = p.ID
		}
	}
	a, err := o.BookAppointment(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	v, err := o.Session(t.Context(), a.SessionID)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
