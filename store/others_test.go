package store_test

import (
	"os"
	"testing"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

func TestNoticeOtherProcesses(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "admin@northside.example", d.Northside)
	if err := d.Store.Notice(t.Context()); err != nil {
		t.Fatal(err)
	}
	before, err := o.Version(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	other, err := store.Open(d.Path, os.DirFS(storetest.Migrations()), d.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := other.UnscopedAdmit(t.Context(), store.Admission{Org: "Northside Family Practice",
		Member: store.NewMember{Name: "Cy", Email: "cy@northside.example", Password: "a long password", Roles: []clinic.RoleID{clinic.Staff}}}); err != nil {
		t.Fatal(err)
	}
	if err := d.Store.Notice(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after, err := o.Version(t.Context()); err != nil || after != before+1 {
		t.Error(before, after, err)
	}
}

// TestEndedElsewhere ends a login as the command line does beside a server: not
// even a poll is answered from then on.
func TestEndedElsewhere(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	token, err := d.Store.UnscopedSignIn(t.Context(), store.Attempt{Email: "staff@northside.example", Password: storetest.Password, Address: "192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, quiet := range []bool{false, true} {
		if _, err := d.Store.UnscopedLogin(t.Context(), token, quiet); err != nil {
			t.Fatal(err)
		}
	}
	d.Exec(t, `DELETE FROM pf_logins`)
	for _, quiet := range []bool{true, false} {
		if _, err := d.Store.UnscopedLogin(t.Context(), token, quiet); clinic.KindOf(err) != clinic.Unauthenticated {
			t.Errorf("a login that was ended is still good, polls: %v, %v", quiet, err)
		}
	}
}

// TestOwnChangesLeaveLogins changes sessions, which says nothing of logins, and
// lets another process write between: after that, logins are read again.
func TestOwnChangesLeaveLogins(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	id, version := d.Session(t, storetest.Row{}), int64(0)
	o := d.As(t, "provider@northside.example", d.Northside)
	move := func() {
		t.Helper()
		version++
		if _, err := o.RecordLocation(t.Context(), id, version, clinic.Location{Patient: "home"}); err != nil {
			t.Fatal(err)
		}
	}
	token, err := d.Store.UnscopedSignIn(t.Context(), store.Attempt{Email: "staff@northside.example", Password: storetest.Password, Address: "192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the first change of ours cannot tell who wrote before
		move()
		if _, err := d.Store.UnscopedLogin(t.Context(), token, false); err != nil {
			t.Fatal(err)
		}
	}
	move()
	move()
	if !d.Store.KnowsLogin(t.Context(), token) {
		t.Error("a change of a session makes logins be read again")
	}
	d.Exec(t, `DELETE FROM pf_logins`)
	if d.Store.KnowsLogin(t.Context(), token) {
		t.Error("another process wrote, and nobody looks")
	}
	move()
	move()
	if d.Store.KnowsLogin(t.Context(), token) {
		t.Error("what another process wrote is hidden by changes of ours")
	}
	if _, err := d.Store.UnscopedLogin(t.Context(), token, false); clinic.KindOf(err) != clinic.Unauthenticated {
		t.Error("a login that was ended before a change of ours still opens pages:", err)
	}
}

// TestStrangersForgetNobody knocks with tokens that are nobody's: those who are
// signed in stay known without a row being read.
func TestStrangersForgetNobody(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	token, err := d.Store.UnscopedSignIn(t.Context(), store.Attempt{Email: "staff@northside.example", Password: storetest.Password, Address: "192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Store.UnscopedLogin(t.Context(), token, false); err != nil {
		t.Fatal(err)
	}
	for _, stranger := range []string{"", "x", token + "x"} {
		if _, err := d.Store.UnscopedLogin(t.Context(), stranger, false); clinic.KindOf(err) != clinic.Unauthenticated {
			t.Errorf("%q: %v", stranger, err)
		}
	}
	if !d.Store.KnowsLogin(t.Context(), token) {
		t.Error("a stranger makes the store read a login again")
	}
}
