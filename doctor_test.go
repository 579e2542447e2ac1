package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The doctor looks beside a running server, says a line for each thing, and tells a script by its exit code.
func TestDoctor(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	backups := filepath.Join(data, "backups")
	s := start(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	doctor := func(want int, text string, more ...string) {
		t.Helper()
		out, stderr, code := run(t, "", append([]string{"doctor", "--data", data}, more...)...)
		if code != want || !strings.Contains(out, text) || strings.Count(out, "\n") < 7 {
			t.Errorf("%v: got exit code %d and %s%s, want %d and %q", more, code, out, stderr, want, text)
		}
	}
	doctor(2, "warn   backup       This program does not know")
	if err := os.Mkdir(backups, 0o700); err != nil {
		t.Fatal(err)
	}
	doctor(1, "wrong  backup       There is no backup", "--backup-dir", backups)
	if out, stderr, code := run(t, "", "backup", "--data", data, backups); code != 0 {
		t.Fatal(out, stderr)
	}
	doctor(0, "ok     integrity    Every page", "--backup-dir", backups)
	doctor(2, "warn   address", "--backup-dir", backups, "--base-url", "http://desk.example")
	s.stop()
	doctor(0, "ok     database     The database answers. (SQLite 3", "--backup-dir", backups)
	if err := os.WriteFile(filepath.Join(data, "televisit.db"), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	doctor(1, "wrong  database", "--backup-dir", backups)
}

// The doctor makes nothing where there is nothing, and tells no password.
func TestDoctorRefuses(t *testing.T) {
	t.Parallel()
	none := filepath.Join(t.TempDir(), "none")
	for want, args := range map[string][]string{
		"there is no practice":    {"--data", none},
		"there is no database in": {"--data", t.TempDir()},
		"not all is well":         {"--database", "postgres://desk:secret@127.0.0.1:1/desk"},
	} {
		out, stderr, code := run(t, "", append([]string{"doctor"}, args...)...)
		if code != 1 || !strings.Contains(stderr, want) || strings.Contains(out+stderr, "secret@") || strings.Contains(out, ":secret") {
			t.Errorf("got exit code %d and %s%s, want %q", code, out, stderr, want)
		}
	}
	if _, err := os.Stat(none); !os.IsNotExist(err) {
		t.Errorf("the doctor made a directory: %v", err)
	}
}
