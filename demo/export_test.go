package demo

import (
	"log/slog"
	"time"

	"televisit/store"
)

// NewSimulator lets tests take the steps that Simulate takes, at their own pace.
func NewSimulator(s *store.Store, now func() time.Time, log *slog.Logger) *simulator {
	return newSimulator(s, now, log)
}

// Step is one step.
var Step = (*simulator).step
