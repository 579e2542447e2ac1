package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// writePair writes a certificate with that serial number, and its key, to dir.
func writePair(t *testing.T, dir string, serial int64) (chain, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	leaf := x509.Certificate{SerialNumber: big.NewInt(serial), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"desk.example"}}
	public, err := x509.CreateCertificate(rand.Reader, &leaf, &leaf, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	chain, key = filepath.Join(dir, "cert"), filepath.Join(dir, "key")
	writeFile(t, chain, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: public})))
	writeFile(t, key, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})))
	return chain, key
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// serialAt returns the serial number of the certificate that a new connection gets.
func serialAt(t *testing.T, address string) int64 {
	t.Helper()
	c, err := tls.Dial("tcp", strings.TrimPrefix(address, "https://"), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
}

// until asks again and again, for ten seconds at most.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); {
		if time.Now().After(end) {
			t.Fatal("never:", what)
		}
	}
}

// A pair that is replaced is used after SIGHUP, without a restart; a broken one is told, and the old one stays.
func TestCertificateIsReplaced(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	chain, key := writePair(t, dir, 1)
	s := start(t, "serve", "--data", filepath.Join(dir, "data"), "--addr", "127.0.0.1:0", "--tls-cert", chain, "--tls-key", key)
	hup := func() {
		t.Helper()
		if err := s.cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	if got := serialAt(t, s.url); got != 1 {
		t.Fatalf("got certificate %d, want 1", got)
	}
	writePair(t, dir, 2)
	hup()
	until(t, "the second certificate", func() bool { return serialAt(t, s.url) == 2 })
	writeFile(t, key, "broken")
	hup()
	until(t, "a word of the broken key", func() bool { return strings.Contains(s.log(), "the old certificate stays in use") })
	if got := serialAt(t, s.url); got != 2 {
		t.Errorf("got certificate %d, want 2: the new one is broken", got)
	}
	s.stop()
}

// What the clock does every minute: it notices files that changed, says nothing of those that did not, and keeps what is good.
func TestCertificateFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var log bytes.Buffer
	chain, key := writePair(t, dir, 1)
	c, err := openCertificate(chain, key, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	check := func(name string, want int64, failed bool) {
		t.Helper()
		err := c.reload(t.Context())
		if got := c.inUse.Load().Leaf.SerialNumber.Int64(); got != want || (err != nil) != failed {
			t.Errorf("%s: got certificate %d and %v, want %d, an error: %v", name, got, err, want, failed)
		}
	}
	check("the same", 1, false)
	if log.Len() > 0 {
		t.Errorf("nothing happened, and the log says %s", log.String())
	}
	second := t.TempDir()
	writePair(t, second, 2)
	if err := os.Rename(filepath.Join(second, "cert"), chain); err != nil {
		t.Fatal(err)
	}
	check("half of a new pair", 1, true)
	if err := os.Rename(filepath.Join(second, "key"), key); err != nil {
		t.Fatal(err)
	}
	check("a new pair", 2, false)
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	check("no key", 2, true)
	if text := log.String(); strings.Count(text, "was replaced") != 1 {
		t.Errorf("the log says %s, want one certificate replaced", text)
	}
}
