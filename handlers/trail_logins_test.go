package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/store/storetest"
)

// TestLoginsAreOnRecord signs in and out in each way, and finds that in the trail, with the
// address and in the practices that it concerns alone.
func TestLoginsAreOnRecord(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const email = "staff@northside.example"
	version := s.Count(t, `SELECT version FROM pf_organizations WHERE org_id = $1`, s.Northside)
	s.anonymous(t).post("/login", "email", email, "password", "not the right one").expect(t, http.StatusUnauthorized)
	s.anonymous(t).post("/login", "email", "nobody@northside.example", "password", "x").expect(t, http.StatusUnauthorized)
	b := s.anonymous(t)
	b.post("/login", "email", email, "password", storetest.Password).expect(t, http.StatusSeeOther)
	b.post("/logout").expect(t, http.StatusSeeOther)
	b.post("/login", "email", email, "password", storetest.Password).expect(t, http.StatusSeeOther)
	s.Clock.Add(time.Hour)
	b.get("/").expect(t, http.StatusSeeOther)
	both := s.anonymous(t) // of several practices
	both.post("/login", "email", "solo@northside.example", "password", "not the right one").expect(t, http.StatusUnauthorized)
	both.post("/login", "email", "solo@northside.example", "password", storetest.Password).expect(t, http.StatusSeeOther)
	both.post("/orgs", "org_id", string(s.Harbor), "org", string(s.Harbor))
	if _, err := s.Store.UnscopedSignOutAll(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	if err := s.Store.UnscopedSaveNoted(t.Context()); err != nil {
		t.Fatal(err)
	}
	const query = `SELECT u.email || ' ' || a.action || ' ' || a.address || ' ' || count(*) FROM pf_audit a JOIN pf_users u ON u.id = a.user_id
		WHERE a.org_id = $1 AND a.kind = 'logins' GROUP BY u.email, a.action, a.address ORDER BY u.email, a.action`
	want := []string{"solo@northside.example login.failed 192.0.2.1 1",
		email + " login.failed 192.0.2.1 1", email + " login.idle 192.0.2.1 1", email + " login.in 192.0.2.1 2",
		email + " login.out 192.0.2.1 1"}
	if diff := cmp.Diff(want, s.Texts(t, query, s.Northside)); diff != "" {
		t.Errorf("Northside (-want +got):\n%s", diff)
	}
	want = []string{"solo@northside.example login.ended  1", "solo@northside.example login.failed 192.0.2.1 1",
		"solo@northside.example login.in 192.0.2.1 1"}
	if diff := cmp.Diff(want, s.Texts(t, query, s.Harbor)); diff != "" {
		t.Errorf("Harbor (-want +got):\n%s", diff)
	}
	if now := s.Count(t, `SELECT version FROM pf_organizations WHERE org_id = $1`, s.Northside); now != version {
		t.Errorf("the version was %d and is %d", version, now)
	}
	all := strings.Join(s.as(t, "readonly@northside.example", "").get(trailPath+"?kind=logins").entries(), "\n")
	if !strings.Contains(all, "failed to sign in: the password was wrong 192.0.2.1") {
		t.Error("the page says", all)
	}
}
