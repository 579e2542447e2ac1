package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"televisit/store/db/dbtest"
)

// made returns a data directory with a practice of that name.
func made(t *testing.T, org string) (data string) {
	t.Helper()
	data = t.TempDir()
	if _, stderr, code := run(t, "a long password", "admin", "create", "--data", data, "--org", org, "--time-zone", "UTC",
		"--name", "A", "--email", "a@"+strings.ToLower(org)+".example", "--role", "org_admin", "--password-file", "-"); code != 0 {
		t.Fatal(stderr)
	}
	return data
}

// The trail is checked beside a running server, and against heads that were kept: as they were printed, in a
// backup's manifest, or in a file of any other kind.
func TestAuditVerify(t *testing.T) {
	t.Parallel()
	data, dir := made(t, "Lakeside"), t.TempDir()
	served := start(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	out, stderr, code := run(t, "", "audit", "verify", "--data", data)
	if code != 0 || !strings.Contains(out, "Lakeside: 2 rows are as they were written.\n    head ") {
		t.Fatal(code, out, stderr)
	}
	head := regexp.MustCompile(`head (\S+)`).FindStringSubmatch(out)[1]
	if out, stderr, code = run(t, "", "backup", "--data", data, filepath.Join(dir, "b.db")); code != 0 ||
		!strings.Contains(out, "Its audit trail is as it was written.") {
		t.Fatal(code, out, stderr)
	}
	served.stop()
	note := filepath.Join(dir, "note.txt")
	if err := os.WriteFile(note, []byte("kept in May: "+head+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, kept := range []string{head, note, filepath.Join(dir, "b.db.json")} {
		if out, stderr, code := run(t, "", "audit", "verify", "--data", data, "--head", kept); code != 0 {
			t.Errorf("--head %s: got %d %s%s, want that all is well", kept, code, out, stderr)
		}
	}
	beside := dbtest.Beside(t, filepath.Join(data, "televisit.db"))
	for _, text := range []string{`DROP TRIGGER pf_audit_kept`, `DELETE FROM pf_audit WHERE seq = 2`,
		`UPDATE pf_organizations SET audit_seq = 1, audit_mac = (SELECT mac FROM pf_audit WHERE seq = 1)`} {
		if _, err := beside.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	if out, stderr, code := run(t, "", "audit", "verify", "--data", data, "--org", "Lakeside"); code != 0 {
		t.Errorf("a cut tail without a head: got %d %s%s", code, out, stderr)
	}
	for _, kept := range []string{head, note, filepath.Join(dir, "b.db.json")} {
		out, stderr, code := run(t, "", "audit", "verify", "--data", data, "--head", kept)
		if code != 1 || !strings.Contains(out, "Lakeside: not as it was written: row 2: it is missing") || strings.Contains(out, "head "+head) {
			t.Errorf("--head %s: got %d %s%s, want that row 2 is missing", kept, code, out, stderr)
		}
	}
	for name, args := range map[string][]string{"no organization of that name": {"--org", "Nowhere"}, "neither a head": {"--head", "none"},
		"no head of an audit trail": {"--head", filepath.Join(data, "secrets.key")}, "key file": {"--key-file", filepath.Join(dir, "none")}} {
		if out, stderr, code := run(t, "", append([]string{"audit", "verify", "--data", data}, args...)...); code != 1 || out != "" ||
			!strings.Contains(stderr, name) {
			t.Errorf("got %d %s%s, want %q", code, out, stderr, name)
		}
	}
}

// A server that finds a trail from before there were chains begins one, once.
func TestServeBeginsTheChain(t *testing.T) {
	t.Parallel()
	data := made(t, "Lakeside")
	beside := dbtest.Beside(t, filepath.Join(data, "televisit.db"))
	for _, text := range []string{`DROP TRIGGER pf_audit_fixed`, `UPDATE pf_audit SET seq = 0, mac = ''`,
		`UPDATE pf_organizations SET audit_seq = 0, audit_mac = ''`} {
		if _, err := beside.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		start(t, "serve", "--data", data, "--addr", "127.0.0.1:0").stop()
		out, stderr, code := run(t, "", "audit", "verify", "--data", data)
		if code != 0 || !strings.Contains(out, "Lakeside: 3 rows are as they were written. 2 of them are from before the chain.") {
			t.Error(code, out, stderr)
		}
	}
}

// An organization that was copied beside others goes on with its chain once its keys are there too.
func TestCopiedOrgKeepsItsChain(t *testing.T) {
	t.Parallel()
	from, to := made(t, "Lakeside"), made(t, "Harbor")
	out, stderr, code := run(t, "", "copy", "--from", from, "--to", to, "--org", "Lakeside")
	if code != 0 || !strings.Contains(out, "add all lines of its key file to the end of the target's") {
		t.Fatal(code, out, stderr)
	}
	reset := []string{"admin", "reset-password", "--data", to, "--email", "a@lakeside.example", "--password-file", "-"}
	if out, stderr, code := run(t, "a long password", reset...); code != 1 || !strings.Contains(stderr, "was written with another") {
		t.Fatal("without its keys:", code, out, stderr)
	}
	keys, err := os.ReadFile(filepath.Join(from, "secrets.key"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(filepath.Join(to, "secrets.key"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(keys); err != nil {
		t.Fatal(err)
	}
	if out, stderr, code := run(t, "a long password", reset...); code != 0 {
		t.Fatal("with its keys:", code, out, stderr)
	}
	out, stderr, code = run(t, "", "audit", "verify", "--data", to)
	if code != 0 || !strings.Contains(out, "Lakeside: 3 rows") || !strings.Contains(out, "Harbor: 2 rows") {
		t.Error(code, out, stderr)
	}
}
