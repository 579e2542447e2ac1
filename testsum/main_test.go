package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each case is the only test file of a module.
func TestRun(t *testing.T) {
	t.Parallel()
	const well, wrong = 0, 1
	for _, c := range []struct {
		name, file string
		code       int
		shown      []string // in this order, the last of it last
		hidden     string
	}{
		{"all is well", `func TestA(t *testing.T) { t.Log("quiet") }; func TestB(t *testing.T) { t.Run("part", func(*testing.T) {}) }`,
			well, []string{"ok  \tprobe\t", "\n3 passed, 0 failed, 0 skipped\n"}, "quiet"},
		{"one is skipped", `func TestA(t *testing.T) { t.Skip("not here") }`,
			well, []string{"ok  \tprobe\t", "\n0 passed, 0 failed, 1 skipped\n"}, "not here"},
		{"one fails", `func TestA(t *testing.T) { t.Log("quiet") }; func TestB(t *testing.T) { t.Errorf("got 1, want 2") }`,
			wrong, []string{"got 1, want 2\n", "FAIL\tprobe\t", "\n1 passed, 1 failed, 0 skipped\n"}, "quiet"},
		{"one panics", `func TestA(t *testing.T) { panic("a surprise") }`,
			wrong, []string{"a surprise", "FAIL\tprobe\t", "\n0 passed, 1 failed, 0 skipped\n"}, ""},
		{"the end is elsewhere", `func TestA(*testing.T) {}; func TestMain(m *testing.M) { m.Run(); os.Exit(3) }`,
			wrong, []string{"FAIL\tprobe\t", "\n1 passed, 1 failed, 0 skipped\n"}, ""},
		{"databases are named", `func TestA(t *testing.T) { os.Stdout.WriteString("database: B 2\ndatabase: A 1\ndatabase: B 2\n") }`,
			well, []string{"\n1 passed, 0 failed, 0 skipped, on A 1 and B 2\n"}, ""},
		{"it does not build", `func TestA(*testing.T) { nowhere() }`,
			wrong, []string{"undefined: nowhere", "[build failed]", "\n0 passed, 1 failed, 0 skipped\n"}, ""},
		{"vet objects", `func TestA(t *testing.T) { t.Logf("%d", "one") }`,
			wrong, []string{"Logf format %d", "[build failed]", "\n0 passed, 1 failed, 0 skipped\n"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, dir, "go.mod", "module probe\n\ngo 1.26\n")
			write(t, dir, "probe_test.go", "package probe\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\nvar _ = os.Exit\n\n"+c.file+"\n")
			var out strings.Builder
			if code, err := run([]string{"./..."}, dir, &out); code != c.code || err != nil {
				t.Errorf("got exit status %d and %v, want %d", code, err, c.code)
			}
			if got, last := out.String(), c.shown[len(c.shown)-1]; !inOrder(got, c.shown) || !strings.HasSuffix(got, last) {
				t.Errorf("got %q, want %q in it, in this order, and nothing behind", got, c.shown)
			}
			if c.hidden != "" && strings.Contains(out.String(), c.hidden) {
				t.Errorf("got %q, want nothing of %q", out.String(), c.hidden)
			}
		})
	}
}

// Each part is a run of its own with its settings; one that fails fails all, and they are
// counted together. They run at once, so either may end first.
func TestRunSeveral(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "go.mod", "module probe\n\ngo 1.26\n")
	write(t, dir, "probe_test.go", `package probe

import (
	"os"
	"testing"
)

func TestA(t *testing.T) {
	if kind := os.Getenv("PROBE_KIND"); kind != "" {
		t.Error("this is", kind)
	}
}
`)
	var out strings.Builder
	code, err := run([]string{"PROBE_KIND=other", "-count=1", "./...", "--", "-count=1", "./..."}, dir, &out)
	if got := out.String(); code != 1 || err != nil || !strings.HasSuffix(got, "\n1 passed, 1 failed, 0 skipped\n") ||
		!inOrder(got, []string{"this is other", "FAIL\tprobe"}) || !strings.Contains(got, "ok  \tprobe") {
		t.Errorf("got exit status %d, %v and %q", code, err, got)
	}
}

// inOrder reports whether text has all parts, one behind the other.
func inOrder(text string, parts []string) bool {
	for _, part := range parts {
		_, rest, found := strings.Cut(text, part)
		if !found {
			return false
		}
		text = rest
	}
	return true
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
