package store_test

import (
	"testing"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

func TestEnrol(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	enrol := func(org, email, password string, roles ...clinic.RoleID) error {
		return d.Store.UnscopedEnrol(t.Context(), store.Invitation{Org: org, TimeZone: "America/Denver",
			Member: store.NewMember{Name: "Cy", Email: email, Password: password, Roles: roles}})
	}
	if err := enrol("Harbor Behavioral Health", somebody, "", clinic.Staff, clinic.Staff); err != nil {
		t.Fatal(err)
	}
	if token, _, kind := try(t, d, somebody, storetest.Password, office); kind != -1 {
		t.Error("a known user's password changed:", kind)
	} else if l, err := d.Store.UnscopedLogin(t.Context(), token, false); err != nil || l.Orgs != 2 || l.Name == "Cy" {
		t.Error(l, err)
	}
	if err := enrol("New Place", "cy@new.example", "a long password", clinic.OrgAdmin); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"a member again":  enrol("New Place", "cy@new.example", "a long password", clinic.Staff),
		"no password":     enrol("New Place", "di@new.example", "", clinic.Staff),
		"no role":         enrol("New Place", "di@new.example", "a long password"),
		"an unknown role": enrol("New Place", "di@new.example", "a long password", "boss"),
		"no name":         enrol("", "di@new.example", "a long password", clinic.Staff),
	} {
		t.Run(name, func(t *testing.T) {
			if clinic.KindOf(err) != clinic.Invalid {
				t.Errorf("got %v, want Invalid", err)
			}
		})
	}
}
