package storetest

import (
	"context"
	"errors"
	"os"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/db/dbtest"
)

// fillAt fills the empty database at where with what every Desk begins as.
func fillAt(k dbtest.Kind, where string) error {
	s, err := store.Open(where, os.DirFS(dbtest.Migrations()), func() time.Time { return Start })
	if err != nil {
		return err
	}
	s.SetPasswordCost(LightCost)
	keys, err := os.CreateTemp("", "televisit-test") // it is its owner's alone
	if err != nil {
		return err
	}
	defer os.Remove(keys.Name())
	_, err = keys.WriteString(Key)
	if err = errors.Join(err, keys.Close()); err == nil {
		err = fill(context.Background(), s, keys.Name())
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	d, err := k.Beside(where)
	if err != nil {
		return err
	}
	// Both practices go by 24 hours, which are shorter to write in tests.
	_, err = d.Exec(`INSERT INTO pm_module_settings (org_id, key, value, updated_at) SELECT org_id, 'clock', '24', 0 FROM pf_organizations`)
	return errors.Join(err, d.Close())
}

func fill(ctx context.Context, s *store.Store, keys string) error {
	if _, err := s.Migrate(ctx); err != nil {
		return err
	}
	if err := s.UseKeys(ctx, keys); err != nil {
		return err
	}
	for _, o := range []struct{ name, domain string }{{"Northside Family Practice", "northside.example"},
		{"Harbor Behavioral Health", "harbor.example"}} {
		org, err := s.UnscopedAddOrg(ctx, o.name, "America/New_York")
		if err != nil {
			return err
		}
		for _, role := range clinic.SystemRoles {
			at := string(role)
			if role == clinic.OrgAdmin {
				at = "admin"
			}
			if err := add(ctx, s, org, at+"@"+o.domain, role); err != nil {
				return err
			}
		}
		solo := []clinic.RoleID{clinic.Provider}
		if o.domain == "northside.example" {
			solo = append(solo, clinic.OrgAdmin)
		}
		if err := add(ctx, s, org, "solo@northside.example", solo...); err != nil {
			return err
		}
	}
	return nil
}

func add(ctx context.Context, s *store.Store, org clinic.OrgID, email string, roles ...clinic.RoleID) error {
	_, err := s.UnscopedAddMember(ctx, org, store.NewMember{Name: "The " + email[:len(email)-len(".example")], Email: email,
		Password: Password, Roles: roles})
	return err
}
