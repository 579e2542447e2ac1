package web

import (
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"
)

// A requestLog writes one line per request. Polls that went well get one line
// a minute together: a thousand tabs send two hundred a second.
type requestLog struct {
	log *slog.Logger
	run string // begins the ids of requests: another run has others
	// answered hears of each request too; nil for nobody.
	answered func(route string, code int, took time.Duration)

	mu    sync.Mutex
	polls pollCount
}

// A pollCount says how polls went since an instant.
type pollCount struct {
	since              time.Time // zero before the first
	changed, unchanged int64
	slowest            time.Duration
}

func newRequestLog(log *slog.Logger, answered func(string, int, time.Duration)) *requestLog {
	return &requestLog{log: log, run: uuid.NewString()[:8] + "-", answered: answered}
}

// id names the request in the log: no other one of this run has the same.
func (r *Request) id() string { return r.site.log.run + strconv.FormatInt(r.n, 10) }

// note writes the line of a request that was answered at now, or counts it.
// The line has the route, never the address: that may hold a token.
func (l *requestLog) note(r *Request, a *response, now time.Time) {
	ctx, took := r.Context(), now.Sub(r.begun)
	if l.answered != nil {
		l.answered(r.route, a.code, took)
	}
	counts := r.poll && (a.code == http.StatusOK || a.code == http.StatusNotModified)
	if last := l.count(counts, a.code, took, now); !last.since.IsZero() {
		l.log.LogAttrs(ctx, slog.LevelInfo, "polls", slog.Time("since", last.since),
			slog.Int64("status_200", last.changed), slog.Int64("status_304", last.unchanged), slog.Int64("slowest_ms",
				last.slowest.Milliseconds()))
	}
	if counts {
		return
	}
	level := slog.LevelInfo
	if a.code >= 500 {
		level = slog.LevelError
	}
	l.log.LogAttrs(ctx, level, "request", slog.String("id", r.id()), slog.String("method", r.Method), slog.String("route", r.route),
		slog.Int("status", a.code), slog.Int("bytes", a.bytes), slog.Int64("ms", took.Milliseconds()))
}

// count adds a poll if it is one that counts. The first request that comes a
// minute after the first poll gets what was counted, to write it down; the others
// get nothing.
func (l *requestLog) count(counts bool, code int, took time.Duration, now time.Time) (last pollCount) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.polls.since.IsZero() && now.Sub(l.polls.since) >= time.Minute {
		last, l.polls = l.polls, pollCount{}
	}
	if !counts {
		return last
	}
	if l.polls.since.IsZero() {
		l.polls.since = now
	}
	if code == http.StatusOK {
		l.polls.changed++
	} else {
		l.polls.unchanged++
	}
	l.polls.slowest = max(l.polls.slowest, took)
	return last
}
