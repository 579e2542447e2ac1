package torture

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// A recording is what the program did to its files under load, and what it acknowledged.
type recording struct {
	*practice
	before map[string][]byte // the files, before it was started
	events []event
}

// calls are those that could change a file of the database. One that nobody knows how to replay is an error.
// Not every kind of machine has those with a question mark.
const calls = "trace=?open,openat,pwrite64,pwritev,pwritev2,ftruncate,fallocate,fsync,fdatasync,?unlink,unlinkat,?rename,?renameat," +
	"renameat2,copy_file_range"

// newRecording records the program until so many writes are acknowledged.
func newRecording(t *testing.T, writes int) *recording {
	t.Helper()
	dir, trace := copyDemo(t), filepath.Join(t.TempDir(), "trace")
	r := &recording{before: map[string][]byte{"televisit.db": readFile(t, filepath.Join(dir, "televisit.db"))}}
	s, err := launch("strace", "-f", "--seccomp-bpf", "-ttt", "-y", "-xx", "-s", "1048576", "-e", calls, "-o", trace,
		bin(t), "serve", "--addr", "127.0.0.1:0", "--data", dir)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(readFile(t, filepath.Join(dir, "televisit.lock")))))
	if err != nil {
		t.Fatal(err)
	}
	end := func() error { return syscall.Kill(pid, syscall.SIGKILL) } // strace ends with it
	t.Cleanup(func() {
		if !s.over {
			_ = end()
		}
	})
	r.practice = gather(t, s.url, func(t *testing.T) (*sql.DB, func()) { return openFile(t, dir) })
	for _, w := range r.writers {
		w.keepAcks = true
	}
	stop := r.load(t, s.url)
	r.await(t, int64(writes))
	if err := end(); err != nil {
		t.Fatal(err)
	}
	s.over = true
	_ = s.cmd.Wait() // it ends as the program did
	stop()
	if r.events, err = record(trace, dir, "televisit.db"); err != nil {
		t.Fatal(err)
	}
	r.isComplete(t, dir)
	return r
}

// isComplete checks that the recording, replayed, makes the files that the program left: nothing is missing.
func (r *recording) isComplete(t *testing.T, dir string) {
	t.Helper()
	d := newDisk(r.before)
	for _, e := range r.events {
		d.play(e)
	}
	for name, c := range d.files {
		there := readFile(t, filepath.Join(dir, name))
		with := &content{bytes.Clone(c.data)} // what was not done yet when the program was killed
		for _, w := range d.pending[name] {
			with.apply(w.op, nil)
			if w.over {
				c.apply(w.op, nil)
			}
		}
		if !bytes.Equal(c.data, there) && !bytes.Equal(with.data, there) {
			t.Fatalf("%s has %d bytes after a replay, and other ones than the %d that the program wrote", name, len(c.data), len(there))
		}
	}
	if len(d.files) != 2 {
		t.Fatalf("%d files were written, not the database and its log", len(d.files))
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
