package demo

import (
	"fmt"
	"slices"
	"time"

	"televisit/clinic"
)

// What a large demo looks like.
const (
	sessionsPerPatient  = 5
	sessionsPerProvider = 20_000       // as in some years
	withAudit           = 5_000        // so many of the newest sessions of an org have audit rows
	oneInComing         = 40           // one session in so many is still to come
	daysApart           = 8            // the generated visits keep so many days from today, on both sides
	shortestNotice      = 60           // minutes between booking and visit
	noticeVaries        = 21 * 24 * 60 // by so many minutes more
)

// pastOutcomes says how many of a hundred past visits ended in which way.
var pastOutcomes = []struct {
	outcome outcome
	percent int
}{
	{completed, 78},
	{noDuration, 4},
	{callDropped, 1},
	{noShow, 8},
	{cancelled, 9},
}

// generate adds n sessions to the office, with patients and providers in
// proportion. All are created before the handwritten ones of today.
func (o *office) generate(n int) error {
	if n == 0 {
		return nil
	}
	for len(o.providers) < len(today)+1+n/sessionsPerProvider {
		who := o.inventPatient()
		if err := o.addPerson(person{fmt.Sprintf("provider%d", len(o.providers)+1), "Dr. " + who.given + " " + who.family,
			[]clinic.RoleID{clinic.Provider}}); err != nil {
			return err
		}
	}
	for range (n + sessionsPerPatient - 1) / sessionsPerPatient {
		if err := o.addPatient(o.inventPatient()); err != nil {
			return err
		}
	}
	// In the order in which they were booked, as a practice's own are.
	for i, v := range o.generateVisits(n) {
		if err := o.addVisit(v, o.anyPatient(), variant(i)); err != nil {
			return err
		}
	}
	return nil
}

// generateVisits returns n visits by the time at which they were booked.
func (o *office) generateVisits(n int) []visit {
	past, coming := o.calendar(-daysApart, -1), o.calendar(daysApart, 1)
	all := make([]visit, n)
	for i := range all {
		free := past
		if i%oneInComing == oneInComing-1 {
			free = coming
		}
		provider, at := free()
		all[i] = o.generateVisit(provider, at, i)
	}
	slices.SortFunc(all, func(a, b visit) int { return a.bookedAt.Compare(b.bookedAt) })
	return all
}

func (o *office) generateVisit(provider int, at time.Time, i int) visit {
	v := visit{provider: provider, at: at, length: minutes(20 + i%2*10), platform: usedPlatforms[o.rng.IntN(len(usedPlatforms))],
		noAudit: i >= withAudit}
	lastBooking := at
	if at.After(o.now) {
		lastBooking = o.now.AddDate(0, 0, -daysApart)
	} else {
		v.outcome = o.pastOutcome()
	}
	v.bookedAt = lastBooking.Add(-minutes(shortestNotice + o.rng.IntN(noticeVaries)))
	return v
}

// pastOutcome returns one of pastOutcomes, as often as that says.
func (o *office) pastOutcome() outcome {
	n := o.rng.IntN(100)
	for _, p := range pastOutcomes {
		if n -= p.percent; n < 0 {
			return p.outcome
		}
	}
	return completed
}

// The hours of an office, for generated visits.
const (
	opensAt     = 8 // o'clock
	slotMinutes = 30
	slotsADay   = 16
)

// calendar returns what gives one free slot after the other: on workdays from
// that many days off today on, day by day in the direction of step, and within
// a slot one provider after the other. Whoever works in both offices is busy
// with the handwritten visits.
func (o *office) calendar(day, step int) func() (provider int, at time.Time) {
	local := o.now.In(o.zone)
	opening := func() time.Time {
		return time.Date(local.Year(), local.Month(), local.Day()+day, opensAt, 0, 0, 0, o.zone)
	}
	provider, slot := -1, 0
	return func() (int, time.Time) {
		if provider++; provider == solo {
			provider++
		}
		if provider >= len(o.providers) {
			provider, slot = 0, slot+1
		}
		if slot == slotsADay {
			slot, day = 0, day+step
		}
		for opening().Weekday() == time.Saturday || opening().Weekday() == time.Sunday {
			day += step
		}
		return provider, opening().Add(minutes(slotMinutes * slot)).UTC()
	}
}
