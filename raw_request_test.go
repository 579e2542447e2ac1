package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// inside are words of the program's inside.
var inside = regexp.MustCompile(`(?i)\b(sql\w*|panic|goroutine|runtime error|nil pointer|strconv|net/http|mux|\w+\.go:\d+)\b|%!`)

// TestRawRequests sends bytes as no browser does. What net/http can read as a request passes the chain and has
// the headers of all; what it cannot is refused by it with a line of text, before any code of ours.
func TestRawRequests(t *testing.T) {
	t.Parallel()
	s := start(t, "serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0")
	address := strings.TrimPrefix(s.url, "http://")
	const get = "GET /login HTTP/1.1\r\nHost: desk.example\r\n"
	const post = "POST /login HTTP/1.1\r\nHost: desk.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	for name, c := range map[string]struct {
		sent string
		want int
		ours bool // answered by the chain
	}{
		"garbage":               {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n", 400, false},
		"no request":            {"GARBAGE\r\n\r\n", 400, false},
		"another protocol":      {"GET / RTSP/1.0\r\n\r\n", 400, false},
		"a version to come":     {"GET / HTTP/9.9\r\nHost: a\r\n\r\n", 505, false},
		"no host":               {"GET / HTTP/1.1\r\n\r\n", 400, false},
		"two hosts":             {get + "Host: b\r\n\r\n", 400, false},
		"a host that is none":   {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, false},
		"a header with a space": {get + "A : b\r\n\r\n", 400, false},
		"a header with a NUL":   {get + "A: \x00\r\n\r\n", 400, false},
		"headers too large":     {get + "A: " + strings.Repeat("b", 80<<10) + "\r\n\r\n", 431, false},
		"lengths that differ":   {post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\na", 400, false},
		"a negative length":     {post + "Content-Length: -1\r\n\r\n", 400, false},
		"another encoding":      {post + "Transfer-Encoding: gzip\r\n\r\n", 501, false},
		"an expectation":        {post + "Expect: 200-maybe\r\nContent-Length: 0\r\n\r\n", 417, false},
		"a broken chunk":        {post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, true},
		"a huge chunk":          {post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", 400, true},
		"a length too large":    {post + "Content-Length: 9999999999\r\n\r\n" + strings.Repeat("a", 70<<10), 413, true},
		"both lengths":          {post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n", 401, true},
		"options of all":        {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 404, true},
		"connect":               {"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n", 404, true},
		"HTTP/2 at once":        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 404, true},
		"a method of its own":   {"get /login HTTP/1.1\r\nHost: a\r\n\r\n", 405, true},
		"a whole address":       {"GET http://evil.example/login HTTP/1.1\r\nHost: a\r\n\r\n", 200, true},
		"a whole one to mend":   {"GET http://evil.example//x HTTP/1.1\r\nHost: a\r\n\r\n", 301, true},
		"an address of others":  {"GET //evil.example/%2e%2e/ HTTP/1.1\r\nHost: a\r\n\r\n", 301, true},
		"up and away":           {"GET /pm/../../\\evil.example HTTP/1.1\r\nHost: a\r\n\r\n", 301, true},
		"an old version":        {"GET /login HTTP/1.0\r\n\r\n", 200, true},
	} {
		t.Run(name, func(t *testing.T) {
			res, body := sendRaw(t, address, c.sent)
			if res.StatusCode != c.want || (res.Header.Get("Content-Security-Policy") != "") != c.ours {
				t.Errorf("got %s with %v, want %d by the chain: %v", res.Status, res.Header, c.want, c.ours)
			}
			if to := res.Header.Get("Location"); to != "" && (to[0] != '/' || strings.HasPrefix(to, "//") || strings.Contains(to, `\`)) {
				t.Errorf("it leads to %q", to)
			}
			if found := inside.FindString(body); found != "" || strings.Contains(body, "<") && !c.ours {
				t.Errorf("the answer says %q: %s", found, body)
			}
		})
	}
	if res, err := http.Get(s.url + "/healthz"); err != nil || res.StatusCode != http.StatusOK {
		t.Error("the server is not well:", err)
	}
	if log := s.log(); strings.Contains(log, "panic") || strings.Contains(log, `"ERROR"`) || strings.Contains(log, "evil") {
		t.Errorf("the log says %s", log)
	}
	s.stop()
}

// sendRaw sends bytes and returns what is answered.
func sendRaw(t *testing.T, address, sent string) (*http.Response, string) {
	t.Helper()
	conn, err := net.DialTimeout("tcp", address, 10*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.WriteString(conn, sent) }() // the server may hang up before the end
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body) // it hangs up, or goes on to wait
	return res, string(body)
}
