package demo

import (
	"fmt"
	"slices"
	"time"

	"televisit/clinic"
)

// What a large demo looks like.
const (
	perPatient   = 5      // sessions a patient
	perProvider  = 20_000 // sessions a provider can have had in some years
	withTrail    = 5_000  // the newest of an org, whose trail is told
	bulkBefore   = 8      // days before today that the many begin at
	bulkAfter    = 8      // days after today
	everyPlanned = 40     // one in so many is still to come
)

// bulk adds n sessions to the office with patients and providers in
// proportion, all created before the handmade ones of today.
func (f *office) bulk(n int) error {
	if n == 0 {
		return nil
	}
	for len(f.lanes) < 4+n/perProvider {
		k := len(f.lanes) + 1
		who := f.somebody()
		if err := f.hire(person{fmt.Sprintf("provider%d", k), "Dr. " + who.given + " " + who.family, []clinic.RoleID{clinic.Provider}}); err != nil {
			return err
		}
	}
	for range (n + perPatient - 1) / perPatient {
		if err := f.register(f.somebody()); err != nil {
			return err
		}
	}
	past, coming := f.calendar(-bulkBefore, -1), f.calendar(bulkAfter, 1)
	all := make([]visit, n)
	for i := range all {
		next := past
		if i%everyPlanned == everyPlanned-1 {
			next = coming
		}
		all[i] = f.one(next, i)
	}
	// In the order in which they were booked, as a practice's own are.
	slices.SortFunc(all, func(a, b visit) int { return a.booked.Compare(b.booked) })
	for i, v := range all {
		if err := f.write(v, f.known[f.rng.IntN(len(f.known))], i); err != nil {
			return err
		}
	}
	return nil
}

// one returns the i-th of the many, at the next time that is free.
func (f *office) one(next func() (lane int, at time.Time), i int) visit {
	lane, at := next()
	v := visit{lane: lane, at: at, length: minutes(20 + i%2*10), fate: coming, on: elsewhere[f.rng.IntN(len(elsewhere))], untold: i >= withTrail}
	latest := at
	if at.After(f.now) {
		latest = f.now.AddDate(0, 0, -bulkBefore)
	} else {
		v.fate = f.fate()
	}
	v.booked = latest.Add(-minutes(60 + f.rng.IntN(21*24*60)))
	return v
}

// fate returns what became of one of the many.
func (f *office) fate() fate {
	switch n := f.rng.IntN(100); {
	case n < 78:
		return done
	case n < 82:
		return untimed
	case n < 83:
		return cutOff
	case n < 91:
		return missed
	}
	return calledOff
}

// calendar returns what gives one free time after the other: workdays from
// that many days off today on, step by step, sixteen half hours a provider.
// Who works in both offices is busy with the handmade.
func (f *office) calendar(day, step int) func() (lane int, at time.Time) {
	local := f.now.In(f.zone)
	lane, half := -1, 0
	open := func() time.Time { return time.Date(local.Year(), local.Month(), local.Day()+day, 8, 0, 0, 0, f.zone) }
	start := open()
	return func() (int, time.Time) {
		if lane++; lane == 3 {
			lane++
		}
		if lane >= len(f.lanes) {
			lane, half = 0, half+1
		}
		if half == 16 {
			half, day = 0, day+step
			start = open()
		}
		for start.Weekday() == time.Saturday || start.Weekday() == time.Sunday {
			day += step
			start = open()
		}
		return lane, start.Add(minutes(30 * half)).UTC()
	}
}
