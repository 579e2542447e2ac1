package handlers

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"testing"
)

// TestPagesArriveWhole sends pages of every length over one connection, and
// asks for some without their bodies in between.
func TestPagesArriveWhole(t *testing.T) {
	t.Parallel()
	text := make([]byte, 40_000)
	for i := range text {
		text[i] = byte('a' + rand.IntN(26))
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.URL.Path[1:])
		if err != nil {
			t.Error(err)
		}
		if err := sendHTML(&recorder{ResponseWriter: w, asked: r, standard: []header{{"X-Filler", []string{string(text[:900])}}}}, http.StatusOK, text[:n]); err != nil {
			t.Error(err)
		}
	})}
	defer h.Close()
	go func() { _ = h.Serve(Wire(h, l)) }() // it ends with the test
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
	defer client.CloseIdleConnections()
	lengths := []int{0, 1, 20_000, len(text)}
	for n := 2000; n < 10_000; n += 13 {
		lengths = append(lengths, n)
	}
	for i, n := range lengths {
		method := []string{"GET", "GET", "HEAD"}[i%3]
		r, err := http.NewRequestWithContext(t.Context(), method, "http://"+l.Addr().String()+"/"+strconv.Itoa(n), nil)
		if err != nil {
			t.Fatal(err)
		}
		a, err := client.Do(r)
		if err != nil {
			t.Fatal(n, err)
		}
		body, err := io.ReadAll(a.Body)
		if err = errors.Join(err, a.Body.Close()); err != nil || a.ContentLength != int64(n) || method == "GET" && !bytes.Equal(body, text[:n]) {
			t.Fatalf("%s of %d bytes: %d of %d arrived, %v", method, n, len(body), a.ContentLength, err)
		}
	}
}
