package main

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestMedian(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		of   []float64
		want float64
	}{{[]float64{3}, 3}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 3, 2}, 2.5}} {
		if got := median(tt.of); got != tt.want {
			t.Errorf("of %v: %v, want %v", tt.of, got, tt.want)
		}
	}
	if !math.IsNaN(median(nil)) {
		t.Error("nothing has a median")
	}
}

func TestMedianLeavesItsArgument(t *testing.T) {
	t.Parallel()
	of := []float64{3, 1, 2}
	median(of)
	if diff := cmp.Diff([]float64{3, 1, 2}, of); diff != "" {
		t.Error(diff)
	}
}

// Rounds are compared one by one: the ratio of the medians would be another.
func TestRatiosArePaired(t *testing.T) {
	t.Parallel()
	got := ratios([]float64{10, 40, 90}, []float64{10, 20, 30})
	if diff := cmp.Diff([]float64{1, 2, 3}, got); diff != "" {
		t.Error(diff)
	}
}

func TestQuantile(t *testing.T) {
	t.Parallel()
	var took []time.Duration
	for i := range 100 {
		took = append(took, time.Duration(100-i))
	}
	for q, want := range map[float64]time.Duration{.5: 50, .99: 99, 1: 100, 0: 1} {
		if got := quantile(took, q); got != want {
			t.Errorf("%v: %d, want %d", q, got, want)
		}
	}
	if quantile(nil, .5) != 0 {
		t.Error("nothing has a quantile")
	}
}

func TestSample(t *testing.T) {
	t.Parallel()
	s := sample{took: []time.Duration{time.Millisecond, 3 * time.Millisecond, 2 * time.Millisecond, time.Second}, wall: 2 * time.Second,
		cpu: 8 * time.Millisecond}
	if s.rate() != 2 || s.micros() != 2000 || s.cpuMicros() != 2000 {
		t.Error(s.rate(), s.micros(), s.cpuMicros())
	}
}

func TestLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		r    result
		want string
	}{
		{result{what: "a", measured: "5/s", peer: "b 6/s", ratios: []float64{.9, .7, .8}, target: atLeast(.80)},
			"| a | 5/s | b 6/s | 0.80 | 0.70–0.90 | ≥ 0.80 × | yes | – | – |"},
		{result{what: "a", ratios: []float64{.79}, target: atLeast(.80)}, "| a | – | – | 0.79 | 0.79–0.79 | ≥ 0.80 × | no | – | – |"},
		{result{what: "a", ratios: []float64{1.2}, target: atMost(1.15)}, "| a | – | – | 1.20 | 1.20–1.20 | ≤ 1.15 × | no | – | – |"},
		{result{what: "a", ratios: []float64{1.2}}, "| a | – | – | 1.20 | 1.20–1.20 | – | – | – | – |"},
		{result{what: "a", value: 31, target: target{"≤", 32, " MiB"}, rss: "31 MiB"},
			"| a | – | – | – | – | ≤ 32 MiB | yes | – | 31 MiB |"},
		{result{what: "a", value: math.NaN(), target: atMost(1)}, "| a | – | – | – | – | ≤ 1 × | no | – | – |"},
	} {
		if got := tt.r.line(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

func TestTableHasOneWidth(t *testing.T) {
	t.Parallel()
	for line := range strings.Lines(table([]result{{what: "a"}})) {
		if n := strings.Count(line, "|"); n != 10 {
			t.Errorf("%d bars in %q", n, line)
		}
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	got := []string{number(.123), number(12.34), number(234.5), number(12_345), number(20), duration(950), duration(3800), duration(1.5e6),
		many(10_000), many(1_000_000), many(7)}
	want := []string{"0.12", "12.3", "234", "12.3 k", "20", "950 µs", "3.80 ms", "1.50 s", "10 k", "1 M", "7"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBetween(t *testing.T) {
	t.Parallel()
	got, err := between("head\n"+tableStart+"old\n"+tableEnd+"tail\n", "new\n")
	if want := "head\n" + tableStart + "new\n" + tableEnd + "tail\n"; err != nil || got != want {
		t.Errorf("%v, %q", err, got)
	}
	if _, err := between("head\n", "new\n"); err == nil {
		t.Error("no error without its lines")
	}
}

// What needs a server is measured only when it is asked for.
func TestWanted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		group  string
		chosen []string
		want   bool
	}{
		{"all", "poll", []string{""}, true},
		{"all, but what is apart", apart, []string{""}, false},
		{"what is apart", apart, []string{"poll", apart}, true},
		{"another one", "poll", []string{apart}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := wanted(c.group, c.chosen); got != c.want {
				t.Errorf("got %t, want %t", got, c.want)
			}
		})
	}
}
