package main

import (
	"bytes"
	"encoding/binary"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A server that finds a damaged page says so wherever that is needed, shows nothing false and goes on with all else;
// the doctor names it, and a backup mends it.
func TestDamagedPage(t *testing.T) {
	t.Parallel()
	data, backup := t.TempDir(), filepath.Join(t.TempDir(), "good.db")
	founded(t, data)
	s := start(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	if code, text := s.addPatient(s.ann(), "Damage"); code != http.StatusOK {
		t.Fatal(code, text)
	}
	s.stop()
	if _, stderr, code := run(t, "", "backup", "--data", data, backup); code != 0 {
		t.Fatal(stderr)
	}
	damage(t, filepath.Join(data, "televisit.db"), "Pond of Damage")

	s = start(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	ann := s.ann()
	code, _, text := fill(t, ann, s.url+"/pm/patients/search", "q", "Pond")
	if code != http.StatusServiceUnavailable || !strings.Contains(text, "The database is damaged. Nothing was saved") {
		t.Errorf("what needs the page is answered %d %s", code, text)
	}
	if res, err := ann.Get(s.url + "/pm/telehealth"); err != nil || res.StatusCode != http.StatusOK {
		t.Error("what does not need it is answered", res, err)
	}
	out, _, code := run(t, "", "doctor", "--data", data)
	if code != 1 || !strings.Contains(out, "damaged") || !strings.Contains(out, "restore") {
		t.Errorf("the doctor: %d %s", code, out)
	}
	s.stop()
	if _, stderr, code := run(t, "", "restore", "--data", data, "--newer", backup); code != 0 {
		t.Fatal(stderr)
	}
	s = start(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	if code, _, text := fill(t, s.ann(), s.url+"/pm/patients/search", "q", "Pond"); code != http.StatusOK ||
		!strings.Contains(text, "Pond of Damage") {
		t.Errorf("restored: %d %s", code, text)
	}
	s.stop()
}

// damage overwrites every page of a database file that has a text in it.
func damage(t *testing.T, path, text string) {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	found := false
	for at := 0; at+page <= len(file); at += page {
		if bytes.Contains(file[at:at+page], []byte(text)) {
			found = true
			copy(file[at:], bytes.Repeat([]byte{0x5a}, page))
		}
	}
	if err := os.WriteFile(path, file, 0o600); err != nil || !found {
		t.Fatal(err, found)
	}
}

// A database file that is none is refused in one line, which says what to do, and is left as it is.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		file []byte
	}{
		{"another file", bytes.Repeat([]byte("not a database\n"), 1000)},
		{"nothing but its beginning", append([]byte("SQLite format 3\x00"), bytes.Repeat([]byte{0xff}, 5000)...)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			path := filepath.Join(data, "televisit.db")
			if err := os.WriteFile(path, c.file, 0o600); err != nil {
				t.Fatal(err)
			}
			out, stderr, code := run(t, "", "serve", "--addr", "127.0.0.1:0", "--data", data)
			if code != 1 || out != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "damaged") ||
				!strings.Contains(stderr, "televisit restore") {
				t.Errorf("got %d, %q and %q, want one line that says what to do", code, out, stderr)
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, c.file) {
				t.Error("the file was changed", err)
			}
		})
	}
}

// endOfChange returns where the change ends, in the log of a database, that wrote text. More may follow: the program writes
// by itself as well.
func endOfChange(t *testing.T, path, text string) int {
	t.Helper()
	log, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const head, frame = 32, 24 + 4096 // bytes
	at := bytes.Index(log, []byte(text))
	for start := max(0, at-head) / frame * frame; at >= 0 && head+start+frame <= len(log); start += frame {
		if commits := binary.BigEndian.Uint32(log[head+start+4:]) > 0; commits {
			return head + start + frame
		}
	}
	t.Fatalf("no change in the log wrote %q", text)
	return 0
}

// A log whose end was torn off or overwritten loses no more than that end: what was committed before it is there, and
// the database is sound.
func TestTornLog(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	founded(t, data)
	s := start(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	ann := s.ann()
	for _, mrn := range []string{"First", "Second"} {
		if code, text := s.addPatient(ann, mrn); code != http.StatusOK {
			t.Fatal(code, text)
		}
	}
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Wait() // it was killed
	end := endOfChange(t, filepath.Join(data, "televisit.db-wal"), "Pond of Second")
	for _, c := range []struct {
		name   string
		tear   func(log []byte) []byte
		second bool // is there
	}{
		{"nothing", func(log []byte) []byte { return log }, true},
		{"its last bytes", func(log []byte) []byte { return log[:end-100] }, false},
		{"more than its last frame", func(log []byte) []byte { return log[:end-5000] }, false},
		{"some overwritten", func(log []byte) []byte {
			copy(log[end-2000:end], bytes.Repeat([]byte{0x5a}, 512))
			return log
		}, false},
		{"more behind it", func(log []byte) []byte { return append(log, bytes.Repeat([]byte{0x5a}, 3000)...) }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			torn := t.TempDir()
			for _, name := range []string{"televisit.db", "televisit.db-wal", "secrets.key"} {
				file, err := os.ReadFile(filepath.Join(data, name))
				if name == "televisit.db-wal" {
					file = c.tear(file)
				}
				if err == nil {
					err = os.WriteFile(filepath.Join(torn, name), file, 0o600)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			s := start(t, "serve", "--addr", "127.0.0.1:0", "--data", torn)
			_, _, text := fill(t, s.ann(), s.url+"/pm/patients/search", "q", "Pond")
			if !strings.Contains(text, "Pond of First") || strings.Contains(text, "Pond of Second") != c.second {
				t.Errorf("after the tear: First is there: %t, Second: %t", strings.Contains(text, "Pond of First"),
					strings.Contains(text, "Pond of Second"))
			}
			if out, _, _ := run(t, "", "doctor", "--data", torn); strings.Contains(out, "damaged") {
				t.Error("the doctor:", out)
			}
			s.stop()
		})
	}
}
