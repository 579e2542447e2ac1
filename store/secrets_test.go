package store_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/seal"
	"televisit/store/storetest"
)

// A secret is stored sealed, for its org and its row alone, and a second one takes the
// place of the first.
func TestSecrets(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	north, harbor := d.As(t, "admin@northside.example", d.Northside), d.As(t, "admin@harbor.example", d.Harbor)
	for _, secret := range []string{"an old secret", "a secret"} {
		if err := store.PutSecret(t.Context(), north, "row", secret); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := store.Secret(t.Context(), north, "row"); got != "a secret" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := store.Secret(t.Context(), harbor, "row"); clinic.KindOf(err) != clinic.NotFound {
		t.Errorf("from the other org: got %q, %v, want NotFound", got, err)
	}
	if dump := d.Dump(t, d.Northside); strings.Contains(dump, "secret|") || strings.Contains(dump, "a secret") {
		t.Error("the secret stands in the database")
	}
	d.Exec(t, `INSERT INTO pf_secrets (org_id, id, key_id, sealed, changed_at) SELECT $1, id, key_id, sealed, 0 FROM pf_secrets`, d.Harbor)
	if got, err := store.Secret(t.Context(), harbor, "row"); clinic.KindOf(err) != clinic.Unavailable {
		t.Errorf("moved to the other org: got %q, %v, want Unavailable", got, err)
	}
	if err := store.DropSecret(t.Context(), north, "row"); err != nil {
		t.Fatal(err)
	}
	if got, err := store.Secret(t.Context(), north, "row"); clinic.KindOf(err) != clinic.NotFound {
		t.Errorf("given up: got %q, %v, want NotFound", got, err)
	}
}

// A key file that is lost is not replaced silently once something is sealed, nor is
// another one taken, at the start or later.
func TestLostKeyFile(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "admin@northside.example", d.Northside)
	mine := filepath.Join(t.TempDir(), "mine")
	if err := d.Store.UseKeys(t.Context(), mine); err != nil {
		t.Fatal("nothing is sealed yet:", err)
	}
	if err := store.PutSecret(t.Context(), o, "row", "a secret"); err != nil {
		t.Fatal(err)
	}
	another := filepath.Join(t.TempDir(), "another")
	if _, err := seal.Create(another); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{mine + "-lost": "is missing", another: "is another one"} {
		if err := d.Store.UseKeys(t.Context(), path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if _, err := os.Stat(mine + "-lost"); err == nil {
		t.Error("a new key file was made")
	}
	node, err := store.Open(d.Where, os.DirFS(storetest.Migrations()), d.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer node.Close()
	a, err := node.UnscopedActor(t.Context(), "admin@northside.example", d.Northside)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.PutSecret(t.Context(), node.For(&a), "r", "s"); clinic.KindOf(err) != clinic.Unavailable {
		t.Errorf("without a key file: got %v, want Unavailable", err)
	}
	if err := os.WriteFile(mine, read(t, another), 0o600); err != nil { // as if two servers had begun with one each
		t.Fatal(err)
	}
	if err := d.Store.UseKeys(t.Context(), mine); err == nil {
		t.Error("the keys of another file were taken")
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
