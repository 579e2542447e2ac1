// Testsum runs go test with its arguments, shows what a person needs of what it says, and
// ends with one line: how many tests passed, failed and were skipped, and on which databases.
// It exits as go test did. What follows a -- is one more run, with settings of the
// environment before its arguments; all run at once, and are counted together.
//
//	go tool testsum -race ./... -- TELEVISIT_TEST_DATABASE=postgres -race ./store
package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"sync"
)

func main() {
	code, err := run(os.Args[1:], "", os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testsum:", err)
	}
	os.Exit(code)
}

// run runs go test for each part of args in dir, all at once, shows what they say on out, and
// returns the first exit status that is not 0.
func run(args []string, dir string, out io.Writer) (code int, err error) {
	parts := split(args)
	total, ended := newCounts(out), make([]result, len(parts))
	var wait sync.WaitGroup
	for i, part := range parts {
		wait.Go(func() { ended[i].code, ended[i].err = total.part().run(part, dir) })
	}
	wait.Wait()
	for _, r := range ended {
		code, err = cmp.Or(code, r.code), errors.Join(err, r.err)
	}
	total.print()
	return code, err
}

// A result is how a part ended.
type result struct {
	code int
	err  error
}

// split splits args at each --.
func split(args []string) (parts [][]string) {
	for len(args) > 0 {
		part, rest := args, []string(nil)
		if at := slices.Index(args, "--"); at >= 0 {
			part, rest = args[:at], args[at+1:]
		}
		parts, args = append(parts, part), rest
	}
	return parts
}

var setting = regexp.MustCompile(`^[A-Z_]+=`)

// run runs go test once.
func (s *summary) run(args []string, dir string) (code int, err error) {
	env := os.Environ()
	for len(args) > 0 && setting.MatchString(args[0]) {
		env, args = append(env, args[0]), args[1:]
	}
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...)
	cmd.Dir, cmd.Env, cmd.Stderr = dir, env, os.Stderr
	events, err := cmd.StdoutPipe()
	if err != nil {
		return 1, err
	}
	if err := cmd.Start(); err != nil {
		return 1, err
	}
	err = s.read(events)
	ended := cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](ended); ok {
		return max(exit.ExitCode(), 1), err
	}
	if err = errors.Join(err, ended); err != nil {
		return 1, err
	}
	return 0, nil
}
