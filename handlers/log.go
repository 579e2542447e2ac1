package handlers

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

// A requestLog writes one line per request. Polls that went well get one line
// a minute together: a thousand tabs send two hundred a second.
type requestLog struct {
	log *slog.Logger
	run string // begins the names of requests: another run has others
	n   atomic.Int64

	mu    sync.Mutex
	polls pollCount
}

// A pollCount says how polls went since an instant.
type pollCount struct {
	since              time.Time // zero before the first
	changed, unchanged int64
	slowest            time.Duration
}

func newRequestLog(log *slog.Logger) *requestLog {
	return &requestLog{log: log, run: uuid.NewString()[:8] + "-"}
}

// recoverAndLog tells the log of each request and turns a panic into the 500
// page.
func (p *pages) recoverAndLog(next http.Handler) http.Handler {
	l := newRequestLog(p.log)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w, asked: r, log: l, n: l.n.Add(1), route: "none", start: p.now()}
		defer func() {
			if e := recover(); e != nil {
				l.log.Error("panic", "id", rec.id(), "what", fmt.Sprint(e), "stack", string(debug.Stack()))
				if rec.code == 0 {
					p.in(r, nil).views.broken(rec)
				}
			}
			l.note(rec, p.now())
		}()
		next.ServeHTTP(rec, r)
	})
}

// note writes the line of a request that was answered at now, or counts it.
// The line has the route, never the address: that may hold a token.
func (l *requestLog) note(rec *recorder, now time.Time) {
	ctx, took := rec.asked.Context(), now.Sub(rec.start)
	counts := rec.poll && (rec.code == http.StatusOK || rec.code == http.StatusNotModified)
	if last := l.count(counts, rec.code, took, now); !last.since.IsZero() {
		l.log.LogAttrs(ctx, slog.LevelInfo, "polls", slog.Time("since", last.since),
			slog.Int64("status_200", last.changed), slog.Int64("status_304", last.unchanged), slog.Int64("slowest_ms", last.slowest.Milliseconds()))
	}
	if counts {
		return
	}
	level := slog.LevelInfo
	if rec.code >= 500 {
		level = slog.LevelError
	}
	l.log.LogAttrs(ctx, level, "request", slog.String("id", rec.id()), slog.String("method", rec.asked.Method), slog.String("route", rec.route),
		slog.Int("status", rec.code), slog.Int("bytes", rec.bytes), slog.Int64("ms", took.Milliseconds()))
}

// count adds a poll if it is one that counts. Whoever comes a minute after the
// first gets what was counted, to write it down; the others get nothing.
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

// A recorder notes what was asked and answered, for the log, and begins the
// answer with the headers of all.
type recorder struct {
	http.ResponseWriter
	log         *requestLog
	asked       *http.Request
	n           int64
	start       time.Time
	route       string
	poll        bool // asked for by a page itself
	standard    []header
	code, bytes int
}

// id names the request: no other one of this run has the same.
func (r *recorder) id() string { return r.log.run + strconv.FormatInt(r.n, 10) }

// requestID returns the name that the log has for the request of w.
func requestID(w http.ResponseWriter) string {
	if rec, ok := w.(*recorder); ok {
		return rec.id()
	}
	return ""
}

func (r *recorder) WriteHeader(code int) {
	r.begin(code)
	r.ResponseWriter.WriteHeader(code)
}

func (r *recorder) begin(code int) {
	if r.code != 0 {
		return
	}
	r.code = code
	if code == http.StatusNotModified {
		return
	}
	own := r.Header()
	for _, h := range r.standard {
		if own[h.name] == nil {
			own[h.name] = h.values
		}
	}
}

func (r *recorder) Write(b []byte) (int, error) {
	r.begin(http.StatusOK)
	n, err := r.ResponseWriter.Write(b)
	r.bytes += n
	return n, err
}

func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
