package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
	"github.com/miekg/dns"
)

// answerNames answers every question for a name with this machine, and returns where.
func answerNames(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &dns.Server{Listener: l, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		a := new(dns.Msg).SetReply(q)
		if q.Question[0].Qtype == dns.TypeA {
			here := dns.RR_Header{Name: q.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET}
			a.Answer = []dns.RR{&dns.A{Hdr: here, A: net.IPv4(127, 0, 0, 1)}}
		}
		_ = w.WriteMsg(a)
	})}
	go func() { _ = s.ActivateAndServe() }()
	t.Cleanup(func() { _ = s.Shutdown() })
	return l.Addr().String()
}

// An authority is an ACME server: the one that Let's Encrypt tests with.
type authority struct {
	*httptest.Server
	trust string // file with the certificate of the ACME server itself
}

// directory returns where it will be asked.
func (a authority) directory() string {
	return "https://" + a.Listener.Addr().String() + wfe.DirectoryPath
}

// newAuthority returns an authority that listens and answers nothing yet.
func newAuthority(t *testing.T) authority {
	t.Helper()
	a := authority{httptest.NewUnstartedServer(nil), filepath.Join(t.TempDir(), "trust")}
	t.Cleanup(a.Close)
	known := httptest.NewTLSServer(nil) // all servers of this kind have the same certificate
	defer known.Close()
	writeFile(t, a.trust, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: known.Certificate().Raw})))
	return a
}

// open lets it answer, and prove names at the port of an address. It returns whom its certificates are to be trusted by.
func (a authority) open(t *testing.T, address string) *x509.CertPool {
	t.Helper()
	_, text, _ := net.SplitHostPort(address)
	port, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	silent, store := log.New(io.Discard, "", 0), db.NewMemoryStore()
	issuer := ca.New(silent, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {}})
	prover := va.New(silent, port, port, true, answerNames(t), store)
	front := wfe.New(silent, store, prover, issuer, nil, true, false, 1, 1)
	a.Config.Handler = front.Handler()
	a.StartTLS()
	roots := x509.NewCertPool()
	roots.AddCert(issuer.GetRootCert(0).Cert)
	return roots
}

// at returns a client that trusts roots alone and goes to one server whatever the name.
func at(address string, roots *x509.CertPool) *http.Client {
	return &http.Client{Timeout: time.Minute, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, address)
		}}}
}

// With --tls-domain the server gets a certificate by itself, which browsers take for that name and no other, keeps it
// where nobody else may read it, and has it at once after a restart, also while the authority cannot be reached.
func TestCertificateOfAnAuthority(t *testing.T) {
	t.Parallel()
	issuer, data := newAuthority(t), filepath.Join(t.TempDir(), "data")
	serve := func() (s *served, address string) {
		c := program(t, "serve", "--data", data, "--addr", "127.0.0.1:0", "--tls-domain", "Desk.example", "--acme-url", issuer.directory())
		c.Env = append(c.Env, "SSL_CERT_FILE="+issuer.trust)
		s = startCommand(t, c)
		return s, strings.TrimPrefix(s.url, "https://")
	}
	s, address := serve()
	roots := issuer.open(t, address)
	r, err := at(address, roots).Get("https://desk.example/healthz")
	if err != nil {
		t.Fatal(err, s.log())
	}
	if r.StatusCode != http.StatusOK || r.Header.Get("Strict-Transport-Security") != "max-age=31536000" {
		t.Error(r.Status, r.Header)
	}
	if r, err := at(address, roots).Get("https://other.example/healthz"); err == nil {
		t.Error("another name got a certificate:", r.TLS.PeerCertificates[0].DNSNames)
	}
	until(t, "a word of the certificate", func() bool { return strings.Contains(s.log(), "the certificate is there") })
	if out, stderr, code := run(t, "", "healthcheck", "--ready", "--addr", address, "--tls-domain", "desk.example"); code != 0 || out != "" {
		t.Error("healthcheck:", code, out, stderr)
	}
	s.stop()
	checkModes(t, filepath.Join(data, "acme"), map[string]os.FileMode{"": 0o700, "desk.example": 0o600, "acme_account+key": 0o600})
	issuer.Close()
	s, address = serve()
	if r, err := at(address, roots).Get("https://desk.example/healthz"); err != nil || r.StatusCode != http.StatusOK {
		t.Error("after a restart:", r, err)
	}
	s.stop()
	out, _, _ := run(t, "", "doctor", "--data", data, "--addr", ":443", "--tls-domain", "Desk.example")
	if !strings.Contains(out, "ok     certificate  The certificate is good from") {
		t.Errorf("doctor says %s", out)
	}
}

func checkModes(t *testing.T, dir string, modes map[string]os.FileMode) {
	t.Helper()
	for name, want := range modes {
		if i, err := os.Stat(filepath.Join(dir, name)); err != nil || i.Mode().Perm() != want {
			t.Error(name, i, err)
		}
	}
}

// An authority that does not answer is told of in plain words, and the doctor says what to do.
func TestNoCertificateYet(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := start(t, "serve", "--data", data, "--addr", "127.0.0.1:0", "--tls-domain", "desk.example", "--acme-url", "http://127.0.0.1:1/")
	until(t, "a word of what is missing", func() bool { return strings.Contains(s.log(), "port 443 of the name must lead to this server") })
	s.stop()
	out, _, code := run(t, "", "doctor", "--data", data, "--addr", ":443", "--tls-domain", "desk.example")
	if code != 1 || !strings.Contains(out, "wrong  certificate  There is no certificate for desk.example.") {
		t.Errorf("doctor says %d %s", code, out)
	}
}

// What is no name on the internet, and an address that leads elsewhere, are refused before anything is made.
func TestDomains(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"an address":             {"--tls-domain", "192.0.2.1"},
		"localhost":              {"--tls-domain", "localhost"},
		"below localhost":        {"--tls-domain", "desk.localhost"},
		"with a port":            {"--tls-domain", "desk.example:443"},
		"another base":           {"--tls-domain", "desk.example", "--base-url", "https://other.example"},
		"a base in clear":        {"--tls-domain", "desk.example", "--base-url", "http://desk.example"},
		"a certificate, as well": {"--tls-domain", "desk.example", "--tls-cert", "c", "--tls-key", "k"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := filepath.Join(t.TempDir(), "data")
			_, stderr, code := run(t, "", append([]string{"serve", "--data", data, "--addr", "127.0.0.1:0"}, args...)...)
			if code == 0 || !strings.Contains(stderr, "--tls-domain") {
				t.Error(code, stderr)
			}
			if _, err := os.Stat(data); err == nil {
				t.Error("a data directory was made")
			}
		})
	}
}
