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

	"golang.org/x/net/idna"

	"televisit/doctor"
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
		return f.authority(cache), nil, nil
	}
	return nil, nil, nil
}

// kept returns the file in which the certificate and its key are kept.
func (f tlsFlags) kept(cache string) string { return filepath.Join(cache, f.domain()) }

// place tells the doctor where the certificate is, of which those of an authority are in cache.
func (f tlsFlags) place(at *doctor.Site, cache string) {
	at.Cert, at.CertsKey = f.TLSCert, f.TLSKey
	if f.TLSDomain != "" {
		at.Domain, at.Cert, at.CertsKey = f.TLSDomain, f.kept(cache), f.kept(cache)
	}
}
