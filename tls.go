package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
	"golang.org/x/net/idna"
)

// tlsFlags say where the certificate comes from: two files, of which neither goes without the other, or an
// authority that is asked for one.
type tlsFlags struct {
	TLSCert   string `name:"tls-cert" and:"tls" xor:"domain" env:"TELEVISIT_TLS_CERT" placeholder:"FILE" help:"Certificate chain, PEM."`
	TLSKey    string `name:"tls-key" and:"tls" env:"TELEVISIT_TLS_KEY" placeholder:"FILE" help:"Its private key, PEM."`
	TLSDomain string `name:"tls-domain" xor:"domain" env:"TELEVISIT_TLS_DOMAIN" placeholder:"NAME" help:"${help_domain}"`
	ACMEURL   string `name:"acme-url" default:"${acme}" env:"TELEVISIT_ACME_URL" placeholder:"URL" help:"${help_acme}"`
}

// given reports whether connections are encrypted here.
func (f tlsFlags) given() bool { return f.TLSCert != "" || f.TLSDomain != "" }

// acmeDir is the folder of a data directory for what an authority gave: the account's key, certificates and their keys.
func acmeDir(data string) string { return filepath.Join(data, "acme") }

// site returns where people reach the site: the domain, where there is one. A base that leads elsewhere is an error.
func (f tlsFlags) site(base *url.URL) (*url.URL, error) {
	if f.TLSDomain == "" {
		return base, nil
	}
	ascii, err := idna.Lookup.ToASCII(f.TLSDomain)
	_, notIP := netip.ParseAddr(f.TLSDomain)
	if err != nil || notIP == nil || !strings.Contains(ascii, ".") || strings.HasSuffix(ascii, ".localhost") {
		return nil, fmt.Errorf("--tls-domain %s: give a name that the internet knows, like desk.example.org", f.TLSDomain)
	}
	if base == nil {
		return &url.URL{Scheme: "https", Host: ascii}, nil
	}
	host, _ := idna.Lookup.ToASCII(base.Hostname()) // "" is no domain
	if base.Scheme != "https" || host != ascii {
		return nil, fmt.Errorf("--base-url %s: with --tls-domain people come to https://%s", base, ascii)
	}
	return base, nil
}

// config returns how connections are encrypted, and what reads anew what that was read from. Both are nil where there
// is nothing of the kind.
func (f tlsFlags) config(cache string, log *slog.Logger) (*tls.Config, func(context.Context) error, error) {
	switch {
	case f.TLSCert != "":
		pair, err := openCertificate(f.TLSCert, f.TLSKey, log)
		if err != nil {
			return nil, nil, err
		}
		return pair.config(), pair.reload, nil
	case f.TLSDomain != "":
		c := f.authority(cache).TLSConfig()
		c.MinVersion = tls.VersionTLS12
		return c, nil, nil
	}
	return nil, nil, nil
}

// authority returns who is asked for a certificate. The authority proves the name by a connection to port 443 of
// it (tls-alpn-01): no other port needs to be open.
func (f tlsFlags) authority(cache string) *autocert.Manager {
	return &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(cache), HostPolicy: autocert.HostWhitelist(f.TLSDomain),
		Client: &acme.Client{DirectoryURL: f.ACMEURL, UserAgent: "televisit"}}
}

// fetch gets the certificate before the first visitor waits for it. Why there is none stands in the log; each
// visitor makes it try again, once a minute at most.
func (f tlsFlags) fetch(ctx context.Context, config *tls.Config, log *slog.Logger) {
	if f.TLSDomain == "" {
		return
	}
	pair, err := config.GetCertificate(&tls.ClientHelloInfo{ServerName: f.TLSDomain,
		CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}}) // what browsers ask for
	switch {
	case ctx.Err() != nil:
	case err != nil:
		log.Error("there is no certificate yet: port 443 of the name must lead to this server, from the internet",
			"name", f.TLSDomain, "err", err)
	default:
		log.Info("the certificate is there", "name", f.TLSDomain, "until", pair.Leaf.NotAfter)
	}
}

// kept returns the file in which the certificate and its key are kept.
func (f tlsFlags) kept(cache string) string {
	ascii, _ := idna.Lookup.ToASCII(f.TLSDomain) // serve refuses what is no name
	return filepath.Join(cache, ascii)
}
