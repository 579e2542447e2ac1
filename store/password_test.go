package store_test

import (
	"os"
	"strings"
	"testing"

	"televisit/store"
	"televisit/store/storetest"
)

// A new password costs what is usual today, and one that cost something else stays good.
func TestHashSaysWhatItTook(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	hash := func() string {
		return d.Texts(t, `SELECT password_hash FROM pf_users WHERE email = $1`, somebody)[0]
	}
	if got, want := hash(), "$argon2id$v=19$m=64,t=1,p=1$"; !strings.HasPrefix(got, want) {
		t.Fatalf("got %s, want %s and more", got, want)
	}
	usual, err := store.Open(d.Where, os.DirFS(storetest.Migrations()), d.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = usual.Close() })
	if err := usual.UseKeys(t.Context(), d.KeyFile); err != nil {
		t.Fatal(err)
	}
	d.Store = usual
	if _, _, kind := try(t, d, somebody, storetest.Password, office); kind != -1 {
		t.Errorf("who has a cheaper hash does not come in: %v", kind)
	}
	if err := d.Store.UnscopedResetPassword(t.Context(), somebody, "another password"); err != nil {
		t.Fatal(err)
	}
	if got, want := hash(), "$argon2id$v=19$m=65536,t=2,p=1$"; !strings.HasPrefix(got, want) {
		t.Errorf("got %s, want %s and more", got, want)
	}
	if _, _, kind := try(t, d, somebody, "another password", office); kind != -1 {
		t.Errorf("the new password does not open: %v", kind)
	}
}
