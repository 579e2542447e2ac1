package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/db/dbtest"
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

// A key file that is lost is not replaced silently once something is sealed or on record, nor is
// another one taken, at the start or later.
func TestLostKeyFile(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "admin@northside.example", d.Northside)
	mine, elsewhere := d.KeyFile, filepath.Join(t.TempDir(), "elsewhere")
	if _, err := seal.Create(elsewhere); err != nil {
		t.Fatal(err)
	}
	refused := func(what string) {
		t.Helper()
		for path, want := range map[string]string{mine + "-lost": "is missing", elsewhere: "is not that of the database"} {
			if err := d.Store.UseKeys(t.Context(), path); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %v, want %q", what, err, want)
			}
		}
	}
	refused("nothing is sealed, but something is on record")
	if err := store.PutSecret(t.Context(), o, "row", "a secret"); err != nil {
		t.Fatal(err)
	}
	refused("something is sealed")
	if _, err := os.Stat(mine + "-lost"); err == nil {
		t.Error("a new key file was made")
	}
	node, err := store.Open(d.Where, os.DirFS(dbtest.Migrations()), d.Clock.Now)
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
	if err := os.WriteFile(mine, read(t, elsewhere), 0o600); err != nil { // as if two servers had begun with one each
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

// Rotating leaves every secret openable wherever it is broken off, for other processes
// too, and in the end there is one key, which is new.
func TestRotateKeys(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	north, harbor := d.As(t, "admin@northside.example", d.Northside), d.As(t, "admin@harbor.example", d.Harbor)
	for id, o := range map[string]*store.Org{"a": north, "b": north, "c": harbor} {
		if err := store.PutSecret(t.Context(), o, id, "secret "+id); err != nil {
			t.Fatal(err)
		}
	}
	check := func(state string) {
		t.Helper()
		for id, o := range map[string]*store.Org{"a": north, "b": north, "c": harbor} {
			if got, err := store.Secret(t.Context(), o, id); got != "secret "+id || err != nil {
				t.Errorf("%s: %s is %q, %v", state, id, got, err)
			}
		}
	}
	keys := func() int {
		return strings.Count(string(read(t, d.KeyFile)), "=\n") - strings.Count(string(read(t, d.KeyFile)), "\naudit ")
	}
	before := d.Texts(t, `SELECT DISTINCT key_id FROM pf_secrets`)
	rotator := another(t, d) // as the command beside a server
	d.Refuse(t, "UPDATE", "pf_secrets", fmt.Sprintf("new.id = 'c' AND new.changed_at < %d", d.Clock.Now().Add(time.Second).UnixMilli()))
	if _, err := rotator.UnscopedRotateKeys(t.Context()); err == nil {
		t.Error("it was not broken off")
	}
	if got := keys(); got != 2 {
		t.Errorf("broken off: got %d keys, want the old and the new one", got)
	}
	check("broken off")
	d.Clock.Add(time.Second)
	if n, err := rotator.UnscopedRotateKeys(t.Context()); n != 3 || err != nil {
		t.Errorf("got %d, %v, want 3", n, err)
	}
	if after := d.Texts(t, `SELECT DISTINCT key_id FROM pf_secrets`); len(after) != 1 || after[0] == before[0] || keys() != 1 {
		t.Errorf("sealed with %v after %v, and there are %d keys", after, before, keys())
	}
	check("rotated")
	if err := store.PutSecret(t.Context(), north, "d", "s"); err != nil {
		t.Error("the server, whose keys are old:", err)
	}
	if got := d.Texts(t, `SELECT DISTINCT key_id FROM pf_secrets`); len(got) != 1 {
		t.Errorf("the server sealed with an old key: %v", got)
	}
}

// What cannot be opened any more is given up when that is wanted, and nothing else.
func TestDiscardLost(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "admin@northside.example", d.Northside)
	if err := store.PutSecret(t.Context(), o, "lost", "s"); err != nil {
		t.Fatal(err)
	}
	if n, err := d.Store.UnscopedDiscardLost(t.Context(), d.KeyFile); n != 0 || err != nil {
		t.Errorf("with its key: got %d, %v, want 0", n, err)
	}
	fresh := filepath.Join(t.TempDir(), "fresh")
	if n, err := d.Store.UnscopedDiscardLost(t.Context(), fresh); n != 1 || err != nil {
		t.Errorf("without its key: got %d, %v, want 1", n, err)
	}
	if err := d.Store.UseKeys(t.Context(), fresh); err != nil {
		t.Error("afterwards:", err)
	}
}

// another opens the database of d, and its key file, as another process does.
func another(t *testing.T, d *storetest.Desk) *store.Store {
	t.Helper()
	s, err := store.Open(d.Where, os.DirFS(dbtest.Migrations()), d.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.UseKeys(t.Context(), d.KeyFile); err != nil {
		t.Fatal(err)
	}
	return s
}
