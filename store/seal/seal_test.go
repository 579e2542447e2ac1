package seal_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"televisit/store/seal"
)

var here = seal.Place{Org: "org", ID: "row"}

func keys(t *testing.T) (k *seal.Keys, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "secrets.key")
	k, err := seal.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	return k, path
}

func sealed(t *testing.T, k *seal.Keys, secret string) (text, keyID string) {
	t.Helper()
	text, keyID, err := k.Seal(here, secret)
	if err != nil {
		t.Fatal(err)
	}
	return text, keyID
}

// A sealed secret opens where it belongs and nowhere else, and only as it is.
func TestOpens(t *testing.T) {
	t.Parallel()
	k, path := keys(t)
	const secret = "the secret\x00of ä platform"
	text, _ := sealed(t, k, secret)
	if strings.Contains(text, "secret") {
		t.Errorf("got %q, want it unreadable", text)
	}
	if again, _ := sealed(t, k, secret); again == text {
		t.Error("the same secret is sealed the same twice")
	}
	again, err := seal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Open(here, text); got != secret || err != nil {
		t.Errorf("got %q, %v, want %q", got, err, secret)
	}
	for name, c := range map[string]struct {
		at   seal.Place
		text string
	}{
		"another org":    {seal.Place{Org: "other", ID: "row"}, text},
		"another row":    {seal.Place{Org: "org", ID: "other"}, text},
		"shifted":        {seal.Place{Org: "or", ID: "grow"}, text},
		"cut":            {here, text[:len(text)-2]},
		"changed":        {here, text[:20] + "AAAA" + text[24:]},
		"nothing":        {here, ""},
		"no text":        {here, text[:13]},
		"not sealed":     {here, "secret"},
		"of another key": {here, "000000000000" + text[12:]},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := k.Open(c.at, c.text); got != "" || err == nil || strings.Contains(err.Error(), "secret\x00") {
				t.Errorf("got %q, %v, want an error", got, err)
			}
		})
	}
}

// The key file is its owner's alone, and one that is not is refused; so is one that
// holds no keys. No error shows a key.
func TestKeyFile(t *testing.T) {
	t.Parallel()
	_, path := keys(t)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want mode 600", info.Mode(), err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	line := strings.TrimSpace(string(text[strings.LastIndexByte(strings.TrimSpace(string(text)), '\n')+1:]))
	for name, c := range map[string]struct {
		text string
		mode fs.FileMode
		want string
	}{
		"for the group":  {string(text), 0o640, "others can read"},
		"for everybody":  {string(text), 0o604, "others can read"},
		"empty":          {"", 0o600, "there is no key in it"},
		"only a comment": {"# none\n", 0o600, "there is no key in it"},
		"cut":            {"# a\n" + line[:20], 0o600, "line 2 is no key"},
		"too long":       {line + "\n" + line + "AAAA", 0o600, "line 2 is no key"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "k")
			if err := os.WriteFile(path, []byte(c.text), c.mode); err != nil {
				t.Fatal(err)
			}
			_, err := seal.Open(path)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), line[:8]) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	if _, err := seal.Open(path + "x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: got %v", err)
	}
}

// A new key seals in every process at once, what the old one sealed opens until it is
// dropped, and an old key that is still needed is kept.
func TestReplaced(t *testing.T) {
	t.Parallel()
	k, path := keys(t)
	other, err := seal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	old, oldID := sealed(t, k, "old")
	if err := k.Add(); err != nil {
		t.Fatal(err)
	}
	young, id := sealed(t, other, "young")
	if id == oldID {
		t.Error("the other process seals with the old key")
	}
	for _, save := range []string{oldID, ""} {
		if err := k.Retain(save); err != nil {
			t.Fatal(err)
		}
		if got, err := k.Open(here, old); (got == "old") != (save != "") || (err == nil) != (save != "") {
			t.Errorf("the old one, with %q kept: got %q, %v", save, got, err)
		}
		if got, err := k.Open(here, young); got != "young" {
			t.Errorf("the young one: got %q, %v", got, err)
		}
	}
	if err := k.Has(oldID, id); !errors.Is(err, seal.ErrUnknownKey) {
		t.Errorf("the dropped key: got %v, want that it is unknown", err)
	}
}

// Whoever comes first makes the file, and no key is lost when several change it.
func TestSeveralAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "secrets.key")
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			k, err := seal.Create(path)
			if err == nil {
				err = k.Add()
			}
			if err != nil {
				t.Error(err)
				return
			}
			text, _, err := k.Seal(here, "s")
			if got, wrong := k.Open(here, text); got != "s" {
				t.Error(got, err, wrong)
			}
		})
	}
	wait.Wait()
	text, err := os.ReadFile(path)
	lines := 0
	for line := range strings.Lines(string(text)) {
		if line[0] != '#' {
			lines++
		}
	}
	if lines != 9 || err != nil {
		t.Errorf("got %d keys, %v, want 9", lines, err)
	}
	if left, _ := filepath.Glob(path + ".*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
