package main

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var metricsURL = regexp.MustCompile(`http://127\.0\.0\.1:\d+/metrics`)

// The program counts what its site answers, on an address of its own, and no label tells what was asked for.
func TestMetrics(t *testing.T) {
	t.Parallel()
	backups := t.TempDir()
	s := start(t, "serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0", "--metrics-addr", "0", "--backup-dir", backups)
	token := setupLink.FindString(s.log())
	token = token[strings.LastIndexByte(token, '/')+1:]
	for _, path := range []string{"/login", "/setup/" + token, "/pm/patients/NoSuchPatient", "/nowhere-at-all"} {
		ask(t, s.url+path)
	}
	at := metricsURL.FindString(s.log())
	text := ask(t, at)
	for _, want := range []string{`televisit_requests_total{route="/login",status="2xx"} 1`,
		`televisit_requests_total{route="/setup/{token}",status="2xx"} 1`, `televisit_requests_total{route="none",status="4xx"} 1`,
		`televisit_request_seconds_count{route="/pm/patients/{id}"} 1`, "televisit_cached_bytes 0\n", "televisit_webhook_backlog 0\n",
		"televisit_backup_age_seconds +Inf\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not there", want)
		}
	}
	for _, leak := range []string{token, "NoSuchPatient", "nowhere", backups, s.url} {
		if strings.Contains(text, leak) {
			t.Errorf("%q is told", leak)
		}
	}
	if res, err := http.Get(s.url + "/metrics"); err != nil || res.Body.Close() != nil || res.StatusCode != http.StatusNotFound {
		t.Errorf("the site itself has metrics: %v, %v", res, err)
	}
	s.stop()
	if res, err := http.Get(at); err == nil {
		t.Error("they are told after the end:", res.Body.Close())
	}
}

func ask(t *testing.T, url string) string {
	t.Helper()
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Metrics are for this machine, unless somebody says that the network is theirs alone; what is no address is refused.
func TestMetricsAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{"9100": "127.0.0.1:9100", ":9100": "127.0.0.1:9100", "localhost:9100": "localhost:9100",
		"[::1]:9100": "[::1]:9100", "0.0.0.0:9100": "", "10.0.0.1:9100": "", "127.0.0.1": "", "x:y:z": "", "127.0.0.1:": ""} {
		got, err := listenFlags{MetricsAddr: address}.metricsAddress()
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %q, %v; want %q", address, got, err, want)
		}
	}
	if got, err := (listenFlags{MetricsAddr: "0.0.0.0:9100", AllowPlainHTTP: true}).metricsAddress(); got != "0.0.0.0:9100" || err != nil {
		t.Errorf("on a network of one's own: got %q, %v", got, err)
	}
	if t.Failed() {
		return // it would serve
	}
	if _, stderr, code := run(t, "", "serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0", "--metrics-addr", "0.0.0.0:0"); code == 0 ||
		!strings.Contains(stderr, "--allow-plain-http") {
		t.Error(code, stderr)
	}
}
