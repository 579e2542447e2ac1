package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"sync"
	"time"

	"github.com/alecthomas/kong"

	"televisit/demo"
	"televisit/store"
)

// demoCommand takes nothing from the environment or a file: those are a real
// practice's.
type demoCommand struct {
	Addr           string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"${help_addr}"`
	Sessions       int    `placeholder:"N" help:"Seed that many sessions, across the organizations."`
	Still          bool   `help:"Leave the sessions as they are; otherwise some of them move while you watch."`
	Data           string `placeholder:"DIR" help:"Keep the demo in this directory, and go on with it the next time."`
	Database       string `xor:"database" placeholder:"URL" help:"Keep the demo in PostgreSQL, postgres://user@host/database."`
	DatabaseFile   string `xor:"database" placeholder:"FILE" help:"${help_database_file}"`
	KeyFile        string `placeholder:"FILE" help:"${help_key_file}"`
	AllowPlainHTTP bool   `name:"allow-plain-http" help:"${help_plain}."`
	LogFormat      string `enum:"auto,text,json" default:"auto" help:"${help_log}"`
}

// Run serves an invented practice until ctx ends.
func (c *demoCommand) Run(ctx context.Context, k *kong.Kong) error {
	at, remove, err := c.home()
	if err != nil {
		return err
	}
	defer remove()
	release, err := at.lock()
	if err != nil {
		return err
	}
	defer release()
	s, _, err := at.migrated(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }() // all that was answered is on disk already
	log := newLog(k.Stderr, c.LogFormat)
	if err := c.seed(ctx, s, at, k.Stderr); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	var simulator sync.WaitGroup
	defer func() { stop(); simulator.Wait() }()
	if !c.Still {
		simulator.Go(func() { demo.Simulate(ctx, s, time.Now, log) })
	}
	return server{listenFlags: listenFlags{Addr: c.Addr, AllowPlainHTTP: c.AllowPlainHTTP}, at: at, demo: true, webhooks: demo.Receivers{},
		store: s, log: log, out: k.Stdout,
		ready: func(base *url.URL) error { return introduce(log, base, at) }}.run(ctx)
}

// home returns where the demo is kept, and what removes it if that is only for
// now.
func (c *demoCommand) home() (at home, remove func(), err error) {
	dir, remove := c.Data, func() {}
	if dir == "" {
		dir = defaultData() // of a server's demo it holds the key file
	}
	if c.Data == "" && c.Database == "" && c.DatabaseFile == "" {
		if dir, err = os.MkdirTemp("", "televisit-demo-"); err != nil {
			return at, remove, err
		}
		remove = func() { _ = os.RemoveAll(dir) } // what is left is the temporary directory's to clear
	}
	at, err = homeOf(dir, c.Database, c.DatabaseFile, c.KeyFile)
	return at, remove, err
}

// seed fills the database unless it holds the demo already. It refuses one
// that holds anything else.
func (c *demoCommand) seed(ctx context.Context, s *store.Store, at home, terminal io.Writer) error {
	used, err := s.UnscopedHasUsers(ctx)
	if err != nil {
		return err
	}
	demoThere, err := at.isDemo(ctx, s)
	if err != nil {
		return err
	}
	if used && !demoThere {
		return fmt.Errorf("%s holds a real practice: a demo would put invented people into it, whose passwords everybody knows", at)
	}
	if err := at.markDemo(); err != nil {
		return err
	}
	o := demo.Options{Sessions: c.Sessions}
	if isTerminal(terminal) {
		o.Progress = func(done, total int) { _, _ = fmt.Fprintf(terminal, "\rseeding %d of %d sessions ", done, total) }
		defer func() { _, _ = fmt.Fprint(terminal, "\r\033[K") }()
	}
	return demo.Seed(ctx, s, time.Now, o)
}

// introduce logs what somebody needs to look around.
func introduce(log *slog.Logger, base *url.URL, at home) error {
	log.Info("Televisit demo", "version", version(), "url", base.String(), at.attr())
	for _, a := range demo.Accounts() {
		log.Info("account", "email", a.Email, "organization", a.Org, "role", a.Role)
	}
	log.Info("all accounts have the same password", "password", demo.Password)
	return nil
}
