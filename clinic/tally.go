package clinic

import (
	"slices"
	"time"
)

// LateCancel is how long before its planned start a session is cancelled late.
const LateCancel = 24 * time.Hour

// A Tally is what sessions come to, for a report.
type Tally struct {
	Sessions    int // planned, whatever became of them
	Started     int // that began
	NoShows     int
	LateCancels int // less than LateCancel before the planned start
	Minutes     int // on record
	delays      []time.Duration
}

// Add counts s.
func (t *Tally) Add(s Session) {
	t.Sessions++
	switch s.Status {
	case Active, Completed:
		t.Started++
		if !s.StartedAt.IsZero() {
			t.delays = append(t.delays, max(0, s.StartedAt.Sub(s.StartsAt)))
		}
	case NoShow:
		t.NoShows++
	case Cancelled:
		if !s.CancelledAt.IsZero() && s.StartsAt.Sub(s.CancelledAt) < LateCancel {
			t.LateCancels++
		}
	}
	if s.Minutes != nil {
		t.Minutes += *s.Minutes
	}
}

// NoShowRate returns the share of no-shows among sessions that began or should have, and
// ok=false when there are none of either.
func (t Tally) NoShowRate() (rate float64, ok bool) { return share(t.NoShows, t.Started+t.NoShows) }

// LateCancelRate returns the share of those cancelled late among them, those that began
// and the no-shows, and ok=false when there are none of either.
func (t Tally) LateCancelRate() (rate float64, ok bool) {
	return share(t.LateCancels, t.Started+t.NoShows+t.LateCancels)
}

func share(n, of int) (float64, bool) {
	if of == 0 {
		return 0, false
	}
	return float64(n) / float64(of), true
}

// Delay returns how long after the plan that many in a hundred sessions had begun, in
// whole minutes; one that began early counts as on time. It returns ok=false when none
// began.
func (t Tally) Delay(percent int) (minutes int, ok bool) {
	if len(t.delays) == 0 {
		return 0, false
	}
	slices.Sort(t.delays)
	rank := (len(t.delays)*percent + 99) / 100
	return int(t.delays[max(rank, 1)-1] / time.Minute), true
}
