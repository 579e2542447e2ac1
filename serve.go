package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"

	"github.com/alecthomas/kong"
	"golang.org/x/crypto/acme"

	"televisit/demo"
	"televisit/outside"
	"televisit/store"
)

// dataFlags say where everything is kept.
type dataFlags struct {
	Data         string `default:"${data}" env:"TELEVISIT_DATA" placeholder:"DIR" help:"Data directory (${data})."`
	Database     string `xor:"database" env:"TELEVISIT_DATABASE" placeholder:"URL" help:"${help_database}"`
	DatabaseFile string `xor:"database" env:"TELEVISIT_DATABASE_FILE" placeholder:"FILE" help:"${help_database_file}"`
	KeyFile      string `env:"TELEVISIT_KEY_FILE" placeholder:"FILE" help:"${help_key_file}"`
}

func (f dataFlags) home() (home, error) { return homeOf(f.Data, f.Database, f.DatabaseFile, f.KeyFile) }

// listenFlags say where and how to listen, and how to tell of it.
type listenFlags struct {
	Addr           string `default:"127.0.0.1:8080" env:"TELEVISIT_ADDR" placeholder:"HOST:PORT" help:"${help_addr}"`
	AllowPlainHTTP bool   `name:"allow-plain-http" env:"TELEVISIT_ALLOW_PLAIN_HTTP" help:"${help_plain}, where others can read along."`
	MetricsAddr    string `name:"metrics-addr" env:"TELEVISIT_METRICS_ADDR" placeholder:"[HOST:]PORT" help:"${help_metrics}"`
	LogFormat      string `enum:"auto,text,json" default:"auto" env:"TELEVISIT_LOG_FORMAT" help:"${help_log}"`
}

type serveCommand struct {
	dataFlags
	listenFlags
	tlsFlags
	backupFlags
	BaseURL      *url.URL       `name:"base-url" env:"TELEVISIT_BASE_URL" placeholder:"URL" help:"${help_base}"`
	TrustedProxy []netip.Prefix `env:"TELEVISIT_TRUSTED_PROXY" placeholder:"CIDR" help:"${help_proxy}"`

	WebhooksPrivate bool `name:"webhooks-private" env:"TELEVISIT_WEBHOOKS_PRIVATE" help:"${help_webhooks}"`
	SSOPrivate      bool `name:"sso-private" env:"TELEVISIT_SSO_PRIVATE" help:"${help_sso}"`
}

// flagHelp are the help texts that are too long for the tag of their flag, or
// that serve and demo share.
var flagHelp = kong.Vars{
	"help_config": "File of KEY=VALUE lines, keys as in the environment. Flags win, then the environment.",

	"help_addr":    "Address to listen on (127.0.0.1:8080); port 0 picks a free one.",
	"help_plain":   "Listen beyond this machine without TLS",
	"help_metrics": "Serve metrics for Prometheus on this port of this machine; off without.",

	"help_log":   "text, json, or auto: text on a terminal, JSON otherwise.",
	"help_base":  "Where people reach the site, if not where it listens; may have a path.",
	"help_proxy": "Network of proxies whose X-Forwarded-For is believed; may be repeated.",

	"help_backup_dir": "Directory for a backup every so often; keeps 7 days, 4 weeks, 12 months.",
	"help_recipient":  "Encrypt backups to this age recipient, as age-keygen prints it.",
	"help_sso":        "Let single sign-on ask providers on this machine and its network, not on the internet alone.",
	"help_webhooks":   "Let webhooks be sent to this machine and its network, not to the internet alone.",

	"acme":        acme.LetsEncryptURL,
	"help_domain": "Get a certificate for this name by itself, from Let's Encrypt, whose terms you thereby accept; port 443 has to lead here.",
	"help_acme":   "Directory of another authority that speaks ACME.",

	"help_database":      "Keep everything in PostgreSQL, postgres://user@host/database, not in a file of the data directory.",
	"help_from":          "Copy what is there: a data directory, the URL of a PostgreSQL database, or a file with that URL.",
	"help_database_file": "File with that URL: it may hold a password, which no argument should.",
	"help_key_file":      "File with the keys that seal secrets (secrets.key in the data directory), made when there is none.",
}

// Run serves until ctx ends.
func (c *serveCommand) Run(ctx context.Context, k *kong.Kong) error {
	if err := checkBase(c.BaseURL); err != nil {
		return err
	}
	base, err := c.site(c.BaseURL)
	if err != nil {
		return err
	}
	at, err := c.home()
	if err != nil {
		return err
	}
	release, err := at.lock()
	if err != nil {
		return err
	}
	defer release()
	s, schema, err := at.migrated(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }() // all that was answered is on disk already
	log := newLog(k.Stderr, c.LogFormat)
	isDemo, err := at.isDemo(ctx, s)
	if err != nil {
		return err
	}
	if isDemo {
		log.Warn("this is a demo, whose passwords everybody knows", at.attr())
	}
	backups, err := c.schedule(at, s)
	if err != nil {
		return err
	}
	return server{listenFlags: c.listenFlags, at: at, tlsFlags: c.tlsFlags, certificates: acmeDir(c.Data), backups: backups,
		base: base, trusted: c.TrustedProxy, demo: isDemo,
		webhooks: c.webhooks(s, isDemo), providers: c.providers(s, isDemo), store: s, log: log, out: k.Stdout,
		ready: func(base *url.URL) error {
			log.Info("Televisit", "version", version(), "url", base.String(), at.attr(), "schema", schema)
			return offerSetup(ctx, s, log, base)
		}}.run(ctx)
}

// webhooks returns how events of s reach other programs.
func (c *serveCommand) webhooks(s *store.Store, isDemo bool) http.RoundTripper {
	if isDemo {
		return demo.Receivers{}
	}
	if c.WebhooksPrivate {
		s.AllowPrivateWebhooks()
	}
	return outside.Internet(c.WebhooksPrivate)
}

// providers returns how identity providers are reached: for a demo, not at all.
func (c *serveCommand) providers(s *store.Store, isDemo bool) http.RoundTripper {
	if isDemo {
		return nil
	}
	if c.SSOPrivate {
		s.AllowPrivateProviders()
	}
	return outside.Internet(c.SSOPrivate)
}

// offerSetup logs a set-up link when nobody can sign in. It is the one token
// that is ever logged: who reads this output runs the program.
func offerSetup(ctx context.Context, s *store.Store, log *slog.Logger, base *url.URL) error {
	token, err := s.UnscopedNewSetup(ctx)
	if err == nil && token != "" {
		link := base.JoinPath("setup", token) // #nosec G125 -- a token of ours has no slash
		log.Info("open this link within 30 minutes to set up the practice; it works once", "url", link.String())
	}
	return err
}

// checkBase refuses what no browser could be sent to.
func checkBase(base *url.URL) error {
	if base == nil || (base.Scheme == "http" || base.Scheme == "https") && base.Host != "" && base.User == nil && base.RawQuery == "" &&
		base.Fragment == "" {
		return nil
	}
	return fmt.Errorf("--base-url %s: give the address of a site, like https://desk.example.org or https://example.org/televisit", base)
}
