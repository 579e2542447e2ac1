package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// The examples name commands, flags and settings that the program has.
func TestExamples(t *testing.T) {
	t.Parallel()
	parser := newParser(t)
	unit := read(t, "examples/televisit@.service")
	checkUnit(t, parser, unit)
	compose := read(t, "examples/compose.yaml")
	command := regexp.MustCompile(`command: \["/televisit", (.*)\]`).FindStringSubmatch(compose)
	if len(command) != 2 || strings.Contains(compose, "\t") {
		t.Fatal("the compose file starts no node")
	}
	if _, err := parser.Parse(strings.Split(strings.ReplaceAll(command[1], `"`, ""), ", ")); err != nil {
		t.Errorf("%s: %v", command[1], err)
	}
	file, err := os.Open("examples/televisit.conf")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	settings, err := readConfig(file)
	if err != nil {
		t.Fatal(err)
	}
	known := settings.(configFile)
	for _, name := range regexp.MustCompile(`TELEVISIT_\w+`).FindAllString(unit+compose, -1) {
		known[name] = ""
	}
	if err := known.Validate(parser.Model); err != nil || len(known) != 5 {
		t.Error(len(known), err)
	}
}

// newParser returns what reads the program's arguments.
func newParser(t *testing.T) *kong.Kong {
	t.Helper()
	parser, err := kong.New(&commands{}, kong.Vars{"data": ""}, flagHelp, kong.Exit(func(int) { t.Error("the program ended") }))
	if err != nil {
		t.Fatal(err)
	}
	return parser
}

// checkUnit checks that systemd waits for the program's word, and starts it by arguments that it takes.
func checkUnit(t *testing.T, parser *kong.Kong, unit string) {
	t.Helper()
	section := ""
	for line := range strings.Lines(unit) {
		line = strings.TrimSpace(line)
		key, value, ok := strings.Cut(line, "=")
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			section = line
		case !ok || section == "" || value == "":
			t.Errorf("the unit has the line %q", line)
		case key == "ExecStart":
			args := strings.Fields(strings.ReplaceAll(value, "%i", "8081"))[1:]
			if i := len(args) - 2; args[i] == "--config" {
				args = args[:i]
			}
			if _, err := parser.Parse(args); err != nil {
				t.Errorf("%q: %v", args, err)
			}
		}
	}
	if !strings.Contains(unit, "\nType=notify\n") || !strings.Contains(unit, "\nExecReload=/bin/kill -HUP $MAINPID\n") {
		t.Error("systemd is not told when the program listens, or cannot ask it to read its certificate anew")
	}
}
