package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/db/dbtest"
	"televisit/store/storetest"
)

// signedIn returns the tokens of n logins of one person, each used already.
func signedIn(t *testing.T, d *storetest.Desk, n int) (tokens []string) {
	t.Helper()
	for range n {
		in, err := d.Store.UnscopedSignIn(t.Context(), store.Attempt{Email: somebody, Password: storetest.Password, Address: office})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Store.UnscopedLogin(t.Context(), in.Login, false); err != nil {
			t.Fatal(err)
		}
		tokens = append(tokens, in.Login)
	}
	return tokens
}

// mayCreate reports whether the login may create sessions, asked as a poll or
// as a page.
func mayCreate(t *testing.T, d *storetest.Desk, token string, quiet bool) bool {
	t.Helper()
	l, err := d.Store.UnscopedLogin(t.Context(), token, quiet)
	if err != nil {
		t.Fatal(err)
	}
	return d.Store.For(l.Actor).Rights().May(clinic.CreateSessions)
}

const takeRole = `UPDATE pf_membership_roles SET role_id = 'readonly' WHERE user_id = (SELECT id FROM pf_users WHERE email = $1)`

// A role that another process takes away is gone from every login: for pages at
// once, for polls with the next Notice.
func TestForeignRoleChange(t *testing.T) {
	t.Parallel()
	t.Run("pages", func(t *testing.T) {
		t.Parallel()
		d := storetest.New(t)
		tokens := signedIn(t, d, 2)
		d.Exec(t, takeRole, somebody)
		for i, token := range tokens {
			if mayCreate(t, d, token, false) {
				t.Errorf("page of login %d: got the right, want none", i)
			}
			if mayCreate(t, d, token, true) {
				t.Errorf("poll of login %d after its page: got the right, want none", i)
			}
		}
	})
	t.Run("polls", func(t *testing.T) {
		t.Parallel()
		d := storetest.New(t)
		tokens := signedIn(t, d, 2)
		d.Exec(t, takeRole, somebody)
		if err := d.Store.Notice(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i, token := range tokens {
			if mayCreate(t, d, token, true) {
				t.Errorf("poll of login %d: got the right, want none", i)
			}
		}
	})
}

// A login that another process ends is over: for pages at once and then also
// for its polls, for other polls with the next Notice.
func TestForeignSignOut(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	tokens := signedIn(t, d, 3)
	d.Exec(t, `DELETE FROM pf_logins`)
	ended := func(what, token string, quiet bool) {
		t.Helper()
		if _, err := d.Store.UnscopedLogin(t.Context(), token, quiet); clinic.KindOf(err) != clinic.Unauthenticated {
			t.Errorf("%s: got %v, want Unauthenticated", what, err)
		}
	}
	for _, token := range tokens[:2] {
		ended("page", token, false)
		ended("poll after the page", token, true)
	}
	if err := d.Store.Notice(t.Context()); err != nil {
		t.Fatal(err)
	}
	ended("poll after Notice", tokens[2], true)
}

// What another process commits is seen after Notice: the org's version, and by
// Generation that something happened. What this process commits is no news.
func TestNotice(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "admin@northside.example", d.Northside)
	before, err := o.Version(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	notice := func(want int64, since string) {
		t.Helper()
		if err := d.Store.Notice(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := o.Generation(); got != want {
			t.Errorf("generation after %s: got %d, want %d", since, got, want)
		}
	}
	notice(0, "nothing")
	other := another(t, d)
	cy := store.NewMember{Name: "Cy", Email: "cy@northside.example", Password: "a long password", Roles: []clinic.RoleID{clinic.Staff}}
	if err := other.UnscopedEnrol(t.Context(), store.Invitation{Org: "Northside Family Practice", Member: cy}); err != nil {
		t.Fatal(err)
	}
	foreign := int64(1)
	if dbtest.OnPostgres() { // a server knows that it was this program
		foreign = 0
	}
	notice(foreign, "a foreign write")
	if after, err := o.Version(t.Context()); err != nil || after != before+1 {
		t.Errorf("version: got %d, %v, want %d", after, err, before+1)
	}
	d.Patient(t, d.Northside, "Ann", "Alder", "A-1")
	if _, err := o.AddPatient(t.Context(), clinic.Patient{}); clinic.KindOf(err) != clinic.Invalid {
		t.Fatal(err)
	}
	signedIn(t, d, 1)
	notice(foreign, "writes of its own")
	d.Exec(t, `UPDATE pf_users SET name = 'Another'`)
	notice(foreign+1, "a write by hand")
}

// A Notice that fails loses nothing: the next one still finds the change.
func TestNoticeIsTriedAgain(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	token := signedIn(t, d, 1)[0]
	d.Exec(t, takeRole, somebody)
	gone, leave := context.WithCancel(t.Context())
	leave()
	if err := d.Store.Notice(gone); err == nil {
		t.Error("a cancelled Notice: got no error")
	}
	if !mayCreate(t, d, token, true) {
		t.Error("the poll knows already: this test shows nothing")
	}
	if err := d.Store.Notice(t.Context()); err != nil {
		t.Fatal(err)
	}
	if mayCreate(t, d, token, true) {
		t.Error("poll after the second Notice: got the right, want none")
	}
}

// What says nothing of a login leaves it in the cache: its next poll reads no
// row, and so does not know yet what another process just took away.
func TestCachedLoginStays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		do   func(t *testing.T, d *storetest.Desk, token string) error
		want clinic.Kind
	}{
		{"a stranger", func(t *testing.T, d *storetest.Desk, token string) error {
			_, err := d.Store.UnscopedLogin(t.Context(), token+"x", false)
			return err
		}, clinic.Unauthenticated},
		{"a cancelled request", func(t *testing.T, d *storetest.Desk, token string) error {
			gone, leave := context.WithCancel(t.Context())
			leave()
			_, err := d.Store.UnscopedLogin(gone, token, false)
			return err
		}, clinic.Internal},
		{"a change of a session", func(t *testing.T, d *storetest.Desk, _ string) error {
			o := d.As(t, "provider@northside.example", d.Northside)
			all, err := o.Sessions(t.Context(), store.SessionFilter{Limit: 1})
			if err != nil {
				return err
			}
			_, err = o.RecordLocation(t.Context(), all.Rows[0].ID, 1, clinic.Location{Patient: "home", PatientState: "NY"})
			return err
		}, clinic.KindOf(nil)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := storetest.New(t)
			d.Session(t, storetest.Row{})
			tokens := signedIn(t, d, 2)
			if err := d.Store.Notice(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, token := range tokens {
				if !mayCreate(t, d, token, true) {
					t.Fatal("the right is missing from the start")
				}
			}
			if got := clinic.KindOf(c.do(t, d, tokens[0])); got != c.want {
				t.Fatalf("got kind %v, want %v", got, c.want)
			}
			d.Exec(t, takeRole, somebody)
			if !mayCreate(t, d, tokens[1], true) {
				t.Error("the other login was dropped from the cache")
			}
		})
	}
}

