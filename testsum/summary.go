package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// An event is a line of go test -json; see go doc test2json.
type event struct {
	Action, Package, ImportPath, Test, Output string
}

// A summary counts the tests of a run, and keeps what each wrote until it is known how it ended.
type summary struct {
	*counts
	written map[string]*strings.Builder // by package and test
	red     map[string]bool             // packages of which a test failed
}

// The counts of all runs. Whoever changes them or writes to out holds the lock.
type counts struct {
	sync.Mutex
	out                     io.Writer
	passed, failed, skipped int
	databases               []string // that tests said they use
}

func newCounts(out io.Writer) *counts { return &counts{out: out} }

// part returns a summary of one more run.
func (c *counts) part() *summary {
	return &summary{c, map[string]*strings.Builder{}, map[string]bool{}}
}

func (s *summary) read(r io.Reader) error {
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			s.line(line)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// line takes one line; what is no event is shown as it is.
func (s *summary) line(line []byte) {
	s.Lock()
	defer s.Unlock()
	var e event
	if json.Unmarshal(line, &e) != nil {
		_, _ = s.out.Write(line)
		return
	}
	switch key := e.Package + " " + e.Test; e.Action {
	case "build-output":
		_, _ = fmt.Fprint(s.out, e.Output)
	case "output":
		if name, ok := strings.CutPrefix(e.Output, "database: "); ok && !slices.Contains(s.databases, strings.TrimSpace(name)) {
			s.databases = append(s.databases, strings.TrimSpace(name))
		}
		if s.written[key] == nil {
			s.written[key] = new(strings.Builder)
		}
		s.written[key].WriteString(e.Output)
	case "pass", "fail", "skip":
		s.end(e, key)
	}
}

// end counts a test that ended, and shows what it wrote if it failed. Of a package
// it shows the last line, which says how long it took.
func (s *summary) end(e event, key string) {
	text := ""
	if s.written[key] != nil {
		text = s.written[key].String()
		delete(s.written, key)
	}
	switch {
	case e.Action == "fail":
		_, _ = fmt.Fprint(s.out, text)
	case e.Test == "":
		lines := strings.Split(strings.TrimSpace(text), "\n")
		_, _ = fmt.Fprintln(s.out, lines[len(lines)-1])
	}
	s.count(e)
}

// count counts a test. A package counts when it failed and no test of it did: it does not
// build, or it ended beside its tests.
func (s *summary) count(e event) {
	switch {
	case e.Action == "fail":
		if e.Test != "" || !s.red[e.Package] {
			s.failed++
		}
		s.red[e.Package] = true
	case e.Test == "":
	case e.Action == "pass":
		s.passed++
	default:
		s.skipped++
	}
}

func (c *counts) print() {
	on := ""
	if len(c.databases) > 0 {
		slices.Sort(c.databases)
		on = ", on " + strings.Join(c.databases, " and ")
	}
	_, _ = fmt.Fprintf(c.out, "%d passed, %d failed, %d skipped%s\n", c.passed, c.failed, c.skipped, on)
}
