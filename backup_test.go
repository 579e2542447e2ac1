package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A copy is made beside a running server, which keeps another one from being put in its place.
func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	data, dir := t.TempDir(), t.TempDir()
	s := start(t, "serve", "--data", data, "--addr", "127.0.0.1:0", "--backup-dir", filepath.Join(data, "own"))
	out, stderr, code := run(t, "", "backup", "--data", data, dir)
	files, _ := filepath.Glob(filepath.Join(dir, "*.db"))
	if code != 0 || len(files) != 1 || !strings.Contains(out, "opened and looked through") {
		t.Fatal(code, out, stderr, files)
	}
	if out, stderr, code = run(t, "", "restore", "--data", data, files[0]); code != 1 || !strings.Contains(stderr, "another server") {
		t.Fatal("in the place of a database in use:", code, out, stderr)
	}
	s.stop()
	if out, stderr, code = run(t, "", "restore", "--data", data, files[0]); code != 0 || !strings.Contains(out, "holds the backup") ||
		!strings.Contains(out, "Its audit trail is as it was written.") {
		t.Fatal(code, out, stderr)
	}
	if aside, _ := filepath.Glob(filepath.Join(data, "televisit.db.before-restore-*")); len(aside) == 0 {
		t.Error("the database that was there is not kept")
	}
	start(t, "serve", "--data", data, "--addr", "127.0.0.1:0").stop()
}

func TestBackupRefuses(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "some.db")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"of a server", []string{"backup", "--database", "postgres://desk:secret@127.0.0.1:1/desk", file + "2"}, "own means"},
		{"restore of a server", []string{"restore", "--database", "postgres://desk:secret@127.0.0.1:1/desk", file}, "own means"},
		{"over a file", []string{"backup", "--data", t.TempDir(), file}, "is there already"},
		{"no recipient", []string{"backup", "--data", t.TempDir(), "--recipient", "ssh-ed25519 x", file + "2"}, "recipient"},
		{"too often", []string{"serve", "--data", t.TempDir(), "--backup-dir", t.TempDir(), "--backup-every", "1s"}, "a minute at least"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, stderr, code := run(t, "", c.args...)
			if code == 0 || !strings.Contains(stderr, c.want) || strings.Contains(stderr, "secret") {
				t.Errorf("got exit code %d and %q, want %q", code, stderr, c.want)
			}
		})
	}
}
