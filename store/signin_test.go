package store_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

const (
	somebody = "staff@northside.example"
	office   = "192.0.2.1"
)

// try signs in and returns how long a refusal says to wait.
func try(t *testing.T, d *storetest.Desk, email, password, address string) (token string, wait time.Duration, kind clinic.Kind) {
	t.Helper()
	in, err := d.Store.UnscopedSignIn(t.Context(), store.Attempt{Email: email, Password: password, Address: address})
	if err == nil {
		return in.Login, 0, -1
	}
	throttled, _ := errors.AsType[store.Throttled](err)
	return "", throttled.Wait, clinic.KindOf(err)
}

func TestWaitsGrow(t *testing.T) {
	t.Parallel()
	for _, email := range []string{somebody, "nobody@northside.example"} {
		t.Run(email, func(t *testing.T) {
			d := storetest.New(t)
			for range 5 {
				if _, _, kind := try(t, d, email, "wrong", office); kind != clinic.Unauthenticated {
					t.Fatalf("got kind %v, want Unauthenticated", kind)
				}
			}
			for _, want := range []time.Duration{time.Second, 4 * time.Second, 16 * time.Second} {
				_, wait, kind := try(t, d, strings.ToUpper(email), storetest.Password, office)
				if kind != clinic.TooMany || wait != want {
					t.Fatalf("got kind %v and a wait of %v, want TooMany and %v", kind, wait, want)
				}
				d.Clock.Add(wait)
				if _, _, kind := try(t, d, email, "wrong", office); kind != clinic.Unauthenticated {
					t.Fatalf("after waiting %v: got kind %v, want Unauthenticated", wait, kind)
				}
			}
		})
	}
}

func TestWaitsEnd(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	var longest time.Duration
	for range 34 {
		_, wait, _ := try(t, d, somebody, "wrong", office)
		longest = max(longest, wait)
		d.Clock.Add(wait)
	}
	if longest != 15*time.Minute {
		t.Errorf("the longest wait is %v", longest)
	}
	d.Clock.Add(time.Hour + time.Second)
	for range 2 {
		if _, _, kind := try(t, d, somebody, "wrong", office); kind != clinic.Unauthenticated {
			t.Fatal("failures do not fade:", kind)
		}
	}
}

// Whoever comes in forgets what they mistyped in that browser, and takes back their own
// attempt elsewhere.
func TestSuccessClearsTheBrowser(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	knownAt(t, d, somebody, "laptop", office)
	for _, device := range []string{"laptop", "laptop", ""} {
		for range 4 {
			if _, err := signIn(t, d, somebody, "wrong", device, away); clinic.KindOf(err) != clinic.Unauthenticated {
				t.Fatal(err)
			}
		}
		if _, err := signIn(t, d, somebody, storetest.Password, device, away); err != nil {
			t.Fatal(err)
		}
	}
	if got := d.Texts(t, `SELECT failures FROM pf_throttle WHERE failures > 0`); !slices.Equal(got, []string{"4", "4"}) {
		t.Errorf("what counts is %v, want the 4 of the account and the 4 of the address", got)
	}
}

func TestAddressIsThrottled(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	try(t, d, "a@northside.example", "wrong", office)
	d.Exec(t, `UPDATE pf_throttle SET failures = 193 WHERE bucket LIKE 'address:%'`)
	for _, email := range []string{"b@northside.example", "c@northside.example"} {
		if _, _, kind := try(t, d, email, "wrong", office); kind != clinic.Unauthenticated {
			t.Fatal(email, kind)
		}
	}
	if _, wait, kind := try(t, d, somebody, storetest.Password, office); kind != clinic.TooMany || wait != time.Second {
		t.Error(kind, wait)
	}
	if _, _, kind := try(t, d, somebody, storetest.Password, "192.0.2.2"); kind != -1 {
		t.Error("another address has to wait:", kind)
	}
}

func TestParallelAttemptsAreCounted(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	var heard atomic.Int64
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			_, err := d.Store.UnscopedSignIn(t.Context(), store.Attempt{Email: somebody, Password: "wrong", Address: office})
			if clinic.KindOf(err) == clinic.Unauthenticated {
				heard.Add(1)
			}
		})
	}
	all.Wait()
	if heard.Load() != 5 {
		t.Errorf("%d of 12 attempts at once were heard", heard.Load())
	}
}

