package metrics_test

import (
	"bufio"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/backup"
	"televisit/clinic"
	"televisit/metrics"
	"televisit/store"
	"televisit/store/db/dbtest"
	"televisit/store/storetest"
)

// A server is one that is measured.
type server struct {
	*storetest.Desk
	metrics  *metrics.Metrics
	schedule *backup.Schedule
}

func newServer(t *testing.T) *server {
	t.Helper()
	d := storetest.NewInFile(t)
	s := &server{d, metrics.New(), &backup.Schedule{Dir: filepath.Join(t.TempDir(), "backups"), Every: time.Hour,
		Maker: backup.Maker{Store: d.Store, Now: d.Clock.Now, Open: func(path string) (*store.Store, error) {
			return store.Open(path, os.DirFS(dbtest.Migrations()), d.Clock.Now)
		}}}}
	s.metrics.Measure(metrics.Server{Store: d.Store, Backups: s.schedule, Now: d.Clock.Now,
		Cached: func() (entries, bytes int) { return 3, 4096 }})
	return s
}

// scrape returns what there is, value by name and labels.
func (s *server) scrape(t *testing.T) map[string]string {
	t.Helper()
	w := httptest.NewRecorder()
	s.metrics.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain; version=0.0.4") {
		t.Errorf("got %d, %s", w.Code, w.Header())
	}
	all := map[string]string{}
	for lines := bufio.NewScanner(w.Body); lines.Scan(); {
		at := strings.LastIndexByte(lines.Text(), ' ')
		all[lines.Text()[:at]] = lines.Text()[at+1:]
	}
	return all
}

func (s *server) expect(t *testing.T, want map[string]string) {
	t.Helper()
	got := s.scrape(t)
	for name, value := range want {
		if got[name] != value {
			t.Errorf("%s: got %q, want %q", name, got[name], value)
		}
	}
}

// Requests are counted by route and class; each falls into the buckets of as long as it took and longer.
func TestRequests(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	const route = "/pm/patients/{id}"
	for _, r := range []struct {
		code int
		took time.Duration
	}{{200, 2 * time.Millisecond}, {204, 30 * time.Millisecond}, {404, time.Millisecond}, {503, time.Minute}} {
		s.metrics.Answered(route, r.code, r.took)
	}
	s.metrics.Answered("/", 200, time.Millisecond)
	s.expect(t, map[string]string{
		`televisit_requests_total{route="/pm/patients/{id}",status="2xx"}`:        "2",
		`televisit_requests_total{route="/pm/patients/{id}",status="4xx"}`:        "1",
		`televisit_requests_total{route="/pm/patients/{id}",status="5xx"}`:        "1",
		`televisit_requests_total{route="/",status="2xx"}`:                        "1",
		`televisit_request_seconds_bucket{route="/pm/patients/{id}",le="0.001"}`:  "1",
		`televisit_request_seconds_bucket{route="/pm/patients/{id}",le="0.0025"}`: "2",
		`televisit_request_seconds_bucket{route="/pm/patients/{id}",le="10"}`:     "3",
		`televisit_request_seconds_bucket{route="/pm/patients/{id}",le="+Inf"}`:   "4",
		`televisit_request_seconds_count{route="/pm/patients/{id}"}`:              "4",
	})
}

// What there is beside requests is measured when somebody asks.
func TestMeasured(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.expect(t, map[string]string{"televisit_backup_age_seconds": "+Inf", "televisit_backup_failing": "0", "televisit_webhook_backlog": "0",
		"televisit_cached_fragments": "3", "televisit_cached_bytes": "4096", "televisit_changes_under_way": "0", "televisit_cached_logins": "0"})
	saved := s.scrape(t)["televisit_changes_total"]
	if err := s.schedule.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	org := s.As(t, "admin@northside.example", s.Northside)
	w, _, err := org.AddWebhook(t.Context(), clinic.Webhook{URL: "https://ehr.example/hooks", Events: clinic.Events})
	if err == nil {
		err = org.TestWebhook(t.Context(), w.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Store.UnscopedLoginOf(t.Context(), []string{s.Login(t, "staff@northside.example", s.Northside)}, true); err != nil {
		t.Fatal(err)
	}
	s.Clock.Add(30 * time.Minute)
	s.expect(t, map[string]string{"televisit_backup_age_seconds": "1800", "televisit_webhook_backlog": "1", "televisit_cached_logins": "1"})
	if s.scrape(t)["televisit_changes_total"] == saved {
		t.Error("no change was counted")
	}
	s.schedule.Open = func(string) (*store.Store, error) { return nil, errors.New("it cannot be opened") }
	s.Clock.Add(time.Hour)
	if err := s.schedule.Run(t.Context()); err == nil {
		t.Error("a backup that cannot be opened was kept")
	}
	s.expect(t, map[string]string{"televisit_backup_age_seconds": "5400", "televisit_backup_failing": "1"})
	if err := s.Store.Close(); err != nil {
		t.Fatal(err)
	}
	s.expect(t, map[string]string{"televisit_webhook_backlog": "NaN"})
}

// The document names each metric that there is, and no other.
func TestDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(t)
	s.metrics.Answered("/", 200, time.Millisecond)
	known := map[string]bool{}
	for name := range s.scrape(t) {
		name, _, _ = strings.Cut(name, "{")
		known[regexp.MustCompile(`_(bucket|sum|count)$`).ReplaceAllString(name, "")] = true
	}
	var documented []string
	for _, m := range regexp.MustCompile("(?m)^\\| `(televisit_\\w+)").FindAllStringSubmatch(string(text), -1) {
		if documented = append(documented, m[1]); !known[m[1]] {
			t.Errorf("there is no %s", m[1])
		}
	}
	for name := range known {
		if !slices.Contains(documented, name) {
			t.Errorf("docs/metrics.md does not tell of %s", name)
		}
	}
}

// There is one page, and it is only read.
func TestOnePage(t *testing.T) {
	t.Parallel()
	for ask, want := range map[string]int{"GET /": 404, "GET /metrics/x": 404, "POST /metrics": 405, "HEAD /metrics": 200} {
		method, path, _ := strings.Cut(ask, " ")
		w := httptest.NewRecorder()
		metrics.New().ServeHTTP(w, httptest.NewRequest(method, path, nil))
		if w.Code != want {
			t.Errorf("%s: got %d, want %d", ask, w.Code, want)
		}
	}
}
