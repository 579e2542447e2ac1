package main

import (
	"net"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"
)

// A serviceManager is a socket on which a program tells how it is.
type serviceManager struct {
	*net.UnixConn
	t *testing.T
}

func newServiceManager(t *testing.T) (m serviceManager, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "s")
	c, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return serviceManager{c, t}, path
}

// hears waits for what the program tells next.
func (m serviceManager) hears(pattern string) {
	m.t.Helper()
	text := make([]byte, 1000)
	if err := m.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		m.t.Fatal(err)
	}
	n, err := m.Read(text)
	if err != nil || !regexp.MustCompile(pattern).Match(text[:n]) {
		m.t.Fatalf("it was told %q, want %s; %v", text[:n], pattern, err)
	}
}

// systemd is told when the program listens, when it reads its certificate anew, and when it stops. SIGHUP without a
// certificate ends nothing.
func TestServiceManagerIsTold(t *testing.T) {
	t.Parallel()
	chain, key := writePair(t, t.TempDir(), 1)
	for name, args := range map[string][]string{"in clear": nil, "with TLS": {"--tls-cert", chain, "--tls-key", key}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, path := newServiceManager(t)
			c := program(t, append([]string{"serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0"}, args...)...)
			c.Env = append(c.Env, "NOTIFY_SOCKET="+path)
			s := startCommand(t, c)
			m.hears("^READY=1$")
			if err := s.cmd.Process.Signal(syscall.SIGHUP); err != nil {
				t.Fatal(err)
			}
			m.hears(`^RELOADING=1\nMONOTONIC_USEC=\d+$`)
			m.hears("^READY=1$")
			s.stop()
			m.hears("^STOPPING=1$")
		})
	}
}