func TestEveryFailureIsTheSame(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	for _, change := range []string{
		`UPDATE pf_users SET disabled_at = 1 WHERE email = 'biller@northside.example'`,
		`DELETE FROM pf_membership_roles WHERE user_id = (SELECT id FROM pf_users WHERE email = 'readonly@northside.example')`,
		`DELETE FROM pf_memberships WHERE user_id = (SELECT id FROM pf_users WHERE email = 'readonly@northside.example')`,
	} {
		d.Exec(t, change)
	}
	seen := map[string]bool{}
	for email, password := range map[string]string{
		somebody: "wrong", "nobody@northside.example": storetest.Password, "": "",
		"biller@northside.example": storetest.Password, "readonly@northside.example": storetest.Password,
		"staff@harbor.example": strings.Repeat("long", 10_000),
	} {
		t.Run(email, func(t *testing.T) {
			_, err := d.Store.UnscopedSignIn(t.Context(), store.Attempt{Email: email, Password: password, Address: office})
			if clinic.KindOf(err) != clinic.Unauthenticated {
				t.Errorf("got %v, want Unauthenticated", err)
			}
			seen[clinic.MessageOf(err).String()] = true
		})
	}
	if len(seen) != 1 {
		t.Errorf("got the messages %v, want one for all", seen)
	}
}

func TestLoginLimits(t *testing.T) {
	t.Parallel()
	alive := func(d *storetest.Desk, token string, quiet bool) bool {
		_, err := d.Store.UnscopedLogin(t.Context(), token, quiet)
		if err != nil && clinic.KindOf(err) != clinic.Unauthenticated {
			t.Error(err)
		}
		return err == nil
	}
	t.Run("idle", func(t *testing.T) {
		t.Parallel()
		d := storetest.New(t)
		token, _, _ := try(t, d, somebody, storetest.Password, office)
		d.Clock.Add(15 * time.Minute)
		if !alive(d, token, false) {
			t.Error("ended too early")
		}
		d.Clock.Add(15*time.Minute + time.Second)
		if alive(d, token, true) {
			t.Error("did not end")
		}
	})
	t.Run("the last use is known to the second", func(t *testing.T) {
		t.Parallel()
		d := storetest.New(t)
		token, _, _ := try(t, d, somebody, storetest.Password, office)
		for range 2 { // soon enough that neither use is written to disk
			if d.Clock.Add(10 * time.Second); !alive(d, token, false) {
				t.Fatal("ended too early")
			}
		}
		if err := d.Store.UnscopedSignOut(t.Context(), "another"); err != nil { // drops the cache
			t.Fatal(err)
		}
		d.Clock.Add(15 * time.Minute)
		if !alive(d, token, true) {
			t.Error("ended too early")
		}
	})
	t.Run("polls are no activity", func(t *testing.T) {
		t.Parallel()
		d := storetest.New(t)
		token, _, _ := try(t, d, somebody, storetest.Password, office)
		for range 15 {
			d.Clock.Add(time.Minute)
			if !alive(d, token, true) {
				t.Fatal("ended too early")
			}
		}
		d.Clock.Add(time.Second)
		if alive(d, token, true) {
			t.Error("polls kept it")
		}
	})
	t.Run("absolute", func(t *testing.T) {
		t.Parallel()
		d := storetest.New(t)
		token, _, _ := try(t, d, somebody, storetest.Password, office)
		for range 72 {
			d.Clock.Add(10 * time.Minute)
			if !alive(d, token, false) {
				t.Fatal("ended too early")
			}
		}
		d.Clock.Add(time.Second)
		if alive(d, token, false) {
			t.Error("lasted longer than twelve hours")
		}
	})
}

func TestNewPasswordEndsLogins(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	token, _, _ := try(t, d, somebody, storetest.Password, office)
	for range 5 {
		try(t, d, somebody, "wrong", "192.0.2.7")
	}
	if err := d.Store.UnscopedResetPassword(t.Context(), " Staff@northside.example", "another password"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Store.UnscopedLogin(t.Context(), token, false); clinic.KindOf(err) != clinic.Unauthenticated {
		t.Error("the old login lives:", err)
	}
	if _, _, kind := try(t, d, somebody, "another password", office); kind != -1 {
		t.Error(kind)
	}
	if got := d.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'user.password' AND org_id = $1`, d.Northside); got != 1 {
		t.Errorf("rows in the audit trail: got %d, want 1", got)
	}
	err := d.Store.UnscopedResetPassword(t.Context(), "nobody@northside.example", "another password")
	if clinic.KindOf(err) != clinic.NotFound {
		t.Error(err)
	}
	if err := d.Store.UnscopedResetPassword(t.Context(), somebody, "short"); clinic.KindOf(err) != clinic.Invalid {
		t.Error(err)
	}
}

func TestPurgeKeepsWhatCounts(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	token, _, _ := try(t, d, somebody, storetest.Password, office)
	for range 5 {
		try(t, d, somebody, "wrong", office)
	}
	if err := d.Store.UnscopedPurgeExpired(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, _, kind := try(t, d, somebody, "wrong", office); kind != clinic.TooMany {
		t.Error("failures were forgotten:", kind)
	}
	if _, err := d.Store.UnscopedLogin(t.Context(), token, true); err != nil {
		t.Error("a login was forgotten:", err)
	}
	d.Clock.Add(2 * time.Hour)
	if err := d.Store.UnscopedPurgeExpired(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := d.Count(t, `SELECT count(*) FROM pf_throttle`); left != 0 {
		t.Error(left)
	}
}
