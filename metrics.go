package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"televisit/doctor"
	"televisit/metrics"
)

// metricsAddress returns where metrics are served, by this machine alone when a port is all that was given. It
// refuses to let other machines ask unless that is what was asked for: there is no TLS and nobody signs in.
func (f listenFlags) metricsAddress() (string, error) {
	address := f.MetricsAddr
	if !strings.Contains(address, ":") {
		address = ":" + address
	}
	host, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return "", fmt.Errorf("--metrics-addr %s: give a port, like 9100, or HOST:PORT", f.MetricsAddr)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	address = net.JoinHostPort(host, port)
	if !f.AllowPlainHTTP && !doctor.Loopback(address) {
		return "", fmt.Errorf("%s can be reached from other machines, and metrics are served in clear to whoever asks: give a port alone, "+
			"or --allow-plain-http if the network is yours alone", address)
	}
	return address, nil
}

// openMetrics begins to serve metrics where they are wanted, until ctx ends, and returns nil where they are not.
func (s server) openMetrics(ctx context.Context) (*metrics.Metrics, error) {
	if s.MetricsAddr == "" {
		return nil, nil
	}
	address, err := s.metricsAddress()
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%w; another --metrics-addr may be free", err)
	}
	m := metrics.New()
	h := s.prepare()
	h.Handler = m
	context.AfterFunc(ctx, func() { _ = h.Close() }) // who watches asks again
	go func() {
		if err := h.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("metrics are not served any more", "err", err)
		}
	}()
	s.log.Info("metrics", "url", "http://"+l.Addr().String()+"/metrics")
	return m, nil
}

// measure lets m, which may be nil, know what there is beside requests.
func (s server) measure(m *metrics.Metrics, cached func() (entries, bytes int)) {
	if m != nil {
		m.Measure(metrics.Server{Store: s.store, Cached: cached, Backups: s.backups, Now: time.Now})
	}
}
