package store_test

import (
	"flag"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/db"
	"televisit/store/storetest"
)

// work is what signing in made the program do, as far as it takes time.
type work struct {
	statements []string
	hashed     int64
}

func workOf(t *testing.T, d *storetest.Desk, email string) (w work) {
	t.Helper()
	var mu sync.Mutex
	ctx := db.Traced(from(t, "", atHome), func(query string) {
		mu.Lock()
		defer mu.Unlock()
		w.statements = append(w.statements, query)
	})
	before := d.Store.Hashed()
	_, err := d.Store.UnscopedSignIn(ctx, store.Attempt{Email: email, Password: "wrong", Address: atHome})
	if kind := clinic.KindOf(err); kind != clinic.Unauthenticated && kind != clinic.TooMany {
		t.Fatal(err)
	}
	w.hashed = d.Store.Hashed() - before
	return w
}

// A wrong password takes the same hashing and the same statements whether there is such an
// account or not, also when there have been too many.
func TestUnknownAccountsTakeTheSameWork(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	knownAt(t, d, somebody, "laptop", office)
	d.Exec(t, `UPDATE pf_users SET disabled_at = 1 WHERE email = 'biller@northside.example'`)
	for try := range 7 {
		want := workOf(t, d, "nobody@northside.example")
		if heard := try < 5; heard != (want.hashed > 0) || len(want.statements) == 0 {
			t.Fatalf("attempt %d took %d statements and hashing for %d", try, len(want.statements), want.hashed)
		}
		for _, email := range []string{somebody, "biller@northside.example", "", strings.Repeat("x", 300)} {
			if got := workOf(t, d, email); got.hashed != want.hashed || !slices.Equal(got.statements, want.statements) {
				t.Errorf("attempt %d at %.30q took hashing for %d and %q, want %d and %q", try, email, got.hashed, got.statements,
					want.hashed, want.statements)
			}
		}
	}
}

var timing = flag.Bool("timing", false, "measure how long 200 wrong sign-ins take, at an account that there is and at none")

// TestTiming measures what TestUnknownAccountsTakeTheSameWork counts. It is run by hand, on a
// quiet machine: go test ./store -run TestTiming -timing -v
func TestTiming(t *testing.T) {
	if !*timing {
		t.Skip("only with -timing")
	}
	d := storetest.New(t)
	d.Store.SetPasswordCost(store.UsualCost)
	if err := d.Store.UnscopedResetPassword(t.Context(), somebody, "quite another password"); err != nil {
		t.Fatal(err)
	}
	took := map[string][]time.Duration{}
	for range 200 {
		d.Clock.Add(2 * time.Hour)
		for _, email := range []string{somebody, "nobody@northside.example"} {
			began := time.Now()
			if _, _, kind := try(t, d, email, "wrong", atHome); kind != clinic.Unauthenticated {
				t.Fatal(kind)
			}
			took[email] = append(took[email], time.Since(began))
		}
	}
	mean := func(all []time.Duration) (sum time.Duration) {
		slices.Sort(all)
		all = all[len(all)/10 : len(all)*9/10] // what the machine did besides is left out
		for _, one := range all {
			sum += one
		}
		return sum / time.Duration(len(all))
	}
	there, none := mean(took[somebody]), mean(took["nobody@northside.example"])
	t.Logf("200 wrong sign-ins at each: %v where there is an account, %v where there is none, %.2f %% apart", there, none,
		100*(float64(there)/float64(none)-1))
}
