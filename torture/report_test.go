package torture

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

// What stands between these lines of the report are the figures of each scenario's last run.
const (
	tableFirst = "<!-- table -->\n"
	tableLast  = "<!-- end of table -->\n"
)

// figure notes what a scenario found, and with -write puts it into the report.
func figure(t *testing.T, what, found string) {
	t.Helper()
	t.Logf("%s: %s", what, found)
	if *write == "" {
		return
	}
	b, err := os.ReadFile(*write)
	if err != nil {
		t.Fatal(err)
	}
	command := fmt.Sprintf("`go test ./torture -torture -run %s`", t.Name())
	if *times > 0 {
		command = fmt.Sprintf("`go test ./torture -torture -run %s -times %d`", t.Name(), *times)
	}
	text, err := withRow(string(b), []string{what, found, command, about()})
	if err == nil {
		err = os.WriteFile(*write, []byte(text), 0o644)
	}
	if err != nil {
		t.Fatal(*write, err)
	}
}

// withRow returns text with a row of its table replaced, or added where there is none that begins so.
func withRow(text string, columns []string) (string, error) {
	head, rest, ok := strings.Cut(text, tableFirst)
	table, tail, ended := strings.Cut(rest, tableLast)
	if !ok || !ended {
		return "", errors.New("the lines that the table stands between are missing")
	}
	row, replaced := "| "+strings.Join(columns, " | ")+" |\n", false
	var lines strings.Builder
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, "| "+columns[0]+" |") {
			line, replaced = row, true
		}
		lines.WriteString(line)
	}
	if !replaced {
		lines.WriteString(row)
	}
	return head + tableFirst + lines.String() + tableLast + tail, nil
}

// about says when, of what and on what machine a run was made.
func about() string {
	commit := "unknown"
	if out, err := exec.Command("git", "describe", "--always", "--dirty").Output(); err == nil {
		commit = strings.TrimSpace(string(out))
	}
	return fmt.Sprintf("%s, commit %s, %d cores, %s, %s/%s", time.Now().UTC().Format("2 January 2006"), commit, runtime.NumCPU(),
		runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// A row of the report takes the place of the one of the same scenario.
func TestReport(t *testing.T) {
	t.Parallel()
	const text = "before\n" + tableFirst + "| what | found |\n|---|---|\n| a | 1 |\n| b | 2 |\n" + tableLast + "after\n"
	for _, c := range []struct {
		name, want string
		columns    []string
	}{
		{"another figure", strings.Replace(text, "| a | 1 |", "| a | 3 |", 1), []string{"a", "3"}},
		{"another scenario", strings.Replace(text, "| b | 2 |\n", "| b | 2 |\n| c | 3 |\n", 1), []string{"c", "3"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got, err := withRow(text, c.columns); err != nil || got != c.want {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
		})
	}
	if _, err := withRow("no table", []string{"a"}); err == nil {
		t.Error("a report without a table: got no error")
	}
}
