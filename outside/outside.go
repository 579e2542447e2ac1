// Package outside reaches other programs for this one, and says in a word why that did not work.
package outside

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"televisit/clinic"
)

const (
	patience   = 5 * time.Second
	headerRead = 64 << 10 // bytes
	idleEach   = 4        // connections to one host that wait for the next request
)

// errPrivate says that a host is none of the internet.
var errPrivate = errors.New("the address is not of the internet")

// Internet returns what reaches hosts of the internet, and with private also this machine
// and its network. Where a name leads is looked at when it is called, so that it cannot
// lead elsewhere a moment later. No proxy of the environment is used: it would reach what
// must not be reached.
func Internet(private bool) http.RoundTripper {
	dialer := &net.Dialer{Timeout: patience, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err == nil && !private && !clinic.IsPublic(to.Addr()) {
			err = errPrivate
		}
		return err
	}}
	return &http.Transport{DialContext: dialer.DialContext, ForceAttemptHTTP2: true, DisableCompression: true, IdleConnTimeout: time.Minute,
		MaxIdleConnsPerHost: idleEach, MaxResponseHeaderBytes: headerRead, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}}
}

// FaultOf returns why a request got no answer.
func FaultOf(err error) clinic.Fault {
	_, noHost := errors.AsType[*net.DNSError](err)
	_, badChain := errors.AsType[*tls.CertificateVerificationError](err)
	_, noTLS := errors.AsType[tls.RecordHeaderError](err)
	_, alert := errors.AsType[tls.AlertError](err)
	_, wrongHost := errors.AsType[x509.HostnameError](err)
	network, isNetwork := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, errPrivate):
		return clinic.FaultPrivate
	case errors.Is(err, context.DeadlineExceeded), isNetwork && network.Timeout():
		return clinic.FaultTimeout
	case noHost:
		return clinic.FaultDNS
	case badChain, noTLS, alert, wrongHost:
		return clinic.FaultTLS
	}
	return clinic.FaultConnect
}
