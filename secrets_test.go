package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"televisit/store/db/dbtest"
)

// The key file of a demo is its owner's alone; its key is rotated while it runs; and
// one that is lost is not made anew, unless what it sealed is given up.
func TestSecretsCommands(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	file := filepath.Join(data, "secrets.key")
	s := start(t, "demo", "--addr", "127.0.0.1:0", "--still", "--data", data)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out, stderr, code := run(t, "", "secrets", "rotate", "--data", data)
	if code != 0 || !strings.Contains(out, "Secrets sealed with a new key: 7.") || !strings.Contains(out, file) {
		t.Fatal(code, out, stderr)
	}
	after, err := os.ReadFile(file)
	if keys := strings.Count(string(after), "=\n"); err != nil || keys != 2 || strings.Count(string(after), "\naudit ") != 1 {
		t.Errorf("the key file has %d keys, %v, want a new one and what checks the trail of the old one", keys, err)
	}
	line := string(before[strings.LastIndexByte(strings.TrimSpace(string(before)), '\n')+1:])
	if strings.Contains(string(after), line) {
		t.Error("the old key is still there")
	}
	if out, stderr, code := run(t, "", "audit", "verify", "--data", data); code != 0 {
		t.Errorf("the audit trail: got %d %s%s", code, out, stderr)
	}
	s.stop()
	serve := []string{"serve", "--addr", "127.0.0.1:0", "--data", data}
	start(t, serve...).stop()
	refused := func(want string) {
		t.Helper()
		_, stderr, code := run(t, "", serve...)
		if code == 0 || !strings.Contains(stderr, want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("got %d, %q, want %q in one line", code, stderr, want)
		}
	}
	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	refused("chmod 600")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	refused("is missing")
	if _, err := os.Stat(file); err == nil {
		t.Error("a new key file was made all the same")
	}
	if out, stderr, code = run(t, "", "secrets", "discard-lost", "--data", data); code != 0 || out != "Secrets given up: 7.\n" {
		t.Fatal(code, out, stderr)
	}
	start(t, serve...).stop()
	if out, stderr, code := run(t, "", "audit", "verify", "--data", data); code != 0 || !strings.Contains(out, "their key file was lost") {
		t.Errorf("the audit trail: got %d %s%s", code, out, stderr)
	}
}

// Beside a database server the key file wants a place too, and who has none is told.
func TestNoPlaceForKeys(t *testing.T) {
	t.Parallel()
	c := program(t, "serve", "--addr", "127.0.0.1:0", "--database", dbtest.FreshServer(t))
	c.Env = append(c.Env, "HOME=")
	out, err := c.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "name a file with --key-file") {
		t.Errorf("got %v, %s", err, out)
	}
}
