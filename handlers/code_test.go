package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

// TestSignInWithACode gives no login before the code, and one for each code and form.
func TestSignInWithACode(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	app := s.as(t, staff, "").setUpFactor(t)
	b := s.anonymous(t)
	f := b.password(t, staff, "/pm/telehealth?status=active")
	t.Run("what waits for a code is no login", func(t *testing.T) {
		thief := s.anonymous(t)
		thief.cookie = &http.Cookie{Name: s.cookie, Value: f.Get("pending")}
		if to := thief.get("/account").Header.Get("Location"); !strings.HasPrefix(to, "/login") {
			t.Error("it opens the account:", to)
		}
	})
	t.Run("wrong", func(t *testing.T) {
		a := b.code(f, app.after(s, 2)).expect(t, http.StatusUnprocessableEntity)
		if a.errorOf("code") == "" || a.carries("next") != f.Get("next") || a.carries("pending") != f.Get("pending") || a.value("code") != "" {
			t.Errorf("the form says %q", squash(a.Doc.Find("main").Text()))
		}
		if n := s.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'login.code_failed'`); n != 1 {
			t.Errorf("the trail has %d failures, want 1", n)
		}
	})
	used := app.now(s)
	in := b.code(f, used[:3]+" "+used[3:]).expect(t, http.StatusSeeOther)
	if in.Header.Get("Location") != "/pm/telehealth?status=active" || b.get(list).StatusCode != http.StatusOK {
		t.Fatal("the code does not sign in:", in.Header)
	}
	t.Run("sent twice", func(t *testing.T) {
		b.code(f, used).expect(t, http.StatusSeeOther)
		first := *b.cookie
		b.cookie = nil // the first answer did not arrive
		b.code(f, used).expect(t, http.StatusSeeOther)
		if b.cookie == nil || b.cookie.Value != first.Value || b.get(list).StatusCode != http.StatusOK {
			t.Error("the same form sent again does not end in the same login")
		}
		s.anonymous(t).code(f, app.after(s, 1)).expect(t, http.StatusGone)
		b.code(f, app.after(s, 1)).expect(t, http.StatusGone)
		b.get("/login/code").expect(t, http.StatusSeeOther)
	})
	t.Run("used", func(t *testing.T) {
		s.anonymous(t).code(s.anonymous(t).password(t, staff, ""), used).expect(t, http.StatusUnprocessableEntity)
	})
	t.Run("drift", func(t *testing.T) {
		s.Clock.Add(5 * time.Minute)
		for _, c := range []struct {
			sequence int64
			want     int
		}{{-2, 422}, {2, 422}, {-1, 303}, {0, 303}, {1, 303}, {1, 422}, {0, 422}} {
			s.Exec(t, `DELETE FROM pf_throttle`)
			if got := s.anonymous(t).code(s.anonymous(t).password(t, staff, ""), app.after(s, c.sequence)).StatusCode; got != c.want {
				t.Errorf("%d steps from now: got %d, want %d", c.sequence, got, c.want)
			}
		}
	})
	t.Run("after somebody else", func(t *testing.T) {
		s.Exec(t, `DELETE FROM pf_throttle`)
		s.Clock.Add(5 * time.Minute)
		shared := s.as(t, "manager@northside.example", "")
		shared.code(shared.password(t, staff, ""), app.now(s)).expect(t, http.StatusSeeOther)
		if who := shared.get(list).Doc.Find(".usermenu summary").AttrOr("aria-label", ""); who != "The staff@northside" {
			t.Errorf("works on as %q", who)
		}
	})
	t.Run("too late", func(t *testing.T) {
		s.Exec(t, `DELETE FROM pf_throttle`)
		f := s.anonymous(t).password(t, staff, "/pm/patients")
		s.Clock.Add(5 * time.Minute)
		a := s.anonymous(t).code(f, app.now(s)).expect(t, http.StatusGone)
		if a.Doc.Find("input[name=password]").Length() != 1 || a.carries("next") != "/pm/patients" {
			t.Error("it does not ask for the password again")
		}
		s.anonymous(t).post("/login/code", "pending", "nonsense", "code", app.now(s)).expect(t, http.StatusGone)
	})
	t.Run("after another password", func(t *testing.T) {
		f := s.anonymous(t).password(t, staff, "")
		if err := s.Store.UnscopedResetPassword(t.Context(), staff, "quite another password"); err != nil {
			t.Fatal(err)
		}
		s.anonymous(t).code(f, app.now(s)).expect(t, http.StatusGone)
	})
}

// TestWrongCodesWait as wrong passwords do, by account, whatever the password was.
func TestWrongCodesWait(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	app := b.setUpFactor(t)
	f := s.anonymous(t).password(t, staff, "")
	for range 5 {
		s.anonymous(t).code(f, "000000").expect(t, http.StatusUnprocessableEntity)
	}
	f = s.anonymous(t).password(t, staff, "")
	a := s.anonymous(t).code(f, app.now(s)).expect(t, http.StatusTooManyRequests)
	if a.Header.Get("Retry-After") != "1" || a.carries("pending") != f.Get("pending") {
		t.Errorf("got %v, want to retry after 1", a.Header)
	}
	b.post(factorPath+"/change", "do", "remove", "proof", app.now(s)).expect(t, http.StatusTooManyRequests)
	s.Clock.Add(2 * time.Second)
	s.anonymous(t).code(f, app.now(s)).expect(t, http.StatusSeeOther)
}

// TestJoiningAsksForTheCode of who has an account with a second factor already.
func TestJoiningAsksForTheCode(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	app := s.as(t, "staff@harbor.example", "").setUpFactor(t)
	at := s.invited(t, "staff@harbor.example", "biller")
	b := s.anonymous(t)
	a := b.post(at, "password", storetest.Password).expect(t, http.StatusOK)
	if b.cookie != nil {
		t.Fatal("the password alone signs in")
	}
	b.code(form("pending", a.carries("pending")), app.now(s)).expect(t, http.StatusSeeOther)
	if b.cookie == nil || !s.As(t, "staff@harbor.example", s.Northside).Rights().May(clinic.ExportSessions) {
		t.Error("they are not signed in, or no member")
	}
}

// What was typed before the login ended is there again after the code.
func TestTypedAndACode(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	b := d.as(t, staff, "")
	app := b.setUpFactor(t)
	d.Clock.Add(16 * time.Minute)
	b.send(booking, d.wish("find", "Silva")).expect(t, http.StatusSeeOther)
	f := b.password(t, staff, "")
	target := b.code(f, app.now(d.site)).expect(t, http.StatusSeeOther).Header.Get("Location")
	if _, kept := b.get(target).again(t); kept.Get("find") != "Silva" {
		t.Errorf("%s offers %v", target, kept)
	}
}
