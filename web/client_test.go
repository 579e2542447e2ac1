package web

import (
	"fmt"
	"net/http"
	"net/netip"
	"testing"
)

func TestClientOf(t *testing.T) {
	t.Parallel()
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct {
		peer      string
		forwarded []string
		want      string
	}{
		{"192.0.2.1:99", nil, "192.0.2.1"},
		{"192.0.2.1:99", []string{"198.51.100.7"}, "192.0.2.1"},
		{"10.0.0.1:99", nil, "10.0.0.1"},
		{"10.0.0.1:99", []string{"198.51.100.7"}, "198.51.100.7"},
		{"10.0.0.1:99", []string{"1.2.3.4, 198.51.100.7, 10.9.9.9"}, "198.51.100.7"},
		{"10.0.0.1:99", []string{"1.2.3.4", "198.51.100.7"}, "198.51.100.7"},
		{"10.0.0.1:99", []string{"198.51.100.7, unknown"}, "10.0.0.1"},
		{"10.0.0.1:99", []string{"unknown, 198.51.100.7"}, "198.51.100.7"},
		{"10.0.0.1:99", []string{"10.0.0.5, 10.0.0.6"}, "10.0.0.5"},
		{"[::ffff:10.0.0.1]:99", []string{"198.51.100.7"}, "198.51.100.7"},
		{"[2001:db8:1:2:3:4:5:6]:99", nil, "2001:db8:1:2::/64"},
		{"[fd00::1]:99", []string{"2001:db8:1:2:ffff::1"}, "2001:db8:1:2::/64"},
		{"[fe80::1%eth0]:99", nil, "fe80::/64"},
		{"pipe", []string{"198.51.100.7"}, "pipe"},
	} {
		t.Run(fmt.Sprintf("%s for %q", c.peer, c.forwarded), func(t *testing.T) {
			r := &http.Request{RemoteAddr: c.peer, Header: http.Header{"X-Forwarded-For": c.forwarded}}
			if got := clientOf(r, trusted); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
