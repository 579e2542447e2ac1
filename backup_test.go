package main

import (
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
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

// drillLine is a command of the README's restore drill.
var drillLine = regexp.MustCompile(`(?m)^(televisit|cp|rm) (.*/tmp/drill.*|backup --data /var/lib/televisit /backup)$`)

// The drill of the README goes through, command by command, beside a server that runs: whoever signs in to what was restored
// finds their practice, and the page that says whether all is well.
func TestRestoreDrill(t *testing.T) {
	t.Parallel()
	data, backups, drill := filepath.Join(t.TempDir(), "data"), t.TempDir(), filepath.Join(t.TempDir(), "drill")
	const email, password = "kim@practice.example", "a password for the drill"
	if out, stderr, code := run(t, password, "admin", "create", "--data", data, "--org", "Your Practice",
		"--time-zone", "America/New_York", "--name", "Kim Example", "--email", email, "--role", "org_admin", "--password-file", "-"); code != 0 {
		t.Fatal(out, stderr)
	}
	start(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	text := regexp.MustCompile(` +#.*`).ReplaceAllString(read(t, "README.md"), "")
	var done []string
	for _, m := range drillLine.FindAllStringSubmatch(text, -1) {
		backup := ""
		if files, _ := filepath.Glob(filepath.Join(backups, "*.db")); len(files) == 1 {
			backup = files[0]
		}
		args := strings.Fields(strings.NewReplacer("/backup/televisit-….db", backup, "/var/lib/televisit", data, "/backup", backups,
			"/tmp/drill", drill, ":8081", ":0").Replace(m[2]))
		done = append(done, m[1]+" "+args[0])
		switch {
		case m[1] == "cp":
			text := read(t, args[0])
			if err := os.WriteFile(filepath.Join(args[1], filepath.Base(args[0])), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		case m[1] == "rm":
			if err := os.RemoveAll(args[1]); err != nil {
				t.Fatal(err)
			}
		case args[0] == "serve":
			s := start(t, args...)
			visit := browse(t)
			res, err := visit.PostForm(s.url+"/login", url.Values{"email": {email}, "password": {password}, "next": {"/settings/health"}})
			if err != nil {
				t.Fatal(err)
			}
			page, err := io.ReadAll(res.Body)
			if err = errors.Join(err, res.Body.Close()); err != nil || !strings.Contains(string(page), "<h1>Health</h1>") ||
				!strings.Contains(string(page), "Your Practice") {
				t.Errorf("got %s, %v, want the page of health", page, err)
			}
			s.stop()
		default:
			if out, stderr, code := run(t, "", args...); code != 0 {
				t.Fatalf("%v: exit code %d, %s%s", args, code, out, stderr)
			}
		}
	}
	if len(done) != 6 {
		t.Errorf("the drill is %q", done)
	}
}
