package web

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// clientOf returns the address that a request came from, as far as clients are
// told apart by it: of IPv6 the network, for a home has 2^64 addresses. Only a
// trusted proxy is believed when it names another; what stands left of the
// right-most untrusted address could be anyone's invention.
func clientOf(r *http.Request, trusted []netip.Prefix) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	client := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		a, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil || !isIn(client, trusted) {
			break
		}
		client = a.Unmap()
	}
	if client.Is6() {
		return netip.PrefixFrom(client.WithZone(""), 64).Masked().String()
	}
	return client.String()
}

// namesUntrusted reports whether a request says for whom it is asked, and comes from nobody who is trusted to.
func namesUntrusted(r *http.Request, trusted []netip.Prefix) bool {
	if r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == "" {
		return false
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	return err != nil || !isIn(peer.Addr().Unmap(), trusted)
}

func isIn(a netip.Addr, networks []netip.Prefix) bool {
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(a.WithZone("")) })
}
