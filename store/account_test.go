package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

func TestAccount(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	got, err := d.Store.UnscopedAccount(t.Context(), d.As(t, "solo@northside.example", d.Northside).User())
	if err != nil {
		t.Fatal(err)
	}
	provider, admin := store.RoleName{ID: clinic.Provider, Name: "provider", System: true},
		store.RoleName{ID: clinic.OrgAdmin, Name: "org_admin", System: true}
	want := store.Account{Name: "The solo@northside", Email: "solo@northside.example", Memberships: []store.Membership{
		{OrgName: store.OrgName{ID: d.Harbor, Name: "Harbor Behavioral Health"}, Roles: []store.RoleName{provider}},
		{OrgName: store.OrgName{ID: d.Northside, Name: "Northside Family Practice"}, Roles: []store.RoleName{admin, provider}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := d.Store.UnscopedAccount(t.Context(), "nobody"); clinic.KindOf(err) != clinic.NotFound {
		t.Error("an account of nobody:", err)
	}
}

func TestChangePassword(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	here, _, _ := try(t, d, somebody, storetest.Password, office)
	there, _, _ := try(t, d, somebody, storetest.Password, office)
	other, _, _ := try(t, d, "manager@northside.example", storetest.Password, office)
	user := d.As(t, somebody, d.Northside).User()
	const fresh = "quite another password"
	change := store.PasswordChange{User: user, Token: here, Current: storetest.Password, New: fresh, Address: office}
	if err := d.Store.UnscopedChangePassword(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, token string
		want        clinic.Kind
	}{
		{"the login that changed it", here, clinic.KindOf(nil)},
		{"another login of the same person", there, clinic.Unauthenticated},
		{"a login of somebody else", other, clinic.KindOf(nil)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := d.Store.UnscopedLogin(t.Context(), c.token, true); clinic.KindOf(err) != c.want {
				t.Errorf("got %v, want kind %v", err, c.want)
			}
		})
	}
	if _, _, kind := try(t, d, somebody, storetest.Password, office); kind != clinic.Unauthenticated {
		t.Error("the old password:", kind)
	}
	if _, _, kind := try(t, d, somebody, fresh, office); kind != -1 {
		t.Error("the new password:", kind)
	}
	const recorded = `SELECT count(*) FROM pf_audit WHERE action = 'user.password' AND entity_id = $1 AND user_id = $1 AND org_id = $2`
	if n := d.Count(t, recorded, user, d.Northside); n != 1 {
		t.Errorf("rows in the audit trail: got %d, want 1", n)
	}
}

// Whoever finds a browser open cannot try passwords faster than at the door.
func TestChangePasswordIsThrottled(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	user := d.As(t, somebody, d.Northside).User()
	change := func(current string) error {
		return d.Store.UnscopedChangePassword(t.Context(), store.PasswordChange{User: user, Token: "x", Current: current,
			New: "quite another password", Address: office})
	}
	for range 5 {
		if err := change("wrong"); clinic.KindOf(err) != clinic.Invalid || clinic.FieldsOf(err)[0].Field != "current" {
			t.Fatal(err)
		}
	}
	if err := change(storetest.Password); clinic.KindOf(err) != clinic.TooMany {
		t.Error("the sixth is heard:", err)
	}
	if _, wait, kind := try(t, d, somebody, storetest.Password, "192.0.2.9"); kind != clinic.TooMany || wait != time.Second {
		t.Error("the door does not know:", kind, wait)
	}
	d.Clock.Add(time.Second)
	if err := change(storetest.Password); err != nil {
		t.Error("after waiting:", err)
	}
}

func TestSingleKeys(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	token, _, _ := try(t, d, somebody, storetest.Password, office)
	user := d.As(t, somebody, d.Northside).User()
	for _, on := range []bool{true, false, false, true} {
		if err := d.Store.UnscopedSetSingleKeys(t.Context(), user, on); err != nil {
			t.Fatal(err)
		}
		l, err := d.Store.UnscopedLogin(t.Context(), token, true)
		if err != nil || l.KeysOff == on || d.Store.For(l.Actor).KeysOff() == on {
			t.Error("on:", on, l.KeysOff, err)
		}
	}
}
