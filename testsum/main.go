// Testsum reads what go test -json writes, shows what a person needs of it, and ends
// with one line: how many tests passed, failed and were skipped. Its exit status is
// 1 when one failed, something did not build, or no test ran at all.
//
//	go test -json ./... | go run ./testsum
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// An event is a line of go test -json; see go doc test2json.
type event struct {
	Action, Package, ImportPath, Test, Output string
}

func main() {
	s := newSummary(os.Stdout)
	if err := s.read(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "testsum:", err)
		os.Exit(1)
	}
	if s.print(); s.failed > 0 || s.broken || s.passed == 0 {
		os.Exit(1)
	}
}

// A summary counts tests, and keeps what each wrote until it is known how it ended.
type summary struct {
	out                     io.Writer
	written                 map[string]*strings.Builder // by package and test
	passed, failed, skipped int
	broken                  bool // a package failed, perhaps without any test
}

func newSummary(out io.Writer) *summary {
	return &summary{out: out, written: map[string]*strings.Builder{}}
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
	var e event
	if json.Unmarshal(line, &e) != nil {
		_, _ = s.out.Write(line)
		return
	}
	switch key := e.Package + " " + e.Test; e.Action {
	case "build-output":
		_, _ = fmt.Fprint(s.out, e.Output)
	case "output":
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
	switch {
	case e.Test == "":
		s.broken = s.broken || e.Action == "fail"
	case e.Action == "pass":
		s.passed++
	case e.Action == "fail":
		s.failed++
	default:
		s.skipped++
	}
}

func (s *summary) print() {
	_, _ = fmt.Fprintf(s.out, "%d passed, %d failed, %d skipped\n", s.passed, s.failed, s.skipped)
}
