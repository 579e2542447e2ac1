package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"televisit/store/db/dbtest"
	"televisit/store/storetest"
)

// A database that is not there, or is none, is told in one line without the password.
func TestNoSuchDatabase(t *testing.T) {
	t.Parallel()
	const nobody = "postgres://desk:secret@127.0.0.1:1/desk"
	file := filepath.Join(t.TempDir(), "database")
	if err := os.WriteFile(file, []byte(nobody+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"serve", []string{"serve", "--addr", "127.0.0.1:0", "--database", nobody}, "postgres://desk@127.0.0.1:1/desk cannot be reached"},
		{"serve, from a file", []string{"serve", "--addr", "127.0.0.1:0", "--database-file", file}, "desk@127.0.0.1:1/desk cannot be reached"},
		{"demo", []string{"demo", "--addr", "127.0.0.1:0", "--database", nobody}, "cannot be reached: connect: connection refused"},
		{"admin", []string{"admin", "sign-out-all", "--database", nobody}, "cannot be reached"},
		{"another server", []string{"serve", "--database", "mysql://desk:secret@localhost/desk"}, "not a URL of PostgreSQL"},
		{"an empty file", []string{"serve", "--database-file", os.DevNull}, "is empty"},
		{"no file", []string{"serve", "--database-file", file + "x"}, "no such file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			out, stderr, code := run(t, "", c.args...)
			if code != 1 || out != "" || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 ||
				strings.Contains(stderr, "secret") {
				t.Errorf("got exit code %d, %q and %q, want 1 and one line with %q", code, out, stderr, c.want)
			}
		})
	}
}

// On a server the demo is what it is in a file, but for one line; what it made is
// known to be a demo, several programs serve it at once, and the command line
// works beside them.
func TestDatabaseServer(t *testing.T) {
	t.Parallel()
	where := dbtest.FreshServer(t)
	keys := filepath.Join(t.TempDir(), "keys", "secrets.key")
	demo := start(t, "demo", "--addr", "127.0.0.1:0", "--still", "--database", where, "--key-file", keys)
	if !strings.Contains(demo.log(), "database=postgres://") && !strings.Contains(demo.log(), `"database":"postgres://`) {
		t.Error("the log does not say where the demo is:", demo.log())
	}
	file := filepath.Join(t.TempDir(), "database")
	if err := os.WriteFile(file, []byte(where), 0o600); err != nil {
		t.Fatal(err)
	}
	c := program(t, "serve", "--addr", "127.0.0.1:0")
	c.Env = append(c.Env, "TELEVISIT_DATABASE_FILE="+file, "TELEVISIT_KEY_FILE="+keys)
	second := startCommand(t, c)
	if !strings.Contains(second.log(), "this is a demo") {
		t.Error("a demo is served as if it were none:", second.log())
	}
	for _, s := range []*served{demo, second} {
		code, path, text := fill(t, browse(t), s.url+"/login", "email", "staff@northside.example", "password", "televisit-demo")
		if code != http.StatusOK || path != "/" || !strings.Contains(text, "Northside") {
			t.Error(code, path)
		}
	}
	out, stderr, code := run(t, "", "admin", "sign-out-all", "--database", where, "--key-file", keys)
	if code != 0 || out != "Logins ended: 2.\n" {
		t.Error(code, out, stderr)
	}
	_, stderr, code = run(t, "", "serve", "--addr", "127.0.0.1:0", "--database", where)
	if code == 0 || !strings.Contains(stderr, "is missing") {
		t.Errorf("a server without the key file: got %d, %s", code, stderr)
	}
	out, stderr, code = run(t, "", "secrets", "rotate", "--database", where, "--key-file", keys)
	if code != 0 || !strings.Contains(out, ": 7.") {
		t.Error("the key is rotated beside them:", code, out, stderr)
	}
	out, stderr, code = run(t, "", "doctor", "--database", where, "--key-file", keys)
	if code != 0 || !strings.Contains(out, "PostgreSQL 1") || strings.Count(out, "\n") != 9 {
		t.Error("the doctor beside them:", code, out, stderr)
	}
	demo.stop()
	second.stop()
}

// The command line makes the first practice of an empty database; a demo refuses to
// put its people there.
func TestDatabaseServerOfAPractice(t *testing.T) {
	t.Parallel()
	where, keys := dbtest.FreshServer(t), filepath.Join(t.TempDir(), "secrets.key")
	out, stderr, code := run(t, storetest.Password, "admin", "create", "--database", where, "--key-file", keys, "--org", "Lakeside",
		"--time-zone", "America/Chicago", "--name", "Ann", "--email", "ann@lakeside.example", "--role", "org_admin", "--password-file", "-")
	if code != 0 || !strings.Contains(out, "ann@lakeside.example is a member of Lakeside") {
		t.Fatal(code, out, stderr)
	}
	out, stderr, code = run(t, "", "demo", "--addr", "127.0.0.1:0", "--database", where, "--key-file", keys)
	if code == 0 || out != "" || !strings.Contains(stderr, "holds a real practice") {
		t.Error(code, out, stderr)
	}
}
