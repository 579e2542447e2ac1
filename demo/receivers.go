package demo

import (
	"io"
	"net/http"
	"strings"
)

// brokenReply is what the program answers that is down.
const brokenReply = "down for maintenance"

// Receivers are the programs that the demo's webhooks lead to. They are invented: nothing
// is sent anywhere.
type Receivers struct{}

// RoundTrip answers as a program at that address would.
func (Receivers) RoundTrip(r *http.Request) (*http.Response, error) {
	_, err := io.Copy(io.Discard, r.Body)
	code, text := http.StatusOK, "ok"
	if r.URL.Host == brokenHost {
		code, text = http.StatusServiceUnavailable, brokenReply
	}
	return &http.Response{StatusCode: code, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{},
		Body: io.NopCloser(strings.NewReader(text)), Request: r}, err
}
