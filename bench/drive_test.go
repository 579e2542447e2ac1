package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Sides take turns, and the first turn of each does not count.
func TestInterleave(t *testing.T) {
	t.Parallel()
	var order strings.Builder
	turn := func(name string) side {
		return side{name: name, calls: []call{func() (time.Duration, error) { order.WriteString(name); return time.Second, nil }}}
	}
	got, err := interleave(t.Context(), 2, 0, turn("A"), turn("B"))
	if err != nil || order.String() != "ABABAB" {
		t.Fatal(err, order.String())
	}
	for _, side := range got {
		if len(side) != 2 || len(side[0].took) != 1 || side[0].took[0] != time.Second {
			t.Error(side)
		}
	}
}

func TestInterleaveStops(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	_, err := interleave(t.Context(), 2, time.Hour, side{name: "A", calls: []call{func() (time.Duration, error) { return 0, broken }}})
	if !errors.Is(err, broken) {
		t.Error(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	idle := side{name: "A", calls: []call{func() (time.Duration, error) { return 0, nil }}}
	if _, err = interleave(ctx, 2, time.Hour, idle); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// What precedes a reading is not in its time, but its error is the call's.
func TestAfter(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	read := func() (time.Duration, error) { return 7, nil }
	if d, err := after(func() (time.Duration, error) { return 5, nil }, read)(); d != 7 || err != nil {
		t.Error(d, err)
	}
	if _, err := after(func() (time.Duration, error) { return 0, broken }, read)(); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestPaced(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var n atomic.Int64
	do := func() (time.Duration, error) {
		if n.Add(1) == 3 {
			stop()
		}
		return 0, nil
	}
	if err := paced(ctx, 1000, []call{do, do}); err != nil || n.Load() < 3 {
		t.Error(err, n.Load())
	}
}

func TestClient(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 10_000)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/short":
			_, _ = w.Write([]byte("short"))
		case "/long": // in chunks
			w.Header().Set("HX-PTag", "7-a")
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte(long))
			_, _ = w.Write([]byte(long))
		case "/same":
			w.WriteHeader(http.StatusNotModified)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	c, err := dial(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.close)
	request := func(path string) []byte { return []byte("GET " + path + " HTTP/1.1\r\nHost: bench\r\n\r\n") }
	for range 2 { // what one answer leaves would spoil the next
		if err := c.fetch(request("/long"), 200); err != nil || string(c.body) != long+long || c.tag != "7-a" || c.kind != "text/html" {
			t.Fatal(err, len(c.body), c.tag, c.kind)
		}
		if err := errors.Join(c.do(request("/short"), 200), c.do(request("/long"), 200), c.do(request("/same"), 304),
			c.pollWith(request("/same"))); err != nil {
			t.Fatal(err)
		}
		if err := c.pollWith(request("/none")); err == nil || !strings.Contains(err.Error(), "404") {
			t.Fatal(err)
		}
	}
}

// A connection that the server ended is made anew.
func TestClientWakes(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	c, err := dial(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.close)
	for range 2 {
		if err := c.do([]byte("GET / HTTP/1.1\r\nHost: bench\r\n\r\n"), 404); err != nil {
			t.Error(err)
		}
		server.CloseClientConnections()
	}
}

func TestDialsOnlyThisMachine(t *testing.T) {
	t.Parallel()
	if _, err := dial("http://192.0.2.1:80"); err == nil {
		t.Error("dialled")
	}
}

func TestWhatTheKernelSays(t *testing.T) {
	t.Parallel()
	if n := parseCPU("42 (a) b) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20"); n != 200 {
		t.Error(n)
	}
	if v := parseRSS("VmSize:\t 4096 kB\nVmRSS:\t  2048 kB\n"); v != 2 {
		t.Error(v)
	}
}

// A session goes to and fro, its version with it.
func TestMoving(t *testing.T) {
	t.Parallel()
	m := &moving{status: "scheduled", version: 3}
	var got []string
	for range 3 {
		got = append(got, m.next().Encode())
	}
	want := []string{
		"consent=granted&method=verbal&patient_place=home&patient_state=NY&provider_place=office&provider_state=NY&to=active&version=3",
		"to=completed&version=4", "reason=Closed+too+early&to=active&version=5",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
