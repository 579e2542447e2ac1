package demo

import (
	"hash/fnv"
	"time"

	"televisit/clinic"
)

// A temperament is how the people of one visit behave.
type temperament struct {
	comes       bool          // else it becomes a no-show
	startsAfter time.Duration // the planned start; negative when it may be before
	patience    time.Duration // so long after the planned start it is a no-show
	mayCancel   bool
	mayMistake  bool          // it may be started by mistake
	takes       time.Duration // from start to end
	reason      string        // of a cancellation
}

// Habits are what the visits of one kind have in common.
type habits struct {
	startsAfter time.Duration // the planned start, at the earliest
	patience    between       // minutes
	takes       between       // percent of the planned length
	mayCancel   bool
	mayMistake  bool
}

// A between is a range of numbers: its first, and up to one less than its last.
type between struct{ first, last int }

func (b between) pick(n int) int { return b.first + n%(b.last-b.first) }

// The kinds are: short visits, which the simulator books, all others, and those
// of the account "provider", which a person may want to start.
var (
	shortHabits = habits{startsAfter: -12 * time.Minute, patience: between{16, 24}, takes: between{30, 70}, mayCancel: true,
		mayMistake: true}
	longHabits = habits{startsAfter: 0, patience: between{16, 56}, takes: between{50, 90}, mayCancel: true}
	unhurried  = habits{startsAfter: 5 * time.Minute, patience: between{95, 115}, takes: between{50, 90}}
)

// shortVisit is how long a visit is that the simulator books.
const shortVisit = 3 * time.Minute

// What tells the visits of a kind from each other.
const (
	percentNoShow    = 8
	percentLate      = 25
	percentCancel    = 60 // that may be cancelled
	lateBy           = 2 * time.Minute
	oneInMistakes    = 7 // one in so many may be started by mistake
	mistakeRemainder = 3
)

// temperamentOf returns how the people of a behave. It is the same
// at every step.
func (c *cast) temperamentOf(a clinic.Appointment) temperament {
	h := longHabits
	switch {
	case c.isFirst(a.ProviderID):
		h = unhurried
	case length(a) <= shortVisit:
		h = shortHabits
	}
	n := percentile(a)
	t := temperament{comes: n >= percentNoShow, startsAfter: h.startsAfter, patience: minutes(h.patience.pick(n)),
		mayCancel: h.mayCancel && n >= 100-percentCancel, mayMistake: h.mayMistake && n%oneInMistakes == mistakeRemainder,
		takes: length(a) * time.Duration(h.takes.pick(n)) / 100, reason: cancelReasons[n%len(cancelReasons)]}
	if n >= 100-percentLate {
		t.startsAfter = max(t.startsAfter, lateBy)
	}
	return t
}

func length(a clinic.Appointment) time.Duration { return a.EndsAt.Sub(a.StartsAt) }

// percentile returns a number below 100 that stays with an appointment, and is
// the same in every demo that begins at the same time.
func percentile(a clinic.Appointment) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(a.StartsAt.Format(time.DateTime) + a.PatientName)) // a hash takes everything
	return int(h.Sum32() % 100)
}
