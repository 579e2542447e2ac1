package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

var practice = store.NewPractice{Org: "Lakeside", TimeZone: "America/Chicago", Name: "Ann Lee",
	Email: "ann@lakeside.example", Password: "a long password", SeesPatients: true}

func newSetup(t *testing.T, s *store.Store) string {
	t.Helper()
	token, err := s.UnscopedNewSetup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestSetUpMakesOnePractice(t *testing.T) {
	t.Parallel()
	s := storetest.Empty(t).Store
	token := newSetup(t, s)
	var made, gone atomic.Int64
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			login, err := s.UnscopedSetUp(t.Context(), token, practice)
			switch clinic.KindOf(err) {
			case clinic.Gone:
				gone.Add(1)
			case clinic.Internal:
				if l, err := s.UnscopedLogin(t.Context(), login, false); err != nil || l.Actor == nil || l.Name != "Ann Lee" {
					t.Error(l, err)
				}
				made.Add(1)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 || gone.Load() != 3 {
		t.Fatal(made.Load(), gone.Load())
	}
	org, err := s.UnscopedOrgNamed(t.Context(), "Lakeside")
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.UnscopedActor(t.Context(), "ANN@lakeside.example", org)
	if err != nil {
		t.Fatal(err)
	}
	o := s.For(&a)
	if !o.Rights().May(clinic.HostSessions) || !o.Rights().May(clinic.ManageUsers) || o.Settings().TimeZone != "America/Chicago" {
		t.Error(o.Rights(), o.Settings())
	}
	if token := newSetup(t, s); token != "" {
		t.Error("a practice that is set up got another link")
	}
}

func TestSetUpLinks(t *testing.T) {
	t.Parallel()
	d := storetest.Empty(t)
	s, clock := d.Store, d.Clock
	first := newSetup(t, s)
	second := newSetup(t, s)
	for _, c := range []struct {
		name, token string
		want        clinic.Kind
	}{
		{"one that a later one voided", first, clinic.Gone}, {"a guess", "guess", clinic.NotFound}, {"none", "", clinic.NotFound},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := s.UnscopedSetUp(t.Context(), c.token, practice); clinic.KindOf(err) != c.want {
				t.Errorf("got %v, want kind %v", err, c.want)
			}
		})
	}
	if err := s.UnscopedSetupOpen(t.Context(), second); err != nil {
		t.Error(err)
	}
	clock.Add(30 * time.Minute)
	if _, err := s.UnscopedSetUp(t.Context(), second, practice); clinic.KindOf(err) != clinic.Gone {
		t.Error("an expired link was used:", err)
	}
	third := newSetup(t, s)
	wrong := store.NewPractice{TimeZone: "Local", Email: "ann", Password: "short"}
	_, err := s.UnscopedSetUp(t.Context(), third, wrong)
	fields := map[string]bool{}
	for _, f := range clinic.FieldsOf(err) {
		fields[f.Field] = true
	}
	for _, f := range []string{"org", "time_zone", "name", "email", "password"} {
		if !fields[f] {
			t.Errorf("%s is not named: %v", f, err)
		}
	}
	bo := store.NewMember{Name: "Bo", Email: "bo@lakeside.example", Password: "a long password", Roles: []clinic.RoleID{clinic.OrgAdmin}}
	if err := s.UnscopedEnrol(t.Context(), store.Invitation{Org: "Lakeside", TimeZone: "UTC", Member: bo}); err != nil {
		t.Fatal(err)
	}
	if err := s.UnscopedSetupOpen(t.Context(), third); clinic.KindOf(err) != clinic.Gone {
		t.Error("the link lives on when there are users:", err)
	}
}
