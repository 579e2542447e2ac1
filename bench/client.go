package main

import (
	"bufio"
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/valyala/fasthttp"
)

const (
	patience = 30 * time.Second // one answer may take before the run is given up
	restful  = 30 * time.Second // a server lets a connection be idle, and longer
)

// A client is one kept-alive connection to a server on this machine. Its
// requests are bytes made before, so that it takes little of what the server is
// measured with.
type client struct {
	host   *fasthttp.HostClient
	sent   []byte // what asked was made of
	asked  fasthttp.Request
	answer fasthttp.Response
	tag    string // HX-PTag of the last answer that had one
	kind   string // headers and body of the last answer, when kept
	body   []byte
}

// dial returns a client of the server at url, which is on this machine. It
// connects with its first request: servers do not wait long for that.
func dial(url string) (*client, error) {
	address := strings.TrimPrefix(url, "http://")
	if !strings.HasPrefix(address, "127.0.0.1:") {
		return nil, fmt.Errorf("%s is not on this machine", url)
	}
	return &client{host: &fasthttp.HostClient{Addr: address, MaxConns: 1, MaxIdleConnDuration: restful, ReadTimeout: patience,
		WriteTimeout:   patience,
		ReadBufferSize: 64 << 10, NoDefaultUserAgentHeader: true, DisablePathNormalizing: true}}, nil
}

// close ends the connection, if there is one.
func (c *client) close() { c.host.CloseIdleConnections() }

// do sends request and reads the answer, which must have the status want.
func (c *client) do(request []byte, want int) error {
	status, err := c.exchange(request)
	if err == nil && status != want {
		err = c.wrong(want)
	}
	return err
}

// pollWith is do for the poll of a page: 304, or 200 with what is new.
func (c *client) pollWith(request []byte) error {
	status, err := c.exchange(request)
	if err == nil && status != fasthttp.StatusOK && status != fasthttp.StatusNotModified {
		err = c.wrong(fasthttp.StatusOK)
	}
	return err
}

// fetch is do, but keeps the body and its content type.
func (c *client) fetch(request []byte, want int) error {
	err := c.do(request, want)
	c.kind, c.body = string(c.answer.Header.ContentType()), bytes.Clone(c.answer.Body())
	return err
}

func (c *client) wrong(want int) error {
	return fmt.Errorf("%s %s was answered %d, not %d: %.300s", c.asked.Header.Method(), c.asked.URI().Path(), c.answer.StatusCode(), want,
		c.answer.Body())
}

// exchange sends request and returns the status of the answer.
func (c *client) exchange(request []byte) (status int, err error) {
	if !same(c.sent, request) {
		if err = c.asked.Read(bufio.NewReader(bytes.NewReader(request))); err != nil {
			return 0, err
		}
		c.sent = request
	}
	if err = c.host.Do(&c.asked, &c.answer); err != nil {
		return 0, err
	}
	if tag := c.answer.Header.Peek("Hx-Ptag"); len(tag) > 0 && string(tag) != c.tag {
		c.tag = string(tag)
	}
	return c.answer.StatusCode(), nil
}

// same reports whether a and b are one slice.
func same(a, b []byte) bool { return len(a) == len(b) && len(a) > 0 && &a[0] == &b[0] }
