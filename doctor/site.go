package doctor

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"time"
)

// soon is how long before its end a certificate should have been renewed.
const soon = 14 * 24 * time.Hour

// A Site says how people reach the desk.
type Site struct {
	Addr           string   // where it listens
	Base           *url.URL // nil: where it listens
	Proxied        bool     // a trusted proxy stands before it
	Cert, CertsKey string   // "" for none
	Domain         string   // for which Cert is got and renewed by itself; "" when the files come from elsewhere
}

func (s Site) checks(now time.Time) []Check {
	all := []Check{s.way()}
	if s.Cert != "" {
		all = append(all, s.certificate(now))
	}
	return all
}

// way looks whether others can read along.
func (s Site) way() Check {
	const name = "address"
	const do = "Give --tls-domain, or --tls-cert and --tls-key, or put a proxy with TLS before it and give its https address as --base-url."
	if s.Base != nil {
		if s.Base.Scheme == "https" {
			return ok(name, "People come to "+s.Base.Host+" by https.")
		}
		if !Loopback(net.JoinHostPort(s.Base.Hostname(), "0")) {
			return warn(name, "People come to "+s.Base.Host+" by plain http: others can read along.", do)
		}
	}
	if s.Cert != "" {
		return ok(name, "It listens on "+s.Addr+" with TLS.")
	}
	if !Loopback(s.Addr) && !s.Proxied {
		return warn(name, "It listens on "+s.Addr+" without TLS: others can read along.", do)
	}
	return ok(name, "It listens on "+s.Addr+", for this machine or its proxy.")
}

// Loopback reports whether only this machine reaches an address, HOST:PORT.
func Loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// certificate looks whether browsers take the certificate, as far as its time goes.
func (s Site) certificate(now time.Time) Check {
	const name = "certificate"
	pair, err := tls.LoadX509KeyPair(s.Cert, s.CertsKey)
	if s.Domain != "" && errors.Is(err, fs.ErrNotExist) {
		return wrong(name, "There is none for "+s.Domain+".",
			"See that port 443 of that name leads to this server, from the internet, and what its log says.")
	}
	if err != nil {
		return wrong(name, err.Error()+".", "See that the two files are there, are a pair, and may be read.")
	}
	leaf := pair.Leaf
	if leaf == nil {
		if leaf, err = x509.ParseCertificate(pair.Certificate[0]); err != nil {
			return wrong(name, err.Error()+".", "Get another certificate.")
		}
	}
	what := fmt.Sprintf("It is good from %s to %s.", text(leaf.NotBefore), text(leaf.NotAfter))
	do := "Renew it."
	if s.Domain != "" {
		do = "The server should have renewed it: see that port 443 of " + s.Domain + " leads to it, and what its log says."
	}
	switch {
	case now.Before(leaf.NotBefore) || now.After(leaf.NotAfter):
		return wrong(name, what, do)
	case now.Add(soon).After(leaf.NotAfter):
		return warn(name, what, do)
	}
	return ok(name, what)
}
