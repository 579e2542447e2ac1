package web

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

func newTestSite(t *testing.T) *Site {
	t.Helper()
	pages, err := Load("", Files{Templates: os.DirFS("../templates"), Static: os.DirFS("../static"), Locales: os.DirFS("../locales")})
	if err != nil {
		t.Fatal(err)
	}
	return New(Config{Pages: pages, Base: &url.URL{}, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
}

func TestPanicIsOurFault(t *testing.T) {
	t.Parallel()
	h := newTestSite(t).Chain(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("secret") }))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") ||
		!strings.Contains(w.Body.String(), "Something went wrong") {
		t.Errorf("got %d: %s", w.Code, w.Body)
	}
	if w.Header().Get("Content-Security-Policy") == "" {
		t.Error("got no headers of security, want those of every answer")
	}
}

// A handler that the chain does not stand before cannot answer at all: nothing
// could forget the headers, the log or who asks.
func TestNothingAnswersOutsideOfTheChain(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("got an answer, want a panic")
		}
	}()
	h := newTestSite(t).Handle("/", false, func(http.ResponseWriter, *Request) error { return nil })
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}
