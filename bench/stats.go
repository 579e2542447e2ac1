package main

import (
	"math"
	"slices"
	"time"
)

// median returns the middle of v, the mean of the two in the middle when there
// are two, and NaN of nothing.
func median(v []float64) float64 {
	if len(v) == 0 {
		return math.NaN()
	}
	s := slices.Sorted(slices.Values(v))
	n := len(s)
	return (s[(n-1)/2] + s[n/2]) / 2
}

// ratios returns a divided by b, round by round: each round is compared with
// the one measured beside it, so that what slows both down cancels out.
func ratios(a, b []float64) []float64 {
	all := make([]float64, min(len(a), len(b)))
	for i := range all {
		all[i] = a[i] / b[i]
	}
	return all
}

// quantile returns the duration that the share q of took does not exceed, 0 of
// nothing.
func quantile(took []time.Duration, q float64) time.Duration {
	if len(took) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(took))
	return s[max(0, int(math.Ceil(q*float64(len(s))))-1)]
}

// A sample is what one round of one side gave.
type sample struct {
	took []time.Duration // of each request
	wall time.Duration   // of the round
	cpu  time.Duration   // that the measured process used meanwhile
}

// rate returns requests a second.
func (s sample) rate() float64 { return float64(len(s.took)) / s.wall.Seconds() }

// micros returns the median time of a request in µs.
func (s sample) micros() float64 {
	return float64(quantile(s.took, .5).Nanoseconds()) / 1e3
}

// cpuMicros returns the CPU time a request cost in µs.
func (s sample) cpuMicros() float64 {
	return float64(s.cpu.Nanoseconds()) / 1e3 / float64(max(1, len(s.took)))
}

// each returns what of gives for each round.
func each(rounds []sample, of func(sample) float64) []float64 {
	all := make([]float64, len(rounds))
	for i, s := range rounds {
		all[i] = of(s)
	}
	return all
}
