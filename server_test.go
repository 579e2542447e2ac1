package main

import (
	"crypto/x509"
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestExposure(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0"} {
		if _, stderr, code := run(t, "", "serve", "--data", t.TempDir(), "--addr", addr); code == 0 ||
			!strings.Contains(stderr, "--allow-plain-http") {
			t.Error(addr, code, stderr)
		}
	}
	for flag, warns := range map[string]bool{"--allow-plain-http": true, "--base-url=https://desk.example": false,
		"--trusted-proxy=10.0.0.0/8": false} {
		s := start(t, "serve", "--data", t.TempDir(), "--addr", "0.0.0.0:0", flag)
		if strings.Contains(s.log(), "others on the network can read along") != warns {
			t.Errorf("%s: a warning is %v\n%s", flag, !warns, s.log())
		}
		s.stop()
	}
	for _, base := range []string{"ftp://x", "desk.example", "https://", "https://u:p@desk.example", "https://desk.example?x=1"} {
		if _, stderr, code := run(t, "", "serve", "--data", t.TempDir(), "--base-url", base, "--addr", "127.0.0.1:0"); code == 0 ||
			!strings.Contains(stderr, "base-url") {
			t.Error(base, code, stderr)
		}
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(lines string) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "televisit.conf")
		if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	conf := file("# the desk\n\nTELEVISIT_ADDR = 0.0.0.0:0\nTELEVISIT_DATA=\"" + dir +
		"/file\"\nTELEVISIT_BASE_URL=http://127.0.0.1/file\nTELEVISIT_ALLOW_PLAIN_HTTP=true\n")
	c := program(t, "serve", "--config", conf, "--base-url", "http://127.0.0.1/flag")
	c.Env = append(c.Env, "TELEVISIT_DATA="+dir+"/env", "TELEVISIT_BASE_URL=http://127.0.0.1/env")
	s := startCommand(t, c)
	if u, err := url.Parse(s.url); err != nil || u.Hostname() != "localhost" || u.Path != "/flag" {
		t.Error(s.url, err)
	}
	res, err := http.Get(s.url + "/healthz")
	if err != nil || res.StatusCode != http.StatusOK {
		t.Error(res, err)
	}
	s.stop()
	if _, err := os.Stat(filepath.Join(dir, "env", "televisit.db")); err != nil {
		t.Error(err)
	}
	for want, lines := range map[string]string{"no setting TELEVISIT_ADR": "TELEVISIT_ADR=x", "line 2": "\nADDR",
		"set twice": "TELEVISIT_ADDR=x\nTELEVISIT_ADDR=y"} {
		if _, stderr, code := run(t, "", "serve", "--data", dir, "--config", file(lines)); code == 0 || !strings.Contains(stderr, want) {
			t.Error(want, code, stderr)
		}
	}
}

func TestDemo(t *testing.T) {
	t.Parallel()
	s := start(t, "demo", "--addr", "127.0.0.1:0", "--still")
	for _, want := range []string{"admin@northside.example", "readonly@harbor.example", "solo@northside.example", "televisit-demo", s.url} {
		if !strings.Contains(s.log(), want) {
			t.Errorf("%s is not told", want)
		}
	}
	c := browse(t)
	code, path, text := fill(t, c, s.url+"/login", "email", "staff@northside.example", "password", "televisit-demo")
	if code != http.StatusOK || path != "/" || !strings.Contains(text, `class="banner"`) {
		t.Error(code, path, text)
	}
	s.stop()
	if len(s.patients) < 100 {
		t.Errorf("the log is held against %d texts of patients, want those of a whole practice", len(s.patients))
	}
	dir, _ := strings.CutPrefix(regexp.MustCompile(`"data":"[^"]*`).FindString(s.log()), `"data":"`)
	if _, err := os.Stat(dir); dir == "" || !os.IsNotExist(err) {
		t.Errorf("the demo left %q behind: %v", dir, err)
	}
}

func TestDemoIsKept(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	start(t, "demo", "--addr", "127.0.0.1:0", "--data", data).stop()
	start(t, "demo", "--addr", "127.0.0.1:0", "--data", data).stop()
	s := start(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	if !strings.Contains(s.log(), "everybody knows") {
		t.Error("a demo is served as if it were none")
	}
	s.stop()
}

func TestDemoKeepsOutOfPractices(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	if _, stderr, code := run(t, "a long password", "admin", "create", "--data", data, "--org", "L", "--time-zone", "UTC", "--name", "A",
		"--email", "a@b.example",
		"--role", "staff", "--password-file", "-"); code != 0 {
		t.Fatal(stderr)
	}
	out, stderr, code := run(t, "", "demo", "--addr", "127.0.0.1:0", "--data", data)
	if code == 0 || out != "" || !strings.Contains(stderr, "real practice") {
		t.Error(code, out, stderr)
	}
}

func TestAddressInUse(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, command := range []string{"serve", "demo"} {
		if out, stderr, code := run(t, "", command, "--addr", l.Addr().String(), "--data", t.TempDir()); code == 0 || out != "" ||
			!strings.Contains(stderr, "in use") {
			t.Error(command, code, out, stderr)
		}
	}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	issuer := httptest.NewTLSServer(http.NotFoundHandler()) // for its certificate, which its client trusts
	defer issuer.Close()
	pair := issuer.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, block := range map[string]*pem.Block{"cert": {Type: "CERTIFICATE", Bytes: pair.Certificate[0]},
		"key": {Type: "PRIVATE KEY", Bytes: key}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := start(t, "serve", "--data", dir, "--addr", "127.0.0.1:0", "--tls-cert", filepath.Join(dir, "cert"), "--tls-key",
		filepath.Join(dir, "key"))
	res, err := issuer.Client().Get(s.url + "/healthz")
	if err != nil || !strings.HasPrefix(s.url, "https://") || res.Header.Get("Strict-Transport-Security") != "" {
		t.Error(s.url, res, err)
	}
	if _, stderr, code := run(t, "", "healthcheck", "--addr", strings.TrimPrefix(s.url, "https://"), "--tls-cert", filepath.Join(dir, "cert"),
		"--tls-key", filepath.Join(dir, "key")); code != 0 {
		t.Error(code, stderr)
	}
	s.stop()
	if _, stderr, code := run(t, "", "serve", "--data", dir, "--tls-cert", filepath.Join(dir, "cert")); code == 0 ||
		!strings.Contains(stderr, "tls-key") {
		t.Error(code, stderr)
	}
}
