package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/coreos/go-systemd/v22/daemon"
)

// managed reports whether a service manager waits to be told how the program is.
func managed() bool { return os.Getenv("NOTIFY_SOCKET") != "" }

// notifyManager tells the service manager, if there is one, which states the program is in from now on.
func notifyManager(log *slog.Logger, states ...string) {
	if _, err := daemon.SdNotify(false, strings.Join(states, "\n")); err != nil {
		log.Warn("the service manager cannot be told", "err", err)
	}
}

// hear calls reload at each SIGHUP until ctx ends. With nothing to reload the signal keeps its meaning, that a terminal
// was closed, unless a service manager sends it.
func hear(ctx context.Context, reload func(context.Context) error, log *slog.Logger) {
	if reload == nil && !managed() {
		return
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP)
	go func() {
		defer signal.Stop(signals)
		for {
			select {
			case <-ctx.Done():
				return
			case <-signals:
				hangUp(ctx, reload, log)
			}
		}
	}()
}

// hangUp does what SIGHUP asks for, and tells the service manager when it began and that it is over.
func hangUp(ctx context.Context, reload func(context.Context) error, log *slog.Logger) {
	notifyManager(log, daemon.SdNotifyReloading, strings.TrimSpace(daemon.SdNotifyMonotonicUsec()))
	if reload != nil {
		if err := reload(ctx); err != nil {
			log.Error("the old certificate stays in use", "err", err)
		}
	}
	notifyManager(log, daemon.SdNotifyReady)
}
