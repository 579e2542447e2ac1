package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/db/dbtest"
	"televisit/store/storetest"
)

// withApp gives somebody a second factor, moves the clock on to another code, and returns
// the secret and the recovery codes.
func withApp(t *testing.T, d *storetest.Desk, email string) (secret []byte, codes []string) {
	t.Helper()
	user := d.As(t, email, d.Northside).User()
	seed, err := d.Store.UnscopedNewSeed(user)
	if err != nil {
		t.Fatal(err)
	}
	codes, err = d.Store.UnscopedSetSecondFactor(t.Context(), store.SetUp{User: user, Sealed: seed.Sealed,
		Code: clinic.CodeOf(seed.Secret, clinic.CodeStep(d.Clock.Now()))})
	if err != nil {
		t.Fatal(err)
	}
	d.Clock.Add(time.Minute)
	return seed.Secret, codes
}

// pending signs in as far as the password goes.
func pending(t *testing.T, s *store.Store, email string) string {
	t.Helper()
	in, err := s.UnscopedSignIn(t.Context(), store.Attempt{Email: email, Password: storetest.Password, Address: office})
	if err != nil || in.Login != "" || in.Pending == "" {
		t.Fatalf("after the password: %v, %v", in.Login, err)
	}
	return in.Pending
}

// A code lets in one of those who come with it at once, and so does a recovery code.
func TestCodesWorkOnceAtOnce(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	secret, codes := withApp(t, d, somebody)
	for name, code := range map[string]string{"app": clinic.CodeOf(secret, clinic.CodeStep(d.Clock.Now())), "recovery": codes[0]} {
		t.Run(name, func(t *testing.T) {
			d.Exec(t, `DELETE FROM pf_throttle`)
			var waiting sync.WaitGroup
			var mu sync.Mutex
			in := 0
			for range 4 {
				token := pending(t, d.Store, somebody)
				waiting.Go(func() {
					_, err := d.Store.UnscopedEnterCode(t.Context(), store.CodeEntry{Pending: token, Code: code, Address: office})
					mu.Lock()
					defer mu.Unlock()
					if err == nil {
						in++
					} else if clinic.KindOf(err) != clinic.Invalid {
						t.Error(err)
					}
				})
			}
			waiting.Wait()
			if in != 1 {
				t.Errorf("%d got in, want one", in)
			}
		})
	}
}

// A form that is sent twice at once ends in one login.
func TestOneFormOneLogin(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	secret, _ := withApp(t, d, somebody)
	e := store.CodeEntry{Pending: pending(t, d.Store, somebody), Code: clinic.CodeOf(secret, clinic.CodeStep(d.Clock.Now())), Address: office}
	logins := make([]string, 3)
	var waiting sync.WaitGroup
	for i := range logins {
		waiting.Go(func() {
			var err error
			if logins[i], err = d.Store.UnscopedEnterCode(t.Context(), e); err != nil {
				t.Error(err)
			}
		})
	}
	waiting.Wait()
	if n := d.Count(t, `SELECT count(*) FROM pf_logins`); n != 1 || logins[0] != logins[1] || logins[1] != logins[2] {
		t.Errorf("there are %d logins, want one", n)
	}
	if _, err := d.Store.UnscopedLogin(t.Context(), logins[0], false); err != nil {
		t.Error(err)
	}
	d.Clock.Add(time.Hour)
	if err := d.Store.UnscopedPurgeExpired(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := d.Count(t, `SELECT count(*) FROM pf_pending_logins`); n != 0 {
		t.Errorf("%d are still waiting for a code, want none", n)
	}
}

// Seeds are sealed with the key that there is, whichever was before; without it codes are
// refused as not possible now, and recovery codes let in.
func TestSeedsAndKeys(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	secret, codes := withApp(t, d, somebody)
	before := d.Texts(t, `SELECT key_id FROM pf_second_factors`)
	if n, err := another(t, d).UnscopedRotateKeys(t.Context()); n != 1 || err != nil {
		t.Errorf("rotated: got %d, %v, want 1", n, err)
	}
	if after := d.Texts(t, `SELECT key_id FROM pf_second_factors`); len(after) != 1 || after[0] == before[0] {
		t.Errorf("sealed with %v after %v", after, before)
	}
	enter := func(s *store.Store, code string) error {
		d.Clock.Add(time.Minute)
		_, err := s.UnscopedEnterCode(t.Context(), store.CodeEntry{Pending: pending(t, s, somebody), Code: code, Address: office})
		return err
	}
	now := func() string { return clinic.CodeOf(secret, clinic.CodeStep(d.Clock.Now().Add(time.Minute))) }
	if err := enter(d.Store, now()); err != nil {
		t.Error("after the key was rotated:", err)
	}
	fresh := filepath.Join(t.TempDir(), "fresh")
	if err := d.Store.UseKeys(t.Context(), fresh); err == nil {
		t.Error("another key file is taken")
	}
	keyless, err := store.Open(d.Where, os.DirFS(dbtest.Migrations()), d.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer keyless.Close()
	if err := enter(keyless, now()); clinic.KindOf(err) != clinic.Unavailable {
		t.Errorf("without a key: got %v, want Unavailable", err)
	}
	if err := enter(keyless, codes[0]); clinic.KindOf(err) != clinic.Unavailable {
		t.Errorf("a recovery code without a key, which could not go on record: got %v, want Unavailable", err)
	}
	if n, err := d.Store.UnscopedDiscardLost(t.Context(), fresh); n != 1 || err != nil {
		t.Errorf("given up: got %d, %v, want 1", n, err)
	}
	in, err := d.Store.UnscopedSignIn(t.Context(), store.Attempt{Email: somebody, Password: storetest.Password, Address: office})
	if in.Login == "" || err != nil {
		t.Errorf("afterwards: got %v, %v, want a login", in, err)
	}
	if n := d.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'user.second_factor_removed'`); n != 1 {
		t.Errorf("the trail has %d removals, want one", n)
	}
}

// What waits for a code is hashed on file, as recovery codes are.
func TestSecondFactorsAreHashed(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	_, codes := withApp(t, d, somebody)
	token := pending(t, d.Store, somebody)
	known := append(codes, token)
	onFile := append(d.Texts(t, `SELECT code_hash FROM pf_recovery_codes`), d.Texts(t, `SELECT token_hash FROM pf_pending_logins`)...)
	for _, text := range onFile {
		for _, secret := range known {
			if len(text) != 64 || text == secret {
				t.Errorf("%q is on file", text)
			}
		}
	}
	_, err := d.Store.UnscopedEnterCode(t.Context(), store.CodeEntry{Pending: token, Code: "000000", Address: office})
	if _, throttled := errors.AsType[store.Throttled](err); throttled || clinic.KindOf(err) != clinic.Invalid {
		t.Errorf("a wrong code: got %v, want Invalid", err)
	}
}
