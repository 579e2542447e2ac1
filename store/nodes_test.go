package store_test

import (
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/db/dbtest"
	"televisit/store/storetest"
)

// otherServer returns a second server of d's database.
func otherServer(t *testing.T, d *storetest.Desk) *store.Store {
	t.Helper()
	s, err := store.Open(d.Where, os.DirFS(dbtest.Migrations()), d.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.UseKeys(t.Context(), d.KeyFile); err != nil {
		t.Fatal(err)
	}
	return s
}

// on returns the org as somebody sees it on a server.
func on(t *testing.T, s *store.Store, email string, org clinic.OrgID) *store.Org {
	t.Helper()
	a, err := s.UnscopedActor(t.Context(), email, org)
	if err != nil {
		t.Fatal(err)
	}
	return s.For(&a)
}

// What one server began, or decided, holds on the other.
func TestTwoServers(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	other := otherServer(t, d)
	admin := "admin@northside.example"
	here, there := d.As(t, admin, d.Northside), on(t, other, admin, d.Northside)
	t.Run("a page of patients", func(t *testing.T) {
		for _, family := range []string{"Alder", "Birch", "Cedar"} {
			d.Patient(t, d.Northside, "Ann", family, family)
		}
		first, err := here.Patients(t.Context(), store.PatientFilter{Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		if rest, _ := names(t, there, store.PatientFilter{After: first.Next, Limit: 9}); !slices.Equal(rest, []string{"Ann Cedar"}) {
			t.Errorf("got %q, want the third", rest)
		}
	})
	t.Run("a change in the list", func(t *testing.T) {
		if _, err := there.Version(t.Context()); err != nil { // it is held from now on
			t.Fatal(err)
		}
		d.Session(t, storetest.Row{}) // with a patient, whom the first server adds
		want, err := here.Version(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := other.Notice(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, err := there.Version(t.Context()); err != nil || got != want {
			t.Errorf("version: got %d, %v, want %d", got, err, want)
		}
	})
	t.Run("a role", func(t *testing.T) {
		token := signedIn(t, d, 1)[0]
		may := func(quiet bool) bool {
			t.Helper()
			l, err := other.UnscopedLogin(t.Context(), token, quiet)
			if err != nil {
				t.Fatal(err)
			}
			return other.For(l.Actor).Rights().May(clinic.CreateSessions)
		}
		if !may(false) {
			t.Fatal("the right is missing from the start")
		}
		who := d.As(t, somebody, d.Northside).User()
		if err := here.SetRoles(t.Context(), who, []clinic.RoleID{clinic.Readonly}); err != nil {
			t.Fatal(err)
		}
		if may(false) || may(true) {
			t.Error("the next request on the other server: got the right, want none")
		}
		if err := d.Store.UnscopedSignOut(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		if _, err := other.UnscopedLogin(t.Context(), token, false); clinic.KindOf(err) != clinic.Unauthenticated {
			t.Errorf("a login that was ended here: got %v there, want Unauthenticated", err)
		}
	})
	t.Run("failed sign-ins", func(t *testing.T) {
		a := store.Attempt{Email: "biller@northside.example", Password: "wrong", Address: "192.0.2.77"}
		for i := range 5 {
			if _, err := []*store.Store{d.Store, other}[i%2].UnscopedSignIn(t.Context(), a); clinic.KindOf(err) != clinic.Unauthenticated {
				t.Fatalf("attempt %d: got %v", i, err)
			}
		}
		for _, s := range []*store.Store{d.Store, other} {
			if _, err := s.UnscopedSignIn(t.Context(), a); clinic.KindOf(err) != clinic.TooMany {
				t.Errorf("the sixth: got %v, want TooMany on either", err)
			}
		}
	})
	t.Run("a job", func(t *testing.T) { takeJobs(t, d, []*store.Store{d.Store, other}) })
}

// takeJobs lets all servers ask at once for a job that is due every hour.
func takeJobs(t *testing.T, d *storetest.Desk, servers []*store.Store) {
	for i, c := range []struct {
		after time.Duration
		want  int32
	}{{0, 1}, {59 * time.Minute, 0}, {time.Minute, 1}, {-30 * time.Minute, 1}} { // the last one: a clock was ahead
		d.Clock.Add(c.after)
		var took atomic.Int32
		var wait sync.WaitGroup
		for n := range 8 {
			wait.Go(func() {
				mine, err := servers[n%2].UnscopedTakeJob(t.Context(), "purge", time.Hour)
				if err != nil {
					t.Error(err)
				}
				if mine {
					took.Add(1)
				}
			})
		}
		if wait.Wait(); took.Load() != c.want {
			t.Errorf("round %d: %d took it, want %d", i, took.Load(), c.want)
		}
	}
}

// Forms are kept for a quarter of an hour, and so many of them.
func TestKeptForms(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	kept := func(id string) string {
		t.Helper()
		form, err := d.Store.UnscopedKeptForm(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return form
	}
	for i := range 270 {
		d.Clock.Add(time.Second)
		if err := d.Store.UnscopedKeepForm(t.Context(), fmt.Sprint(i), "sealed", 15*time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	if n := d.Count(t, `SELECT count(*) FROM pf_kept_forms`); n != 256 || kept("269") != "sealed" || kept("13") != "" {
		t.Errorf("%d are kept, the last: %q, one too many: %q", n, kept("269"), kept("13"))
	}
	if err := d.Store.UnscopedDropForm(t.Context(), "269"); err != nil || kept("269") != "" {
		t.Errorf("dropped: %v, %q", err, kept("269"))
	}
	d.Clock.Add(15*time.Minute - time.Second)
	if kept("268") != "sealed" || kept("267") != "" {
		t.Errorf("a quarter of an hour later: got %q and %q, want one that is a second less old", kept("268"), kept("267"))
	}
	if err := d.Store.UnscopedPurgeExpired(t.Context()); err != nil || d.Count(t, `SELECT count(*) FROM pf_kept_forms`) != 1 {
		t.Error("purged:", err)
	}
}
