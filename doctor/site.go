package doctor

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
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

func (s Site) checks(now time.Time, seen Seen) []Check {
	all := []Check{s.transport(), s.proxy(seen)}
	if s.Cert != "" {
		all = append(all, s.certificate(now))
	}
	return all
}

// transport looks whether others can read along.
func (s Site) transport() Check {
	const name = "Address"
	const do = "Give --tls-domain, or --tls-cert and --tls-key, or put a proxy with TLS before it and give its https address as --base-url."
	if s.Base != nil {
		if s.Base.Scheme == "https" {
			return ok(name, "People come to %s by https.", s.Base.Host)
		}
		if !Loopback(net.JoinHostPort(s.Base.Hostname(), "0")) {
			return warn(name, "People come to %s by plain http: others can read along.", do).with(s.Base.Host)
		}
	}
	if s.Cert != "" {
		return ok(name, "The server listens with TLS.").of(s.Addr)
	}
	if !Loopback(s.Addr) && !s.Proxied {
		return warn(name, "The server listens beyond this machine without TLS: others can read along.", do).of(s.Addr)
	}
	return ok(name, "The server listens for this machine or its proxy alone.").of(s.Addr)
}

// proxy looks whether whoever stands between is believed.
func (s Site) proxy(seen Seen) Check {
	const name = "Proxy"
	switch {
	case seen.UnnamedProxy:
		return warn(name, "A proxy stands before the server and is not named: everybody seems to come from its address.",
			"Name the proxy's network with --trusted-proxy.")
	case s.Proxied:
		return ok(name, "The named proxies are believed when they say who asks.")
	}
	return ok(name, "No proxy is named, and none is believed.")
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
	const name = "Certificate"
	leaf, err := s.leaf()
	if s.Domain != "" && errors.Is(err, fs.ErrNotExist) {
		return wrong(name, "There is no certificate for %s.",
			"See that port 443 of that name leads to this server, from the internet, and what its log says.").with(s.Domain)
	}
	if err != nil {
		return wrong(name, "The certificate cannot be used.", "See that its two files are there, are a pair, and may be read.").because(err)
	}
	c, do := ok(name, "The certificate is good from %s to %s.", moment(leaf.NotBefore), moment(leaf.NotAfter)), "Renew the certificate."
	if s.Domain != "" {
		do = "The server should have renewed the certificate: see that port 443 of its name leads to it, and what its log says."
	}
	switch {
	case now.Before(leaf.NotBefore) || now.After(leaf.NotAfter):
		c.State, c.Do.Format = Wrong, do
	case now.Add(soon).After(leaf.NotAfter):
		c.State, c.Do.Format = Warn, do
	}
	return c
}

// leaf returns the site's own certificate of the chain.
func (s Site) leaf() (*x509.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(s.Cert, s.CertsKey)
	if err != nil || pair.Leaf != nil {
		return pair.Leaf, err
	}
	return x509.ParseCertificate(pair.Certificate[0])
}
