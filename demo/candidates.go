package demo

import (
	"slices"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/store"
)

// A candidate is a move that could come next for the session of a visit.
type candidate struct {
	visit  clinic.Appointment
	to     clinic.Status
	reason string
	by     *store.Org
	weight float64                   // 0 is none
	isDue  func(clinic.Session) bool // asked once the session is read; nil is always
}

// How likely a move is made before others. Starts and ends come first, so that
// nothing stays behind its time; what makes the demo lively is rarer.
const (
	weightStart    = 5
	weightComplete = 5
	weightNoShow   = 3
	weightMistake  = 1
	weightCancel   = 0.4
	weightRestore  = 0.4
	weightReopen   = 0.3
)

// When a move is to be made.
const (
	recently      = time.Hour        // a visit that was planned to end since then may go on
	reopenWithin  = 20 * time.Minute // of the end or the no-show
	undoWithin    = time.Minute      // of a start by mistake
	leastSpan     = 20 * time.Second // of a session that was reopened
	cancelFrom    = time.Hour        // before the planned start
	cancelUntil   = 2 * time.Minute  // before the planned start
	oneInUndos    = 3                // a mistake is noticed at one step in so many
	maxVersions   = 12               // a session that went to and fro so often rests
	cancelVersion = maxVersions / 2  // so often moved, it is not cancelled
)

// candidates returns at most one for each visit.
func (m *simulator) candidates(c *cast) []candidate {
	var all []candidate
	for _, a := range c.visits {
		host := c.host(a.ProviderID)
		if a.SessionID == "" || host == nil {
			continue
		}
		n := candidate{visit: a, by: host}
		ended := c.now.Sub(a.EndsAt)
		switch {
		case a.SessionAt == clinic.Scheduled:
			c.moveScheduled(&n)
		case a.SessionAt == clinic.Active:
			m.moveActive(c, &n)
		case a.SessionAt == clinic.Completed && ended < recently:
			c.reopen(&n, "Call dropped", func(v clinic.Session) time.Time { return v.EndedAt })
		case a.SessionAt == clinic.NoShow && ended < recently:
			c.reopen(&n, "Patient came late", func(v clinic.Session) time.Time { return v.NoShowAt })
		}
		if n.to == clinic.Active && c.busy[a.ProviderID] {
			n.weight = 0 // one visit after the other
		}
		if n.weight > 0 {
			all = append(all, n)
		}
	}
	return append(all, m.restores(c)...)
}

// moveScheduled makes n what becomes of a scheduled visit: it starts when it is
// due, unless the patient does not come or cancels.
func (c *cast) moveScheduled(n *candidate) {
	t, late := c.temperamentOf(n.visit), c.now.Sub(n.visit.StartsAt)
	switch {
	case late > t.patience:
		n.to, n.weight, n.by = clinic.NoShow, weightNoShow, c.staff
	case t.comes && late >= t.startsAfter:
		n.to, n.weight = clinic.Active, weightStart
	case t.mayCancel && late > -cancelFrom && late < -cancelUntil && c.upcoming > wantedUpcoming/2:
		n.to, n.reason, n.weight, n.by = clinic.Cancelled, t.reason, weightCancel, c.staff
		n.isDue = func(v clinic.Session) bool { return v.Version < cancelVersion }
	}
}

// moveActive makes n what becomes of an active visit: it ends after a good part
// of its time, or was started by mistake.
func (m *simulator) moveActive(c *cast, n *candidate) {
	t := c.temperamentOf(n.visit)
	if t.mayMistake && m.rng.IntN(oneInUndos) == 0 {
		n.to, n.reason, n.weight = clinic.Scheduled, "Started by mistake", weightMistake
		n.isDue = func(v clinic.Session) bool { return c.now.Sub(v.StartedAt) < undoWithin && v.Version < maxVersions }
		return
	}
	n.to, n.weight = clinic.Completed, weightComplete
	n.isDue = func(v clinic.Session) bool {
		wanted := t.takes
		if v.Before > 0 { // it was all but over
			wanted = leastSpan
		}
		return c.now.Sub(v.SpanAt) >= wanted
	}
}

// reopen makes n a visit that goes on after all. since returns when it was over.
func (c *cast) reopen(n *candidate, reason string, since func(clinic.Session) time.Time) {
	n.to, n.reason, n.weight = clinic.Active, reason, weightReopen
	n.isDue = func(v clinic.Session) bool { return c.now.Sub(since(v)) < reopenWithin && v.Version < maxVersions }
}

// restores returns the visits that the simulator cancelled in this practice:
// some are wanted all the same.
func (m *simulator) restores(c *cast) (all []candidate) {
	for id, org := range m.cancelled {
		if org == c.staff.Name() {
			visit := clinic.Appointment{ID: clinic.AppointmentID(id), SessionID: id}
			all = append(all, candidate{visit: visit, to: clinic.Scheduled, by: c.staff, weight: weightRestore, isDue: c.mayRestore})
		}
	}
	slices.SortFunc(all, func(a, b candidate) int { return strings.Compare(string(a.visit.ID), string(b.visit.ID)) })
	return all
}

// mayRestore reports whether v is cancelled and its time still free.
func (c *cast) mayRestore(v clinic.Session) bool {
	return v.Status == clinic.Cancelled && c.now.Before(v.StartsAt) && !c.isBookedElsewhere(v.ProviderID, v.StartsAt, v.EndsAt)
}
