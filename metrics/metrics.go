// Package metrics counts what a server does and tells a program that watches it, in the text format of
// Prometheus. No label has an id, a path or a name: routes stand as they are written in the program.
package metrics

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"sync"
	"time"

	vm "github.com/VictoriaMetrics/metrics"

	"televisit/backup"
	"televisit/store"
)

// seconds are the bounds of the latencies that are told apart. Most answers take a few milliseconds.
var seconds = [...]float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// backlogWait is how long the database may take to count what waits.
const backlogWait = 2 * time.Second

// Metrics are those of one server.
type Metrics struct {
	set    *vm.Set
	counts sync.Map // *counts by kind
}

// A kind of answer.
type kind struct {
	route string
	class int // 2 for 200 to 299
}

// counts are of one kind.
type counts struct {
	answers *vm.Counter
	took    *vm.PrometheusHistogram // of the route
}

// New returns metrics that count from zero.
func New() *Metrics { return &Metrics{set: vm.NewSet()} }

// Answered counts a request that was answered at a route.
func (m *Metrics) Answered(route string, code int, took time.Duration) {
	k := kind{route, code / 100}
	c, known := m.counts.Load(k)
	if !known {
		c, _ = m.counts.LoadOrStore(k, &counts{
			m.set.GetOrCreateCounter(fmt.Sprintf(`televisit_requests_total{route=%q,status="%dxx"}`, route, k.class)),
			m.set.GetOrCreatePrometheusHistogramExt(fmt.Sprintf(`televisit_request_seconds{route=%q}`, route), seconds[:])})
	}
	c.(*counts).answers.Inc()
	c.(*counts).took.Update(took.Seconds())
}

// A Server is what there is to measure beside requests.
type Server struct {
	Store   *store.Store
	Cached  func() (entries, bytes int) // of rendered fragments
	Backups *backup.Schedule            // nil when this server makes none
	Now     func() time.Time
}

// Measure measures s from now on, each time that somebody asks.
func (m *Metrics) Measure(s Server) {
	m.set.NewGauge("televisit_changes_under_way", func() float64 { return float64(s.Store.Stats().UnderWay) })
	m.set.NewGauge("televisit_cached_logins", func() float64 { return float64(s.Store.Stats().Logins) })
	m.set.NewGauge("televisit_cached_fragments", func() float64 { n, _ := s.Cached(); return float64(n) })
	m.set.NewGauge("televisit_cached_bytes", func() float64 { _, n := s.Cached(); return float64(n) })
	m.set.NewGauge("televisit_webhook_backlog", s.backlog)
	m.set.RegisterMetricsWriter(func(w io.Writer) {
		vm.WriteCounterUint64(w, "televisit_changes_total", uint64(s.Store.Stats().Saved)) // #nosec G115 -- no count is negative
	})
	if s.Backups != nil {
		m.set.NewGauge("televisit_backup_age_seconds", s.backupAge)
		m.set.NewGauge("televisit_backup_failing", s.backupFailing)
	}
}

// backlog is not a number while the database does not answer.
func (s Server) backlog() float64 {
	ctx, cancel := context.WithTimeout(context.Background(), backlogWait)
	defer cancel()
	n, err := s.Store.UnscopedBacklog(ctx)
	if err != nil {
		return math.NaN()
	}
	return float64(n)
}

// backupAge is infinite while there is no backup.
func (s Server) backupAge() float64 {
	last := s.Backups.State().Last
	if last.IsZero() {
		return math.Inf(1)
	}
	return s.Now().Sub(last).Seconds()
}

func (s Server) backupFailing() float64 {
	if s.Backups.State().Err != nil {
		return 1
	}
	return 0
}

// ServeHTTP answers GET /metrics.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path != "/metrics":
		http.NotFound(w, r)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "GET it", http.StatusMethodNotAllowed)
	default:
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		m.set.WritePrometheus(w)
	}
}
