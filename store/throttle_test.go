package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

// atOnce tries a wrong password so often at once, each time from another address and at the
// next of servers. It returns how often that was looked at, and how long the others are to wait.
func atOnce(t *testing.T, n int, email string, servers ...*store.Store) (heard int64, wait time.Duration) {
	t.Helper()
	var all sync.WaitGroup
	var looked, longest atomic.Int64
	for i := range n {
		all.Go(func() {
			a := store.Attempt{Email: email, Password: "wrong", Address: fmt.Sprintf("2001:db8:%x:%x::", rand.N(0x10000), i)}
			_, err := servers[i%len(servers)].UnscopedSignIn(t.Context(), a)
			switch throttled, _ := errors.AsType[store.Throttled](err); clinic.KindOf(err) {
			case clinic.Unauthenticated:
				looked.Add(1)
			case clinic.TooMany:
				longest.Store(max(longest.Load(), int64(throttled.Wait)))
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	return looked.Load(), time.Duration(longest.Load())
}

// Of guesses at one account ten are looked at within a quarter of an hour, however many come
// at once, from how many addresses, at how many servers, also when those start again. Then
// the right password is heard.
func TestTenGuessesInAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	for _, email := range []string{somebody, "nobody@northside.example"} {
		t.Run(email, func(t *testing.T) {
			t.Parallel()
			d := storetest.New(t)
			other := otherServer(t, d)
			other.SetPasswordCost(storetest.LightCost)
			heard, wait := atOnce(t, 100, email, d.Store, other)
			began := d.Clock.Now()
			for {
				d.Clock.Add(wait)
				if d.Clock.Now().Sub(began) >= 15*time.Minute {
					break
				}
				again := otherServer(t, d)
				again.SetPasswordCost(storetest.LightCost)
				more, later := atOnce(t, 5, email, again, other)
				if later <= wait && later < 15*time.Minute {
					t.Errorf("after a wait of %v comes one of %v, want a longer one", wait, later)
				}
				heard, wait = heard+more, later
			}
			if heard != 10 {
				t.Errorf("%d guesses were looked at within a quarter of an hour, want 10", heard)
			}
			want := clinic.Kind(-1)
			if email != somebody {
				want = clinic.Unauthenticated
			}
			if _, _, kind := try(t, d, email, storetest.Password, office); kind != want {
				t.Errorf("after the wait: got %v, want %v", kind, want)
			}
		})
	}
}

// From one address two hundred guesses are looked at, at whichever accounts.
func TestTwoHundredGuessesFromAnAddress(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	heard, began, i := 0, d.Clock.Now(), 0
	for d.Clock.Now().Sub(began) < 15*time.Minute {
		i++
		_, wait, kind := try(t, d, fmt.Sprintf("someone%d@northside.example", i), "wrong", office)
		if kind == clinic.Unauthenticated {
			heard++
		}
		d.Clock.Add(wait)
	}
	if heard != 200 {
		t.Errorf("%d guesses were looked at, want 200", heard)
	}
}

// from is a context of what is done in a browser, and in a network.
func from(t *testing.T, device, address string) context.Context {
	return store.From(t.Context(), store.Origin{Via: store.ViaWeb, Address: address, Device: device})
}

// signIn signs in from a browser in a network, and returns what happened.
func signIn(t *testing.T, d *storetest.Desk, email, password, device, address string) (store.SignIn, error) {
	t.Helper()
	return d.Store.UnscopedSignIn(from(t, device, address), store.Attempt{Email: email, Password: password, Address: address})
}

const (
	manager = "manager@northside.example"
	atHome  = "198.51.100.4"
	away    = "203.0.113.9"
)

// knownAt makes somebody known in a browser and a network.
func knownAt(t *testing.T, d *storetest.Desk, email, device, address string) {
	t.Helper()
	in, err := signIn(t, d, email, storetest.Password, device, address)
	if err == nil {
		err = d.Store.UnscopedRemember(from(t, device, address), in.Login)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Nobody keeps a colleague out of their own browser, or the network where they work.
func TestGuessesDoNotKeepColleaguesOut(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	knownAt(t, d, somebody, "laptop", office)
	knownAt(t, d, manager, "tablet", atHome)
	atOnce(t, 20, somebody, d.Store)
	for _, c := range []struct {
		name, device, address string
		want                  clinic.Kind
	}{
		{"their own browser, elsewhere", "laptop", away, -1},
		{"their own network, another browser", "", office, -1},
		{"nothing known", "", away, clinic.TooMany},
		{"a browser of somebody else, and their network", "tablet", atHome, clinic.TooMany},
		{"an invented browser", "desktop", away, clinic.TooMany},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := signIn(t, d, somebody, storetest.Password, c.device, c.address)
			if got := clinic.KindOf(err); err != nil && got != c.want || err == nil && c.want != -1 {
				t.Errorf("got %v, want kind %v", err, c.want)
			}
		})
	}
	t.Run("in the browser itself guesses are counted too", func(t *testing.T) {
		for range 5 {
			if _, err := signIn(t, d, somebody, "wrong", "laptop", away); clinic.KindOf(err) != clinic.Unauthenticated {
				t.Fatal(err)
			}
		}
		if _, err := signIn(t, d, somebody, storetest.Password, "laptop", away); clinic.KindOf(err) != clinic.TooMany {
			t.Errorf("the sixth is heard: %v", err)
		}
		if _, err := signIn(t, d, somebody, storetest.Password, "", office); err != nil {
			t.Errorf("the network does not let in: %v", err)
		}
	})
	t.Run("a new password clears them all", func(t *testing.T) {
		if err := d.Store.UnscopedResetPassword(t.Context(), somebody, "quite another password"); err != nil {
			t.Fatal(err)
		}
		for device, address := range map[string]string{"laptop": away, "": away} {
			if _, err := signIn(t, d, somebody, "quite another password", device, address); err != nil {
				t.Errorf("%q in %s: %v", device, address, err)
			}
		}
	})
	t.Run("half a year later the browser is forgotten", func(t *testing.T) {
		d.Clock.Add(181 * 24 * time.Hour)
		if err := d.Store.UnscopedPurgeExpired(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := d.Count(t, `SELECT count(*) FROM pf_known_places`); n != 0 {
			t.Errorf("%d places are known still", n)
		}
	})
}

// Wrong codes are counted as wrong passwords are, apart from them and from the person's own
// browser.
func TestCodesAreGuessedTenTimes(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	knownAt(t, d, somebody, "laptop", office)
	secret, _ := withApp(t, d, somebody)
	enter := func(device, address, code string) (time.Duration, clinic.Kind) {
		in, err := signIn(t, d, somebody, storetest.Password, device, address)
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.Store.UnscopedEnterCode(from(t, device, address), store.CodeEntry{Pending: in.Pending, Code: code, Address: address})
		throttled, _ := errors.AsType[store.Throttled](err)
		if err == nil {
			return 0, -1
		}
		return throttled.Wait, clinic.KindOf(err)
	}
	heard, began := 0, d.Clock.Now()
	for d.Clock.Now().Sub(began) < 15*time.Minute {
		wait, kind := enter("", away, "000000")
		if kind == clinic.Invalid {
			heard++
		}
		d.Clock.Add(wait)
	}
	if heard != 10 {
		t.Errorf("%d codes were looked at within a quarter of an hour, want 10", heard)
	}
	enter("", away, "000000")
	code := clinic.CodeOf(secret, clinic.CodeStep(d.Clock.Now()))
	if wait, kind := enter("", away, code); kind != clinic.TooMany || wait != 15*time.Minute {
		t.Errorf("elsewhere: got %v and a wait of %v, want to wait for a quarter of an hour", kind, wait)
	}
	if _, kind := enter("laptop", away, code); kind != -1 {
		t.Errorf("their own browser: got %v, want to come in", kind)
	}
}

// Who signs in in the next new browser does not win others guesses.
func TestSigningInGivesOthersNoGuess(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	for range 4 {
		try(t, d, somebody, "wrong", away)
	}
	for i := range 25 {
		knownAt(t, d, somebody, fmt.Sprint("browser ", i), atHome)
	}
	if n := d.Count(t, `SELECT count(*) FROM pf_known_places`); n != 20 {
		t.Errorf("%d places are known, want the latest 20", n)
	}
	if heard, _ := atOnce(t, 20, somebody, d.Store); heard != 1 {
		t.Errorf("%d more guesses were looked at, want 1", heard)
	}
}