// What may say something of a login drops all from the cache at once.
func TestCachedLoginsAreDropped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		do   func(ctx context.Context, d *storetest.Desk, user clinic.UserID, token string) error
	}{
		{"a sign-out", func(ctx context.Context, d *storetest.Desk, _ clinic.UserID, token string) error {
			return d.Store.UnscopedSignOut(ctx, token)
		}},
		{"a sign-out of all of somebody", func(ctx context.Context, d *storetest.Desk, _ clinic.UserID, _ string) error {
			_, err := d.Store.UnscopedSignOutAll(ctx, "manager@northside.example")
			return err
		}},
		{"another org", func(ctx context.Context, d *storetest.Desk, _ clinic.UserID, token string) error {
			return d.Store.UnscopedChooseOrg(ctx, token, d.Northside)
		}},
		{"a password", func(ctx context.Context, d *storetest.Desk, _ clinic.UserID, _ string) error {
			return d.Store.UnscopedResetPassword(ctx, "manager@northside.example", "another password")
		}},
		{"a setting of the user", func(ctx context.Context, d *storetest.Desk, user clinic.UserID, _ string) error {
			return d.Store.UnscopedSetLanguage(ctx, user, "es")
		}},
		{"a new member", func(ctx context.Context, d *storetest.Desk, _ clinic.UserID, _ string) error {
			_, err := d.Store.UnscopedAddMember(ctx, d.Northside, store.NewMember{Name: "Cy", Email: "cy@northside.example",
				Password: storetest.Password, Roles: []clinic.RoleID{clinic.Staff}})
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := storetest.New(t)
			user := d.As(t, somebody, d.Northside).User()
			tokens := signedIn(t, d, 2)
			if err := c.do(t.Context(), d, user, tokens[0]); err != nil {
				t.Fatal(err)
			}
			d.Exec(t, takeRole, somebody)
			if mayCreate(t, d, tokens[1], true) {
				t.Error("a login is still in the cache")
			}
		})
	}
}

// A database that is reached by a symbolic link works as any other.
func TestSymlinkedDatabase(t *testing.T) {
	t.Parallel()
	dbtest.OnlyFiles(t, "a path")
	d := storetest.New(t)
	d.Session(t, storetest.Row{})
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(d.Where, link); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(link, os.DirFS(dbtest.Migrations()), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.UseKeys(t.Context(), d.KeyFile); err != nil {
		t.Fatal(err)
	}
	in, err := s.UnscopedSignIn(t.Context(), store.Attempt{Email: somebody, Password: storetest.Password, Address: office})
	if err != nil {
		t.Fatal(err)
	}
	l, err := s.UnscopedLogin(t.Context(), in.Login, false)
	if err != nil {
		t.Fatal(err)
	}
	if all, err := s.For(l.Actor).Sessions(t.Context(), store.SessionFilter{Limit: 9}); err != nil || len(all.Rows) != 1 {
		t.Errorf("sessions: got %d, %v, want 1", len(all.Rows), err)
	}
}
