package seal_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"televisit/store/seal"
)

// A code is good for what it was made of, with the file that it was made with, also after its key was
// replaced: what is left of that key in the file opens nothing.
func TestAuthenticates(t *testing.T) {
	t.Parallel()
	k, path := keys(t)
	other, _ := keys(t)
	secret, keyID := sealed(t, k, "secret")
	code := k.Authenticate([]byte("content"))
	server, err := seal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	check := func(state string) {
		t.Helper()
		for _, c := range []struct {
			name, code, content string
			keys                *seal.Keys
			want                error
		}{
			{"as it was", code, "content", k, nil},
			{"for another process", code, "content", server, nil},
			{"other content", code, "content2", k, seal.ErrChanged},
			{"another code", code[:20] + "AAAA" + code[24:], "content", k, seal.ErrChanged},
			{"a cut code", code[:20], "content", k, seal.ErrChanged},
			{"the key that seals", keyID + code[12:], "content", k, seal.ErrUnknownKey},
			{"another file", code, "content", other, seal.ErrUnknownKey},
			{"no code", "", "content", k, seal.ErrUnknownKey},
		} {
			if err := c.keys.Check(c.code, []byte(c.content)); !errors.Is(err, c.want) {
				t.Errorf("%s, %s: got %v, want %v", state, c.name, err, c.want)
			}
		}
	}
	check("at first")
	if err := errors.Join(k.Add(), k.Retain()); err != nil {
		t.Fatal(err)
	}
	check("when the key was replaced")
	if _, err := k.Open(here, secret); !errors.Is(err, seal.ErrUnknownKey) {
		t.Errorf("the old key opens: %v", err)
	}
	if server.Look(); server.Authenticate([]byte("x")) != k.Authenticate([]byte("x")) || k.Authenticate([]byte("content")) == code {
		t.Error("not all use the new key")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if server.Look(); server.Authenticate([]byte("x")) != k.Authenticate([]byte("x")) {
		t.Error("without a file the key that was there does not count any more")
	}
}

// A line that is left of a key has to be one.
func TestDamagedPast(t *testing.T) {
	t.Parallel()
	_, path := keys(t)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, line := range map[string]string{"cut": "audit AAAA\n", "empty": "audit \n",
		"no base64": "audit " + strings.Repeat("-", 44) + "\n"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "k")
			if err := os.WriteFile(path, append(text, line...), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := seal.Open(path); err == nil || !strings.Contains(err.Error(), "line 5 is no key") {
				t.Errorf("got %v, want that line 5 is no key", err)
			}
		})
	}
}
