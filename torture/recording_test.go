package torture

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// An op is a call of the program that changes a file, or brings changes to disk.
type op struct {
	call string // pwrite64, ftruncate, fsync, unlink or open, of a file that was not there
	file string // its name in the data directory, "." for that itself
	at   int64  // where a write goes, the length after a truncation
	data []byte
}

// An event is the beginning or the end of an op. Ops of several threads overlap.
type event struct {
	at   time.Time
	op   *op
	over bool // it is the end
}

// A recorder reads what strace wrote of a program with one data directory.
type recorder struct {
	dir    string
	there  map[string]bool // the files that exist
	open   map[string]*op  // by thread: a call that has not come back
	events []event
}

// record reads a recording of a program that had the files there in dir when it was started.
func record(path, dir string, there ...string) ([]event, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := &recorder{dir: dir, there: map[string]bool{}, open: map[string]*op{}}
	for _, name := range there {
		r.there[name] = true
	}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		if err := r.read(lines.Text()); err != nil {
			return nil, err
		}
	}
	return r.events, lines.Err()
}

// read reads a line: thread, time, and the call or what was left open of one.
func (r *recorder) read(text string) error {
	thread, rest, _ := strings.Cut(text, " ")
	clock, call, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
	at, err := readTime(clock)
	if err != nil {
		return fmt.Errorf("%.200s: %w", text, err)
	}
	if strings.HasPrefix(call, "<... ") {
		if o := r.open[thread]; o != nil {
			delete(r.open, thread)
			return r.end(at, o, call)
		}
		return nil
	}
	o, err := r.parse(call)
	if err != nil || o == nil {
		return err
	}
	r.events = append(r.events, event{at: at, op: o})
	if strings.HasSuffix(call, "<unfinished ...>") {
		r.open[thread] = o
		return nil
	}
	return r.end(at, o, call)
}

// readTime reads seconds and microseconds since 1970.
func readTime(text string) (time.Time, error) {
	before, fraction, _ := strings.Cut(text, ".")
	seconds, err := strconv.ParseInt(before, 10, 64)
	micros, err2 := strconv.ParseInt(fraction, 10, 64)
	return time.Unix(seconds, micros*1000), errors.Join(err, err2)
}

// end notes that o came back. What failed would need to be known of: nothing here does.
func (r *recorder) end(at time.Time, o *op, call string) error {
	result := strings.TrimSpace(call[strings.LastIndexByte(call, '=')+1:])
	result, _, _ = strings.Cut(result, "<") // a file that was opened
	result, _, _ = strings.Cut(result, " ") // what an error means
	switch {
	case result == "?": // the program was killed meanwhile
		return nil
	case result == "-1" && o.call == "unlink": // there was nothing to remove
		return nil
	case result == "-1", o.call == "pwrite64" && result != strconv.Itoa(len(o.data)):
		return fmt.Errorf("%s of %s came back as %s", o.call, o.file, result)
	}
	r.events = append(r.events, event{at, o, true})
	return nil
}

// parse returns the op of a call, nil for one that matters to no file of the database.
func (r *recorder) parse(call string) (*op, error) {
	name, args, _ := strings.Cut(call, "(")
	path, args := firstPath(args)
	o := &op{call: name, file: r.name(path)}
	if o.file == "" {
		return nil, nil
	}
	var err error
	switch name {
	case "pwrite64":
		o.data, o.at, err = writeOf(args)
	case "ftruncate":
		o.at, err = strconv.ParseInt(number(args), 10, 64)
	case "fsync", "fdatasync":
		o.call = "fsync"
	case "unlink", "unlinkat":
		o.call = "unlink"
		delete(r.there, o.file)
	case "open", "openat":
		if !strings.Contains(args, "O_CREAT") || r.there[o.file] {
			return nil, nil
		}
		o.call, r.there[o.file] = "open", true
	default:
		err = errors.New("nobody knows how to replay it")
	}
	if err != nil {
		return nil, fmt.Errorf("%.200s: %w", call, err)
	}
	return o, nil
}

// firstPath returns the path that a call is about, as strace writes it, and what follows it: that of an
// open file, 8</path>, or a text.
func firstPath(args string) (path, rest string) {
	if at, text, ok := strings.Cut(args, ", "); ok && strings.HasPrefix(at, "AT_FDCWD") {
		args = text
	}
	if text, ok := strings.CutPrefix(args, `"`); ok {
		path, rest, _ = strings.Cut(text, `"`)
		return path, rest
	}
	_, args, _ = strings.Cut(args, "<")
	path, rest, _ = strings.Cut(args, ">")
	return path, rest
}

// writeOf returns what is written, and where: , "bytes", length, offset
func writeOf(args string) (data []byte, at int64, err error) {
	_, args, _ = strings.Cut(args, `"`)
	text, args, _ := strings.Cut(args, `"`)
	if data, err = unhex(text); err != nil {
		return nil, 0, err
	}
	length, args, _ := strings.Cut(strings.TrimPrefix(args, ", "), ", ")
	if length != strconv.Itoa(len(data)) {
		return nil, 0, fmt.Errorf("%d bytes, and it should be %s", len(data), length)
	}
	at, err = strconv.ParseInt(number(args), 10, 64)
	return data, at, err
}

// number returns the digits of what follows.
func number(args string) string {
	args = strings.TrimLeft(args, ", ")
	return args[:strings.IndexFunc(args+".", func(c rune) bool { return c < '0' || c > '9' })]
}

// unhex reads a text in which every byte is written as \x and two digits.
func unhex(text string) ([]byte, error) {
	return hex.DecodeString(strings.ReplaceAll(text, `\x`, ""))
}

// name returns which file of the database a path is, "" for another one. The index of the log is
// made anew after a power cut, so it is none.
func (r *recorder) name(written string) string {
	b, err := unhex(written)
	if err != nil {
		return ""
	}
	path := string(b)
	if path == r.dir {
		return "."
	}
	if name := filepath.Base(path); filepath.Dir(path) == r.dir && strings.HasPrefix(name, "televisit.db") &&
		!strings.HasSuffix(name, "-shm") {
		return name
	}
	return ""
}
