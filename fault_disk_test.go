package main

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// smallDisk makes a command run with a small disk of its own at dir, which has what is in from. A disk needs
// somebody who may make one, which anybody may in a user namespace, where the machine has those.
func smallDisk(t *testing.T, c *exec.Cmd, dir, from string) {
	t.Helper()
	const script = `mount -t tmpfs -o size=8m,mode=700 televisit "$1" && cp "$2"/* "$1" && shift 2 && exec "$@"`
	wrap := []string{"unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", dir, from}
	if out, err := exec.Command(wrap[0], append(wrap[1:], "true")...).CombinedOutput(); err != nil {
		t.Skipf("this machine lets nobody have a disk of their own: %v %s", err, out)
	}
	path, err := exec.LookPath(wrap[0])
	if err != nil {
		t.Fatal(err)
	}
	c.Path, c.Args = path, append(wrap, c.Args...)
}

// fillDisk writes a file until nothing more goes onto its disk, and returns what removes it.
func fillDisk(t *testing.T, path string) (remove func()) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := bytes.Repeat([]byte{1}, 4096); err == nil; {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	return func() {
		t.Helper()
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// While the disk is full, what would be saved is refused and what is there can be read; once there is room again,
// all goes on by itself. What was refused is not there, what was acknowledged is. And all that once more.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	from, data := t.TempDir(), t.TempDir()
	founded(t, from)
	c := program(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	smallDisk(t, c, data, from)
	s := startCommand(t, c)
	disk := filepath.Join("/proc", strconv.Itoa(s.cmd.Process.Pid), "root", data)
	ann := s.ann()
	if res, err := ann.Get(s.url + "/pm/patients"); err != nil || res.StatusCode != http.StatusOK { // the first visit makes a key
		t.Fatal(res, err)
	}
	for _, round := range []string{"once", "again"} {
		if code, text := s.addPatient(ann, "before-"+round); code != http.StatusOK {
			t.Fatal(round, "before:", code, text)
		}
		remove := fillDisk(t, filepath.Join(disk, "filler"))
		refused := 0
		for n := range 400 { // the log may have room of before
			code, text := s.addPatient(ann, "full-"+round+strconv.Itoa(n))
			if code == http.StatusOK {
				continue
			}
			if refused++; code != http.StatusServiceUnavailable || !strings.Contains(text, "The disk cannot be written. Nothing was saved") {
				t.Fatalf("%s: a change is answered %d %s", round, code, text)
			}
			if refused == 3 {
				break
			}
		}
		if refused < 3 {
			t.Errorf("%s: the disk is not full", round)
		}
		for path, want := range map[string]int{"/pm/patients": http.StatusOK, "/": http.StatusOK, "/healthz": http.StatusOK} {
			if res, err := ann.Get(s.url + path); err != nil || res.StatusCode != want {
				t.Errorf("%s: %s is answered %v, %v\n%s", round, path, res.Status, err, s.log())
			}
		}
		remove()
		if code, text := s.addPatient(ann, "after-"+round); code != http.StatusOK {
			t.Errorf("%s: with room again a change is answered %d %s", round, code, text)
		}
	}
	for name, want := range map[string]bool{"before-once": true, "after-once": true, "after-again": true, "full-once399": false} {
		_, _, text := fill(t, ann, s.url+"/pm/patients/search", "q", name)
		if got := strings.Contains(text, "Pond of "+name); got != want {
			t.Errorf("patient %s is there: %t, want %t", name, got, want)
		}
	}
	s.stop()
	if strings.Contains(s.log(), "Pond") {
		t.Error("the log names a patient")
	}
}

// On a directory that cannot be written the program says so in one line, and touches nothing; once it may write
// there, it starts.
func TestReadOnlyDirectory(t *testing.T) {
	t.Parallel()
	full := t.TempDir()
	founded(t, full)
	for _, c := range []struct{ name, data, want string }{
		{"nothing in it yet", t.TempDir(), "permission denied"}, {"a practice in it", full, "cannot be written"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			before := names(t, c.data)
			if err := os.Chmod(c.data, 0o500); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(c.data, 0o700) }) // to be removed
			cmd := program(t, "serve", "--addr", "127.0.0.1:0", "--data", c.data)
			asAnybody(t, cmd)
			out, err := cmd.CombinedOutput()
			if err == nil || strings.Count(string(out), "\n") != 1 || !strings.Contains(string(out), c.data) ||
				!strings.Contains(string(out), c.want) {
				t.Errorf("got %v and %q, want one line that names the directory", err, out)
			}
			if after := names(t, c.data); after != before {
				t.Errorf("there is %q now, and was %q", after, before)
			}
			if err := os.Chmod(c.data, 0o700); err != nil {
				t.Fatal(err)
			}
			start(t, "serve", "--addr", "127.0.0.1:0", "--data", c.data).stop()
		})
	}
}

// asAnybody makes a command heed permissions of files also where the tests are root's.
func asAnybody(t *testing.T, c *exec.Cmd) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	path, err := exec.LookPath("setpriv")
	if err != nil {
		t.Skip("root heeds no permissions, and there is no setpriv")
	}
	c.Path, c.Args = path, append([]string{"setpriv", "--bounding-set=-dac_override,-dac_read_search"}, c.Args...)
}

func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}
