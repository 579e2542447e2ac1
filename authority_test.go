package main

import (
	"crypto/tls"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// While there is no certificate, many visitors have the authority asked once in 15 minutes. Its own proof, and other
// names, are never kept waiting; once there is a certificate nobody is.
func TestAuthorityIsLeftAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked, answer := 0, errors.New("port 443 is closed")
		a := &applicant{of: "desk.example", ask: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { asked++; return nil, answer }}
		visit := func(after time.Duration, name, protocol string, want int) {
			t.Helper()
			<-time.After(after) // of the bubble
			asked = 0
			for range 50 {
				if _, err := a.certificate(&tls.ClientHelloInfo{ServerName: name, SupportedProtos: []string{protocol}}); !errors.Is(err, answer) {
					t.Fatal(err)
				}
			}
			if asked != want {
				t.Errorf("after %v, %s %s: asked %d times, want %d", after, name, protocol, asked, want)
			}
		}
		visit(0, "desk.example", "h2", 1)
		visit(14*time.Minute, "DESK.example", "h2", 0)
		visit(0, "desk.example", "acme-tls/1", 50)
		visit(0, "other.example", "h2", 50)
		visit(time.Minute, "desk.example", "h2", 1)
		answer = nil
		a.err = nil
		visit(0, "desk.example", "h2", 50)
	})
}
