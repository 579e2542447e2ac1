package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/netip"
	"net/url"
	"path/filepath"
	"time"

	"github.com/alecthomas/kong"

	"televisit/store"
)

// dataFlag names the directory that everything is kept in.
type dataFlag struct {
	Data string `default:"${data}" env:"TELEVISIT_DATA" placeholder:"DIR" help:"Data directory (${data})."`
}

// listenFlags say where and how to listen, and how to tell of it.
type listenFlags struct {
	Addr           string `default:"127.0.0.1:8080" env:"TELEVISIT_ADDR" placeholder:"HOST:PORT" help:"${help_addr}"`
	AllowPlainHTTP bool   `name:"allow-plain-http" env:"TELEVISIT_ALLOW_PLAIN_HTTP" help:"${help_plain}, where others can read along."`
	LogFormat      string `enum:"auto,text,json" default:"auto" env:"TELEVISIT_LOG_FORMAT" help:"${help_log}"`
}

type serveCommand struct {
	dataFlag
	listenFlags
	BaseURL      *url.URL       `name:"base-url" env:"TELEVISIT_BASE_URL" placeholder:"URL" help:"${help_base}"`
	TrustedProxy []netip.Prefix `env:"TELEVISIT_TRUSTED_PROXY" placeholder:"CIDR" help:"${help_proxy}"`

	// The pair that TLS needs: neither goes without the other.
	TLSCert string `name:"tls-cert" and:"tls" type:"existingfile" env:"TELEVISIT_TLS_CERT" placeholder:"FILE" help:"Certificate chain, PEM."`
	TLSKey  string `name:"tls-key" and:"tls" type:"existingfile" env:"TELEVISIT_TLS_KEY" placeholder:"FILE" help:"Its private key, PEM."`
}

// flagHelp are the help texts that are too long for the tag of their flag, or
// that serve and demo share.
var flagHelp = kong.Vars{
	"help_addr":  "Address to listen on (127.0.0.1:8080); port 0 picks a free one.",
	"help_plain": "Listen beyond this machine without TLS",
	"help_log":   "text, json, or auto: text on a terminal, JSON otherwise.",
	"help_base":  "Where people reach the site, if not where it listens; may have a path.",
	"help_proxy": "Network of proxies whose X-Forwarded-For is believed; may be repeated.",
}

// Run serves until ctx ends.
func (c *serveCommand) Run(ctx context.Context, k *kong.Kong) error {
	if err := checkBase(c.BaseURL); err != nil {
		return err
	}
	if err := makeData(c.Data); err != nil {
		return err
	}
	release, err := lockData(c.Data)
	if err != nil {
		return err
	}
	defer release()
	s, schema, err := openStore(ctx, c.Data)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }() // all that was answered is on disk already
	log := newLog(k.Stderr, c.LogFormat)
	demo := isDemo(c.Data)
	if demo {
		log.Warn("this directory holds a demo, whose passwords everybody knows", "data", c.Data)
	}
	return server{listenFlags: c.listenFlags, base: c.BaseURL, trusted: c.TrustedProxy, cert: c.TLSCert, key: c.TLSKey, demo: demo,
		store: s, log: log, out: k.Stdout,
		ready: func(base *url.URL) error {
			log.Info("Televisit", "version", version(), "url", base.String(), "data", c.Data, "schema", schema)
			return offerSetup(ctx, s, log, base)
		}}.run(ctx)
}

// offerSetup logs a set-up link when nobody can sign in. It is the one token
// that is ever logged: who reads this output runs the program.
func offerSetup(ctx context.Context, s *store.Store, log *slog.Logger, base *url.URL) error {
	token, err := s.UnscopedNewSetup(ctx)
	if err == nil && token != "" {
		log.Info("open this link within 30 minutes to set up the practice; it works once", "url", base.JoinPath("setup", token).String())
	}
	return err
}

// openStore opens the database of a data directory and brings its schema up to
// date. The caller holds the directory's lock.
func openStore(ctx context.Context, dir string) (s *store.Store, schema int64, err error) {
	if s, err = openFile(dir); err != nil {
		return nil, 0, err
	}
	if schema, err = s.Migrate(ctx); err != nil {
		return nil, 0, errors.Join(err, s.Close())
	}
	return s, schema, nil
}

func openFile(dir string) (*store.Store, error) {
	migrations, err := fs.Sub(embedded, "migrations")
	if err != nil {
		return nil, err
	}
	return store.Open(filepath.Join(dir, "televisit.db"), migrations, time.Now)
}

// checkBase refuses what no browser could be sent to.
func checkBase(base *url.URL) error {
	if base == nil || (base.Scheme == "http" || base.Scheme == "https") && base.Host != "" && base.User == nil && base.RawQuery == "" &&
		base.Fragment == "" {
		return nil
	}
	return fmt.Errorf("--base-url %s: give the address of a site, like https://desk.example.org or https://example.org/televisit", base)
}
