package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The command copies one directory to another, says what was copied and what else has
// to be, and names what it cannot do in one line.
func TestCopyCommand(t *testing.T) {
	t.Parallel()
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "new")
	if _, stderr, code := run(t, "a long password", "admin", "create", "--data", from, "--org", "Lakeside", "--time-zone", "UTC",
		"--name", "A", "--email", "a@lakeside.example", "--role", "org_admin", "--password-file", "-"); code != 0 {
		t.Fatal(stderr)
	}
	key := filepath.Join(from, "a.key")
	if err := os.WriteFile(key, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	served := start(t, "serve", "--data", from, "--addr", "127.0.0.1:0") // the source may be in use
	out, stderr, code := run(t, "", "copy", "--from", from, "--to", to)
	for _, want := range []string{"pf_users  ", "1 rows", "the same.\n", "Copy this file too: " + key + "\n",
		"need the key file of the source"} {
		if !strings.Contains(out, want) {
			t.Errorf("got %q, want %q in it", out, want)
		}
	}
	if code != 0 || stderr != "" || strings.Count(out, "Copy this file") != 2 { // and the key file of the program
		t.Error(code, stderr, out)
	}
	served.stop()
	for _, c := range []struct {
		name, want string
		args       []string
	}{
		{"onto what is there", "not empty", []string{"--from", from, "--to", to}},
		{"the organization again", "of that name already", []string{"--from", from, "--to", to, "--org", "Lakeside"}},
		{"no such organization", "no organization of that name", []string{"--from", from, "--to", to, "--org", "Nowhere"}},
		{"no source", "no database in", []string{"--from", t.TempDir(), "--to", to}},
		{"the database file itself", "name the directory", []string{"--from", filepath.Join(from, "televisit.db"), "--to", to}},
		{"another kind of database", "name a data directory", []string{"--from", "mysql://me:secret@db.example/desk", "--to", to}},
		{"a server that is not there", "desk@127.0.0.1:1/desk cannot be reached",
			[]string{"--from", from, "--to", "postgres://desk:secret@127.0.0.1:1/desk"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, stderr, code := run(t, "", append([]string{"copy"}, c.args...)...)
			if code == 0 || out != "" || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") > 1 ||
				strings.Contains(stderr, "secret") {
				t.Errorf("got %d %q %q, want one line with %q", code, out, stderr, c.want)
			}
		})
	}
	keys, err := os.ReadFile(filepath.Join(from, "secrets.key"))
	if err == nil {
		err = os.WriteFile(filepath.Join(to, "secrets.key"), keys, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	busy := start(t, "serve", "--data", to, "--addr", "127.0.0.1:0")
	if _, stderr, code := run(t, "", "copy", "--from", from, "--to", to); code == 0 || !strings.Contains(stderr, "another server (process ") {
		t.Error("a target in use:", code, stderr)
	}
	busy.stop()
}
