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

// TestEndedElsewhere ends a login as the command line does beside a server: no
// page is shown and nothing saved from then on, whenever that is noticed.
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
	if _, err := d.Store.UnscopedLogin(t.Context(), token, false); clinic.KindOf(err) != clinic.Unauthenticated {
		t.Error("a login that was ended still opens pages:", err)
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
	d.Exec(t, `ALTER TABLE pf_logins RENAME TO gone`)
	if _, err := d.Store.UnscopedLogin(t.Context(), token, true); err != nil {
		t.Error("a stranger made the store read a login again:", err)
	}
}
