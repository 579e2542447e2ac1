package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// What stands between these lines of the report is the last run's.
const tableStart, tableEnd = "<!-- table -->\n", "<!-- end of table -->\n"

// report puts a table and how it came about into the file called name. What
// people wrote around it stays.
func report(name string, all []result, o options) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	text, err := between(string(b), about(o)+"\n"+table(all))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return os.WriteFile(name, []byte(text), 0o644)
}

// between returns text with what stands between the lines replaced by inner.
func between(text, inner string) (string, error) {
	head, rest, begun := strings.Cut(text, tableStart)
	_, tail, ended := strings.Cut(rest, tableEnd)
	if !begun || !ended {
		return "", errors.New("the lines that the table stands between are missing")
	}
	return head + tableStart + inner + tableEnd + tail, nil
}

// about says on what machine and how a run was made.
func about(o options) string {
	commit := "unknown"
	if out, err := exec.Command("git", "describe", "--always", "--dirty").Output(); err == nil {
		commit = strings.TrimSpace(string(out))
	}
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		load = []byte("unknown")
	}
	return fmt.Sprintf("%s, commit %s: `%s` on %d cores (%s), %s, %s/%s; %d rounds of %v s, %d connections; load at the end %s.\n",
		time.Now().UTC().Format("2 January 2006"), commit, o.command, runtime.NumCPU(), model(), runtime.Version(), runtime.GOOS, runtime.GOARCH,
		o.rounds, o.seconds, o.conns, strings.Join(strings.Fields(string(load))[:1], ""))
}

// model returns what the processor calls itself.
func model() string {
	b, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	for line := range strings.Lines(string(b)) {
		if name, value, _ := strings.Cut(line, ":"); strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}
