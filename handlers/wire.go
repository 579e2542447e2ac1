package handlers

import (
	"bytes"
	"context"
	"net"
	"net/http"
)

// Wire lets h send each page in one go over what l accepts. net/http sends the
// first piece of a long answer, its headers among them, and then the rest; each
// is a system call, which costs more than all else in a page that is held.
func Wire(h *http.Server, l net.Listener) net.Listener {
	h.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		if w, ok := c.(*wire); ok {
			return context.WithValue(ctx, wireKey{}, w)
		}
		return ctx // over TLS, pieces are cut anew
	}
	return wires{l}
}

type wireKey struct{}

type wires struct{ net.Listener }

func (l wires) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok {
		return &wire{TCPConn: tcp}, err
	}
	return c, err
}

// firstPiece is as much as net/http writes at once.
const firstPiece = 4 << 10

// A wire keeps what is written to it until the rest of a page comes.
type wire struct {
	*net.TCPConn
	page []byte // nil: nothing is kept
	kept []byte
}

// wireOf returns the wire that w answers over, nil if there is none.
func wireOf(w http.ResponseWriter) *wire {
	rec, ok := w.(*recorder)
	if !ok {
		return nil
	}
	c, _ := rec.asked.Context().Value(wireKey{}).(*wire)
	return c
}

// sendPage writes an answer whose headers are set and whose body is page.
func (c *wire) sendPage(w http.ResponseWriter, page []byte) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	b.Grow(firstPiece)
	c.page, c.kept = page, b.AvailableBuffer()
	_, _ = w.Write(page) // the reader is gone; there is nobody to tell
	if c.page != nil {
		_ = c.flush(nil)
	}
}

func (c *wire) Write(b []byte) (int, error) {
	switch {
	case c.page == nil:
		return c.TCPConn.Write(b)
	case endsWith(c.page, b):
		return len(b), c.flush(b)
	}
	c.kept = append(c.kept, b...) // it is net/http's, which uses it again
	return len(b), nil
}

// flush sends what is kept and the rest after it.
func (c *wire) flush(rest []byte) error {
	all := net.Buffers{c.kept, rest}
	c.page, c.kept = nil, nil
	_, err := all.WriteTo(c.TCPConn)
	return err
}

// endsWith reports whether b is the very end of page, not only equal to it.
func endsWith(page, b []byte) bool {
	return len(b) > 0 && len(b) <= len(page) && &page[len(page)-len(b)] == &b[0]
}
