package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The unit of the packages is one that systemd understands, and leaves the program little that it could do to the machine.
func TestPackagedUnit(t *testing.T) {
	t.Parallel()
	text := read(t, "packaging/televisit.service")
	checkUnit(t, newParser(t), text)
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("there is no systemd-analyze")
	}
	unit, self := filepath.Join(t.TempDir(), "televisit.service"), os.Args[0]
	writeFile(t, unit, strings.Replace(text, "/usr/bin/televisit", self, 1)) // a program that is there
	for _, args := range [][]string{{"verify", unit}, {"security", "--offline=true", "--threshold=20", unit}} {
		if out, err := exec.CommandContext(t.Context(), "systemd-analyze", args...).CombinedOutput(); err != nil ||
			args[0] == "verify" && len(out) > 0 {
			t.Errorf("systemd-analyze %s: %v\n%s", args[0], err, out)
		}
	}
}

// Every setting that the packages' file suggests is one of the program, and its data are where the unit lets it write.
func TestPackagedSettings(t *testing.T) {
	t.Parallel()
	text := read(t, "packaging/televisit.env")
	settings, err := readConfig(strings.NewReader(strings.ReplaceAll(text, "\n#TELEVISIT_", "\nTELEVISIT_")))
	if err != nil {
		t.Fatal(err)
	}
	if err := settings.Validate(newParser(t).Model); err != nil {
		t.Error(err)
	}
	if all := settings.(configFile); len(all) < 5 || all["TELEVISIT_DATA"] != "/var/lib/televisit" {
		t.Error(all)
	}
	for _, text := range []string{"packaging/sysusers.conf", "packaging/tmpfiles.conf"} {
		if !strings.Contains(read(t, text), "/var/lib/televisit") {
			t.Errorf("%s is of another directory", text)
		}
	}
}

// What the packages are made of is there. The data directory is none of it: it would be removed with them.
func TestPackageContents(t *testing.T) {
	t.Parallel()
	text := read(t, "packaging/nfpm.yaml")
	sources := regexp.MustCompile(`(?:src|postinstall|preremove|postremove): "?([^,"\n]+)"?`).FindAllStringSubmatch(text, -1)
	if len(sources) != 11 {
		t.Errorf("%d sources, want 11", len(sources))
	}
	for _, m := range sources {
		if _, err := os.Stat(m[1]); err != nil && m[1] != "${PROGRAM}" {
			t.Error(err)
		}
	}
	if strings.Contains(text, "dst: /var") || !strings.Contains(text, "dst: /etc/televisit.env, type: config|noreplace") {
		t.Error("the packages have data, or overwrite settings")
	}
}

// An instruction is one of a Containerfile.
type instruction struct{ name, args string }

func readContainerfile(t *testing.T) (all []instruction) {
	t.Helper()
	for line := range strings.Lines(read(t, "packaging/Containerfile")) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			name, args, _ := strings.Cut(line, " ")
			all = append(all, instruction{name, args})
		}
	}
	return all
}

// The image is built by the Go that the module wants, holds only what the build made, and starts and asks the program
// without a shell and without root.
func TestContainerfile(t *testing.T) {
	t.Parallel()
	all, parser := readContainerfile(t), newParser(t)
	last := slices.IndexFunc(all, func(i instruction) bool { return i.args == "scratch" })
	compiler := regexp.MustCompile(`\ngo (\S+)\n`).FindStringSubmatch(read(t, "go.mod"))[1]
	if last < 0 || all[0].args != "docker.io/library/golang:"+compiler+" AS build" {
		t.Fatal("it begins with", all[0], "and go.mod wants", compiler)
	}
	made := all[last-1].args
	if !strings.HasPrefix(made, "CGO_ENABLED=0 go build -trimpath ") { // scratch has no C library
		t.Errorf("it is built by %q", made)
	}
	has := map[string]string{}
	for _, i := range all[last+1:] {
		has[i.name] = i.args
		switch i.name {
		case "COPY":
			from := strings.Fields(i.args)[len(strings.Fields(i.args))-2]
			if from != "/etc/ssl/certs/ca-certificates.crt" && !strings.Contains(made, " "+from+" ") && !strings.HasSuffix(made, " "+from) {
				t.Errorf("%s is copied, and not made", from)
			}
		case "RUN":
			t.Error("nothing can be run in it")
		case "ENTRYPOINT":
			if i.args != `["/televisit"]` {
				t.Error(i)
			}
		}
	}
	for _, m := range regexp.MustCompile(`TELEVISIT_\w+`).FindAllString(has["ENV"], -1) {
		if err := (configFile{m: ""}).Validate(parser.Model); err != nil {
			t.Error(err)
		}
	}
	_, check, _ := strings.Cut(has["HEALTHCHECK"], "CMD ")
	for _, text := range []string{has["CMD"], check} {
		var args []string
		if err := json.Unmarshal([]byte(text), &args); err != nil || len(args) == 0 {
			t.Fatalf("%q: %v", text, err)
		}
		if _, err := parser.Parse(slices.DeleteFunc(args, func(a string) bool { return a == "/televisit" })); err != nil {
			t.Error(args, err)
		}
	}
	if !regexp.MustCompile(`^[1-9]\d*:[1-9]\d*$`).MatchString(has["USER"]) || !strings.Contains(has["ENV"], "TELEVISIT_DATA="+has["VOLUME"]) {
		t.Error("root runs it, or its data are in no volume:", has)
	}
}
