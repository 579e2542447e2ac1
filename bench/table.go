package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A target is what a result should reach: at least or at most bound.
type target struct {
	sign  string // ≥, ≤, or "" where there is none
	bound float64
	unit  string // × of a ratio
}

func atLeast(bound float64) target { return target{"≥", bound, " ×"} }
func atMost(bound float64) target  { return target{"≤", bound, " ×"} }

func (t target) String() string {
	if t.sign == "" {
		return "–"
	}
	return fmt.Sprintf("%s %s%s", t.sign, number(t.bound), t.unit)
}

// met says whether v reaches t.
func (t target) met(v float64) string {
	switch {
	case t.sign == "":
		return "–"
	case math.IsNaN(v):
		return "no"
	case t.sign == "≥" && v >= t.bound, t.sign == "≤" && v <= t.bound:
		return "yes"
	}
	return "no"
}

// A result is one line of the table. Its verdict is on the median of ratios
// or, where there is no peer, on value.
type result struct {
	what, measured string
	peer           string // its limit or peer and what that measured
	ratios         []float64
	value          float64
	target         target
	cpu, rss       string
}

// line returns r as a line of a Markdown table.
func (r result) line() string {
	verdict, ratio, spread := r.value, "–", "–"
	if len(r.ratios) > 0 {
		verdict = median(r.ratios)
		ratio = number(verdict)
		spread = number(slices.Min(r.ratios)) + "–" + number(slices.Max(r.ratios))
	}
	columns := []string{r.what, r.measured, r.peer, ratio, spread, r.target.String(), r.target.met(verdict), r.cpu, r.rss}
	for i, c := range columns {
		if c == "" {
			columns[i] = "–"
		}
	}
	return "| " + strings.Join(columns, " | ") + " |"
}

const heading = `| what | measured | limit or peer, same run | ratio | spread | target | met | CPU a request (peer's) | RSS |
|---|---|---|---|---|---|---|---|---|`

// table returns all as a Markdown table.
func table(all []result) string {
	lines := []string{heading}
	for _, r := range all {
		lines = append(lines, r.line())
	}
	return strings.Join(lines, "\n") + "\n"
}

// number writes v with as many digits as mean something.
func number(v float64) string {
	switch a := math.Abs(v); {
	case math.IsNaN(v):
		return "–"
	case a >= 1000:
		return fmt.Sprintf("%.1f k", v/1000)
	case a >= 100, v == math.Trunc(v):
		return fmt.Sprintf("%.0f", v)
	case a >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// duration writes so many microseconds.
func duration(micros float64) string {
	switch {
	case micros >= 1e6:
		return number(micros/1e6) + " s"
	case micros >= 1000:
		return number(micros/1000) + " ms"
	}
	return number(micros) + " µs"
}

// many writes a number of sessions.
func many(n int) string {
	switch {
	case n >= 1_000_000:
		return fmt.Sprintf("%v M", float64(n)/1e6)
	case n >= 1000:
		return fmt.Sprintf("%v k", float64(n)/1e3)
	}
	return fmt.Sprint(n)
}
