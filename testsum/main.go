// Testsum runs go test with its arguments, shows what a person needs of what it says, and
// ends with one line: how many tests passed, failed and were skipped. It exits as go test did.
//
//	go tool testsum -race ./...
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

func main() {
	code, err := run(os.Args[1:], "", os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testsum:", err)
	}
	os.Exit(code)
}

// run runs go test with args in dir, shows it on out, and returns the exit status.
func run(args []string, dir string, out io.Writer) (code int, err error) {
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	events, err := cmd.StdoutPipe()
	if err != nil {
		return 1, err
	}
	if err := cmd.Start(); err != nil {
		return 1, err
	}
	s := newSummary(out)
	err = s.read(events)
	ended := cmd.Wait()
	s.print()
	if exit, ok := errors.AsType[*exec.ExitError](ended); ok {
		return max(exit.ExitCode(), 1), err
	}
	if err = errors.Join(err, ended); err != nil {
		return 1, err
	}
	return 0, nil
}
