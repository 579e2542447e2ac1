package torture

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Many connect and say nothing more, others send a byte now and then. Who works is answered all the while, the server
// gets rid of them by itself, and then it is as before.
func TestConnections(t *testing.T) {
	alone(t)
	idle, slow := 200, 20
	if *full {
		idle, slow = 10_000, 1000
	}
	needFiles(t, idle+slow+200)
	dir := copyDemo(t)
	s := serve(t, "--data", dir)
	p := gather(t, s.url, func(t *testing.T) (*sql.DB, func()) { return openFile(t, dir) })
	address := strings.TrimPrefix(s.url, "http://")
	var all []net.Conn
	for range idle {
		all = append(all, connect(t, address, "GET /healthz HTTP/1.1\r\nHost: "+address+"\r\n\r\n"))
	}
	for range slow {
		all = append(all, connect(t, address, "POST /login HTTP/1.1\r\nHost: "+address+"\r\nContent-Length: 1000\r\n"+
			"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail="))
	}
	drip := time.NewTicker(time.Second)
	defer drip.Stop()
	stop := p.load(t, s.url)
	for before := p.acked(); p.acked() < before+int64(slow) && !t.Failed(); {
		<-drip.C
		for _, c := range all[idle:] {
			_, _ = c.Write([]byte("a")) // the server may have had enough of it
		}
		if res, err := lone().Get(s.url + "/healthz"); err != nil || res.StatusCode != http.StatusOK {
			t.Error("somebody new:", res, err)
		}
	}
	stop()
	memory := rss(t, s.cmd.Process.Pid)
	figure(t, "idle and slow connections beside 16 writers", fmt.Sprintf("%d idle and %d slow ones: %d writes acknowledged, none refused; "+
		"the server held %s then", idle, slow, p.acked(), memory))
	if *full {
		allEnd(t, all)
	}
	for _, c := range all {
		_ = c.Close() // the server may have been faster
	}
	if err := p.writers[0].move(s.url); err != nil {
		t.Error("afterwards:", err)
	}
}

// needFiles skips the test where a process may not have as many files open.
func needFiles(t *testing.T, n int) {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if limit.Max < uint64(n) {
		t.Skipf("a process may have %d files open here, and %d are wanted (see ulimit -Hn)", limit.Max, n)
	}
}

// connect opens a connection and sends something.
func connect(t *testing.T, address, text string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	return c
}

// allEnd waits until the server has ended all connections, which takes it a minute.
func allEnd(t *testing.T, all []net.Conn) {
	t.Helper()
	limit := time.Now().Add(3 * time.Minute)
	for _, c := range all {
		if err := c.SetReadDeadline(limit); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal("after three minutes the server still has a connection on which nothing comes")
		}
	}
}

// rss returns how much memory a process has.
func rss(t *testing.T, pid int) string {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return "an unknown amount of memory"
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	line, _, _ := strings.Cut(after, "\n")
	return strings.Join(strings.Fields(line), " ")
}
