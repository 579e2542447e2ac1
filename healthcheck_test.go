package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A health check is content while the server runs, wherever it listens and whatever path it has, and says why it is not.
func TestHealthcheck(t *testing.T) {
	t.Parallel()
	s := start(t, "serve", "--data", t.TempDir(), "--addr", "0.0.0.0:0", "--base-url", "https://desk.example/televisit")
	_, port, _ := strings.Cut(strings.TrimPrefix(s.url, "http://"), ":")
	port, _, _ = strings.Cut(port, "/")
	args := []string{"healthcheck", "--addr", "0.0.0.0:" + port, "--base-url", "https://desk.example/televisit"}
	for _, ready := range []string{"--no-ready", "--ready"} {
		if out, stderr, code := run(t, "", append(args, ready)...); code != 0 || out+stderr != "" {
			t.Error(ready, code, out, stderr)
		}
	}
	s.stop()
	if _, stderr, code := run(t, "", args...); code != 1 || !strings.Contains(stderr, "refused") {
		t.Error("after the end:", code, stderr)
	}
	if _, stderr, code := run(t, "", "healthcheck", "--addr", "127.0.0.1:0"); code != 1 || !strings.Contains(stderr, "--addr") {
		t.Error("no port:", code, stderr)
	}
	ill := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }))
	defer ill.Close()
	if _, stderr, code := run(t, "", "healthcheck", "--addr", ill.Listener.Addr().String()); code != 1 || !strings.Contains(stderr, "503") {
		t.Error("unavailable:", code, stderr)
	}
}
