package main

import (
	"context"
	"crypto/tls"
	"log/slog"
	"slices"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
	"golang.org/x/net/idna"
)

// authority returns how connections are encrypted with the certificate of an authority that speaks ACME. It proves
// the name by a connection to port 443 of it (tls-alpn-01): no other port needs to be open.
func (f tlsFlags) authority(cache string) *tls.Config {
	m := &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(cache), HostPolicy: autocert.HostWhitelist(f.TLSDomain),
		Client: &acme.Client{DirectoryURL: f.ACMEURL, UserAgent: "televisit"}}
	config := m.TLSConfig()
	config.MinVersion = tls.VersionTLS12
	config.GetCertificate = (&applicant{ask: m.GetCertificate, of: f.domain()}).certificate
	return config
}

// domain returns the name as it stands in certificates.
func (f tlsFlags) domain() string {
	ascii, _ := idna.Lookup.ToASCII(f.TLSDomain) // site refuses what is no name
	return ascii
}

// again is how long after a failure the authority is left alone. Let's Encrypt takes one more failure each twelve
// minutes; who has mended the cause can start the server anew, which asks at once.
const again = 15 * time.Minute

// An applicant asks for the certificate of a name. As long as there is none, each visitor would have the authority asked,
// which soon refuses the name for hours.
type applicant struct {
	ask func(*tls.ClientHelloInfo) (*tls.Certificate, error)
	of  string

	mu     sync.Mutex
	failed time.Time
	err    error // of the failure
}

// certificate returns the one for a connection. It is always the same kind, which all browsers take: those that want
// another would have a second one asked for.
func (a *applicant) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	asked := &tls.ClientHelloInfo{ServerName: hello.ServerName, SupportedProtos: hello.SupportedProtos,
		CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}}
	name, _ := idna.Lookup.ToASCII(hello.ServerName) // what is none is no name of ours
	if name != a.of || slices.Contains(hello.SupportedProtos, acme.ALPNProto) {
		return a.ask(asked)
	}
	a.mu.Lock()
	last, err := a.failed, a.err
	a.mu.Unlock()
	if err != nil && time.Since(last) < again {
		return nil, err
	}
	pair, err := a.ask(asked)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.failed, a.err = time.Now(), err
	return pair, err
}

// fetch gets the certificate before the first visitor waits for it. Why there is none stands in the log.
func (f tlsFlags) fetch(ctx context.Context, config *tls.Config, log *slog.Logger) {
	if f.TLSDomain == "" {
		return
	}
	pair, err := config.GetCertificate(&tls.ClientHelloInfo{ServerName: f.TLSDomain})
	switch {
	case ctx.Err() != nil:
	case err != nil:
		log.Error("there is no certificate yet: port 443 of the name must lead to this server, from the internet",
			"name", f.TLSDomain, "err", err)
	default:
		log.Info("the certificate is there", "name", f.TLSDomain, "until", pair.Leaf.NotAfter)
	}
}
