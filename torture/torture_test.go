// Package torture kills the built program, cuts its power and takes its backups while sixteen people
// write, and counts what was acknowledged and is not there: nothing may be missing. go test runs each
// scenario in seconds; with -torture they run as often as docs/reliability.md says.
package torture

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

var (
	full  = flag.Bool("torture", false, "run each scenario in full")
	times = flag.Int("times", 0, "run that many cycles, not as many as a full run has")
	write = flag.String("write", "", "put the figures into this file")
)

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if err := os.RemoveAll(built.dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// cycles returns how often a scenario is to do what it does: a few times among all tests, and else
// as often as all said.
func cycles(few, all int) int {
	switch {
	case *times > 0:
		return *times
	case *full:
		return all
	}
	return few
}

// alone keeps scenarios apart in a full run: they are measured.
func alone(t *testing.T) {
	t.Helper()
	if !*full {
		t.Parallel()
	}
}

// built is the program as go build makes it, and a demo that it made, both once for all scenarios.
var built struct {
	once      sync.Once
	dir       string // with both in it
	bin, demo string
	err       error
}

// bin returns the path of the program.
func bin(t *testing.T) string {
	t.Helper()
	built.once.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "televisit-torture-"); built.err != nil {
			return
		}
		built.bin, built.demo = filepath.Join(built.dir, "televisit"), filepath.Join(built.dir, "demo")
		build := exec.Command("go", "build", "-o", built.bin, ".")
		build.Dir = ".."
		if out, err := build.CombinedOutput(); err != nil {
			built.err = fmt.Errorf("%s: %w\n%s", build, err, out)
			return
		}
		var p *process
		if p, built.err = launch(built.bin, "demo", "--still", "--addr", "127.0.0.1:0", "--data", built.demo); built.err == nil {
			built.err = p.end()
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.bin
}
