package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

// A healthcheckCommand asks the server of this machine how it is, for what runs containers: an image without a shell
// has no curl.
type healthcheckCommand struct {
	tlsFlags
	Addr    string   `default:"127.0.0.1:8080" env:"TELEVISIT_ADDR" placeholder:"HOST:PORT" help:"Address the server listens on."`
	BaseURL *url.URL `name:"base-url" env:"TELEVISIT_BASE_URL" placeholder:"URL" help:"${help_base}"`
	Ready   bool     `negatable:"" help:"Ask whether it can work, as /readyz does, and not only whether it runs."`
}

// Help says what it is for.
func (*healthcheckCommand) Help() string {
	return "Says nothing when the server runs; else the exit code is 1. Give it the flags of serve, or the same --config."
}

// Run returns an error unless the server answers that all is well, within five seconds.
func (c *healthcheckCommand) Run(ctx context.Context) error {
	at, err := c.address()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return err
	}
	name := c.TLSDomain
	if name == "" && c.BaseURL != nil {
		name = c.BaseURL.Hostname()
	}
	trusting := &tls.Config{ServerName: name, InsecureSkipVerify: true} // #nosec G402 -- it asks this machine, and tells it nothing
	client := http.Client{Transport: &http.Transport{TLSClientConfig: trusting}}
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", at, answer.Status)
	}
	return nil
}

// address returns what is asked, on this machine.
func (c *healthcheckCommand) address() (*url.URL, error) {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil || port == "0" {
		return nil, fmt.Errorf("--addr %s: give the address that the server listens on, HOST:PORT", c.Addr)
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1" // it listens there too
	}
	at := &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}
	if c.given() {
		at.Scheme = "https"
	}
	if c.BaseURL != nil {
		at.Path = c.BaseURL.Path
	}
	if c.Ready {
		return at.JoinPath("readyz"), nil
	}
	return at.JoinPath("healthz"), nil
}
