package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

const (
	patience = 30 * time.Second // one answer may take before the run is given up
	restful  = 30 * time.Second // a server lets a connection be idle, and longer
)

// A client is one kept-alive connection to a server on this machine. It does
// so little that the server is what is measured: requests are bytes made
// before, of an answer it reads the status, the tag and where it ends.
type client struct {
	address string
	conn    net.Conn // nil before the first request
	r       *bufio.Reader
	used    time.Time
	tag     string // HX-PTag of the last answer that had one
	kind    string // headers and body of the last answer, when kept
	body    []byte
}

// dial returns a client of the server at url, which is on this machine. It
// connects with its first request: servers do not wait long for that.
func dial(url string) (*client, error) {
	address := strings.TrimPrefix(url, "http://")
	if !strings.HasPrefix(address, "127.0.0.1:") {
		return nil, fmt.Errorf("%s is not on this machine", url)
	}
	return &client{address: address}, nil
}

// Close ends the connection, if there is one.
func (c *client) Close() error {
	if c.conn == nil {
		return nil
	}
	return c.conn.Close()
}

// wake connects, anew when the server may have given the connection up.
func (c *client) wake() (err error) {
	now := time.Now()
	if now.Sub(c.used) > restful {
		_ = c.Close() // nothing is on its way
		if c.conn, err = net.Dial("tcp", c.address); err != nil {
			return err
		}
		c.r = bufio.NewReaderSize(c.conn, 64<<10)
	}
	c.used = now
	return c.conn.SetDeadline(now.Add(patience))
}

// do sends request and reads the answer, which must have the status want.
func (c *client) do(request []byte, want int) error { return c.exchange(request, want, false) }

// pollWith is do for the poll of a page: 304, or 200 with what is new.
func (c *client) pollWith(request []byte) error { return c.exchange(request, seen, false) }

// seen stands for 200 and 304.
const seen = 0

// fetch is do, but keeps the body and its content type.
func (c *client) fetch(request []byte, want int) error { return c.exchange(request, want, true) }

func (c *client) exchange(request []byte, want int, keep bool) error {
	if err := c.wake(); err != nil {
		return err
	}
	if _, err := c.conn.Write(request); err != nil {
		return err
	}
	a, err := c.head()
	if err != nil {
		return fmt.Errorf("read an answer: %w", err)
	}
	if want == seen && (a.status == 200 || a.status == 304) {
		want = a.status
	}
	into := io.Discard
	var b bytes.Buffer
	if keep || a.status != want {
		into = &b
	}
	if err = c.rest(a, into); err != nil {
		return fmt.Errorf("read a body: %w", err)
	}
	if a.status != want {
		return fmt.Errorf("%s was answered %d, not %d: %.300s", bytes.SplitN(request, []byte("\r\n"), 2)[0], a.status, want, b.Bytes())
	}
	if keep {
		c.body = b.Bytes()
	}
	return nil
}

// An answer is what is known of one before its body.
type answer struct {
	status, length int
	chunked        bool
}

var (
	hasLength = []byte("Content-Length: ")
	hasKind   = []byte("Content-Type: ")
	hasTag    = []byte("Hx-Ptag: ")
	isChunked = []byte("Transfer-Encoding: chunked")
)

// head reads a status line and headers, as net/http writes them.
func (c *client) head() (a answer, err error) {
	line, err := c.line()
	if err != nil {
		return a, err
	}
	if len(line) < 12 {
		return a, errors.New("no status line")
	}
	if a.status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return a, err
	}
	for {
		if line, err = c.line(); err != nil || len(line) == 0 {
			return a, err
		}
		switch {
		case bytes.HasPrefix(line, hasLength):
			if a.length, err = strconv.Atoi(string(line[len(hasLength):])); err != nil {
				return a, err
			}
		case bytes.HasPrefix(line, hasTag):
			if tag := line[len(hasTag):]; string(tag) != c.tag {
				c.tag = string(tag)
			}
		case bytes.HasPrefix(line, hasKind):
			if kind := line[len(hasKind):]; string(kind) != c.kind {
				c.kind = string(kind)
			}
		case bytes.Equal(line, isChunked):
			a.chunked = true
		}
	}
}

// line returns the next line without its end; the next read overwrites it.
func (c *client) line() ([]byte, error) {
	line, err := c.r.ReadSlice('\n')
	return bytes.TrimRight(line, "\r\n"), err
}

// rest reads the body of a into w.
func (c *client) rest(a answer, w io.Writer) error {
	if a.status == 304 {
		return nil
	}
	if !a.chunked {
		return c.take(a.length, w)
	}
	for {
		line, err := c.line()
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(string(line), 16, 32)
		if err != nil {
			return err
		}
		if err = c.take(int(n), w); err != nil {
			return err
		}
		if _, err = c.line(); err != nil || n == 0 {
			return err
		}
	}
}

func (c *client) take(n int, w io.Writer) (err error) {
	if w == io.Discard {
		_, err = c.r.Discard(n)
	} else {
		_, err = io.CopyN(w, c.r, int64(n))
	}
	return err
}
