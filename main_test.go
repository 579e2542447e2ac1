package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	if out, _, code := run(t, "", "version"); code != 0 || !strings.HasPrefix(out, "televisit ") {
		t.Error(code, out)
	}
}

func TestFirstStart(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "new", "data")
	s := start(t, "--data", data, "--addr", "127.0.0.1:0") // serve is what happens without a command
	link := setupLink.FindString(s.log())
	if !strings.HasPrefix(link, s.url+"/setup/") || !strings.Contains(s.log(), data) {
		t.Fatal(s.url, s.log())
	}
	code, path, text := fill(t, browse(t), link, "org", "Lakeside", "time_zone", "America/Chicago", "name", "Ann", "email",
		"ann@lakeside.example",
		"password", "a long password", "repeat", "a long password")
	if code != http.StatusOK || path != "/" || !strings.Contains(text, "Lakeside") {
		t.Fatal(code, path, text)
	}
	s.stop()
	for name, want := range map[string]os.FileMode{"": 0o700, "televisit.db": 0o600, "televisit.lock": 0o600, "secrets.key": 0o600} {
		if i, err := os.Stat(filepath.Join(data, name)); err != nil || i.Mode().Perm() != want {
			t.Error(name, i.Mode(), err)
		}
	}
	for _, secret := range []string{"ann@lakeside", "a long password", "Ann"} {
		if strings.Contains(s.log(), secret) {
			t.Error("logged:", secret)
		}
	}
	s = start(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	if link := setupLink.FindString(s.log()); link != "" {
		t.Error("a practice that is set up got a link")
	}
	s.stop()
}

func TestSecondServerIsRefused(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	first := start(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	out, stderr, code := run(t, "", "serve", "--data", data, "--addr", "127.0.0.1:0")
	if code == 0 || out != "" || !strings.Contains(stderr, "another server (process ") || !strings.Contains(stderr, data) {
		t.Error(code, out, stderr)
	}
	if err := first.cmd.Process.Kill(); err != nil { // leaves its lock file behind
		t.Fatal(err)
	}
	_ = first.cmd.Wait()
	start(t, "serve", "--data", data, "--addr", "127.0.0.1:0").stop()
}

func TestAdmin(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	admin := func(stdin string, args ...string) string {
		t.Helper()
		out, stderr, code := run(t, stdin, append([]string{"admin"}, args...)...)
		if code != 0 {
			t.Fatal(args, code, stderr)
		}
		return out
	}
	create := []string{"create", "--data", data, "--org", "Lakeside", "--time-zone", "America/Chicago", "--name", "Ann Lee", "--email",
		"ann@lakeside.example",
		"--role", "org_admin", "--role", "provider", "--password-file", "-"}
	admin("a long password\n", create...)
	s := start(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	if setupLink.MatchString(s.log()) {
		t.Error("there is a user and a set-up link")
	}
	ann := browse(t)
	if code, path, text := fill(t, ann, s.url+"/login", "email", "ann@lakeside.example", "password",
		"a long password"); code != http.StatusOK || path != "/" || !strings.Contains(text, "Lakeside") {
		t.Fatal(code, path, text)
	}
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("another password"), 0o600); err != nil {
		t.Fatal(err)
	}
	admin("", "reset-password", "--data", data, "--email", "ann@lakeside.example", "--password-file", file)
	if code, path, _ := fill(t, ann, s.url+"/orgs"); path != "/login" {
		t.Error("she is still signed in:", code, path)
	}
	if code, path, _ := fill(t, ann, s.url+"/login", "email", "ann@lakeside.example", "password", "another password"); path != "/" {
		t.Error(code, path)
	}
	_, stderr, code := run(t, "", "admin", "reset-2fa", "--data", data, "--email", "ann@lakeside.example")
	if code == 0 || !strings.Contains(stderr, "There is no second factor.") {
		t.Error("a second factor that is not there is taken away:", code, stderr)
	}
	admin("", "create", "--data", data, "--org", "Hilltop", "--time-zone", "UTC", "--name", "x", "--email", "ann@lakeside.example",
		"--role", "staff")
	if out := admin("", "sign-out-all", "--data", data); !strings.Contains(out, "ended: 1") {
		t.Error(out)
	}
	if code, path, _ := fill(t, ann, s.url+"/login", "email", "ann@lakeside.example", "password", "another password"); path != "/orgs" {
		t.Error("a member of two organizations does not choose:", code, path)
	}
	s.stop()
}

func TestAdminRefuses(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	for want, args := range map[string][]string{
		"no database": {"reset-password", "--data", t.TempDir(), "--email", "a@b.example"},
		"no role": {"create", "--data", data, "--org", "L", "--time-zone", "UTC", "--name", "A", "--email", "a@b.example",
			"--role", "boss", "--password-file", "-"},
		"at least 12": {"create", "--data", data, "--org", "L", "--time-zone", "UTC", "--name", "A", "--email", "a@b.example",
			"--role", "staff"},
		"time zone": {"create", "--data", data, "--org", "L", "--name", "A", "--email", "a@b.example", "--role", "staff",
			"--password-file", "-"},
		"missing flags: --email=": {"reset-password", "--data", data},
	} {
		if _, stderr, code := run(t, "a long password", append([]string{"admin"}, args...)...); code == 0 ||
			!strings.Contains(stderr, want) {
			t.Errorf("%s: %d %s", want, code, stderr)
		}
	}
}
