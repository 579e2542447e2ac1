package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"televisit/backup"
	"televisit/doctor"
	"televisit/handlers"
	"televisit/jobs"
	"televisit/metrics"
	"televisit/store"
	"televisit/web"
)

// drain is how long requests may go on once the program is told to stop.
const drain = 10 * time.Second

// A server is the site of a store on an address.
type server struct {
	listenFlags
	tlsFlags
	certificates string   // folder of those that an authority gave
	base         *url.URL // nil: where it listens
	trusted      []netip.Prefix
	at           home
	demo         bool
	webhooks     http.RoundTripper // how events reach other programs
	providers    http.RoundTripper // how identity providers are reached, nil for not at all
	store        *store.Store
	backups      *backup.Schedule // nil: none are made
	log          *slog.Logger
	out          io.Writer
	ready        func(base *url.URL) error // tells people what they need to know
}

// run serves until ctx ends and then lets requests finish.
func (s server) run(ctx context.Context) error {
	if err := s.checkExposure(); err != nil {
		return err
	}
	counted, err := s.openMetrics(ctx)
	if err != nil {
		return err
	}
	h, all := s.prepare(), append(jobs.Maintenance(s.store), jobs.LogHeads(s.store, s.log))
	config, reload, err := s.config(s.certificates, s.log)
	if err != nil {
		return err
	}
	h.TLSConfig = config
	if reload != nil {
		all = append(all, jobs.Job{Name: "read the certificate anew", Every: time.Minute, Run: reload})
	}
	hear(ctx, reload, s.log)
	l, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return fmt.Errorf("%w; another --addr may be free, port 0 always is", err)
	}
	here := s.url(l.Addr())
	if s.base == nil {
		s.base = here
	}
	here.Path = s.base.Path
	watch := s.watch()
	if h.Handler, err = s.site(watch, counted); err == nil {
		err = s.ready(s.base)
	}
	if err == nil {
		_, err = fmt.Fprintln(s.out, "listening on", here)
	}
	if err != nil {
		return errors.Join(err, l.Close())
	}
	if s.backups != nil {
		all = append(all, jobs.Job{Name: "back up", Every: time.Minute, Run: s.backups.Run})
	}
	all = append(all, jobs.Job{Name: "look whether all is well", Every: time.Minute, Run: watch.Run})
	own := store.From(ctx, store.Origin{})
	go jobs.Run(own, s.log, all...)
	go jobs.NewCourier(s.store, s.webhooks, s.log).Run(own)
	go s.fetch(ctx, config, s.log)
	notifyManager(s.log, daemon.SdNotifyReady)
	return s.serve(ctx, h, l)
}

// site returns the pages, made of what this binary carries, and lets them be counted, if counted is not nil.
func (s server) site(watch *doctor.Watch, counted *metrics.Metrics) (http.Handler, error) {
	templates, err := fs.Sub(embedded, "templates")
	if err != nil {
		return nil, err
	}
	static, err := fs.Sub(embedded, "static")
	if err != nil {
		return nil, err
	}
	locales, err := fs.Sub(embedded, "locales")
	if err != nil {
		return nil, err
	}
	pages, err := web.Load(strings.TrimRight(s.base.Path, "/"), web.Files{Templates: templates, Static: static, Locales: locales})
	if err != nil {
		return nil, err
	}
	config := web.Config{Pages: pages, Now: time.Now, Base: s.base, Trusted: s.trusted, Outside: s.providers, Demo: s.demo,
		Version: version(), Log: s.log}
	if counted != nil {
		config.Answered = counted.Answered
	}
	site := handlers.New(s.store, watch, config)
	s.measure(counted, site.Cached)
	return site, nil
}

// watch returns what looks after this server, once it is known where people reach it.
func (s server) watch() *doctor.Watch {
	p := s.at.patient()
	p.Store, p.Schedule = s.store, s.backups
	if s.backups != nil {
		p.BackupDir, p.BackupEvery = s.backups.Dir, s.backups.Every
	}
	p.Site = doctor.Site{Addr: s.Addr, Base: s.base, Proxied: len(s.trusted) > 0}
	s.place(&p.Site, s.certificates)
	return doctor.NewWatch(p)
}

// prepare returns a server that waits for nobody too long. What is no request, has headers beyond the limit
// or wants what HTTP/1 has not net/http answers by itself with a line of text, and hangs up: nothing of ours
// is asked, so those answers lack the headers of all others. That cannot be changed from here.
func (s server) prepare() *http.Server {
	return &http.Server{
		DisableGeneralOptionsHandler: true, // "OPTIONS *" is for the chain as all else

		ReadTimeout:    10 * time.Second, // of the headers too: a limit of their own is one more timer to set for each request
		WriteTimeout:   20 * time.Second,
		IdleTimeout:    time.Minute,
		MaxHeaderBytes: 64 << 10,
		ErrorLog:       slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
}

func (s server) serve(ctx context.Context, h *http.Server, l net.Listener) error {
	failed := make(chan error, 1)
	go func() {
		if s.given() {
			failed <- h.ServeTLS(l, "", "")
		} else {
			failed <- h.Serve(l)
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.log.Info("stopping")
	notifyManager(s.log, daemon.SdNotifyStopping)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if err := h.Shutdown(last); err != nil {
		s.log.Warn("requests were cut off", "err", err)
		return h.Close()
	}
	return nil
}

// checkExposure refuses to send what is confidential over a network in clear,
// unless that is what was asked for: then it warns.
func (s server) checkExposure() error {
	switch {
	case s.given() || s.base != nil && s.base.Scheme == "https" || len(s.trusted) > 0 || doctor.Loopback(s.Addr):
		return nil
	case s.AllowPlainHTTP:
		s.log.Warn("nothing is encrypted on the way here: others on the network can read along, passwords too", "addr", s.Addr)
		return nil
	}
	return fmt.Errorf("%s can be reached from other machines, and without TLS others can read along: give --tls-domain, "+
		"--tls-cert and --tls-key, an https --base-url, a --trusted-proxy, or --allow-plain-http if the network is yours alone", s.Addr)
}

// url returns how this machine reaches the address that was bound.
func (s server) url(bound net.Addr) *url.URL {
	u := &url.URL{Scheme: "http", Host: bound.String()}
	if s.given() {
		u.Scheme = "https"
	}
	if a, ok := bound.(*net.TCPAddr); ok && a.IP.IsUnspecified() {
		u.Host = fmt.Sprintf("localhost:%d", a.Port)
	}
	return u
}
