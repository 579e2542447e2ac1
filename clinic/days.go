package clinic

import (
	"time"
	_ "time/tzdata" // zones are known on machines that have none
)

// A Day is a civil date as YYYY-MM-DD.
type Day string

// ParseDay reads a civil date. It returns Invalid for anything else.
func ParseDay(text string) (Day, error) {
	if _, err := time.Parse(time.DateOnly, text); err != nil || len(text) != len(time.DateOnly) {
		return "", Errorf(Invalid, "Enter a date as YYYY-MM-DD.")
	}
	return Day(text), nil
}

// Add returns the day n days later.
func (d Day) Add(n int) Day {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return d
	}
	return Day(t.AddDate(0, 0, n).Format(time.DateOnly))
}

// daysUntil returns how many days after d other is, negative when it is before, and 0
// when either is no day.
func (d Day) daysUntil(other Day) int {
	from, err1 := time.Parse(time.DateOnly, string(d))
	to, err2 := time.Parse(time.DateOnly, string(other))
	if err1 != nil || err2 != nil {
		return 0
	}
	return int((to.Unix() - from.Unix()) / (24 * 60 * 60))
}

// Bounds returns the instants between which d lies in zone: the first one
// belongs to it, the second to the next day. A day can have 23 or 25 hours.
func (d Day) Bounds(zone *time.Location) (from, to time.Time) {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}, time.Time{}
	}
	return startOfDay(t.Year(), t.Month(), t.Day(), zone), startOfDay(t.Year(), t.Month(), t.Day()+1, zone)
}

// DayOf returns the bounds of the day in zone that t falls on.
func DayOf(t time.Time, zone *time.Location) (from, to time.Time) {
	return DayIn(t, zone).Bounds(zone)
}

// DayIn returns the civil date of t in zone.
func DayIn(t time.Time, zone *time.Location) Day { return Day(t.In(zone).Format(time.DateOnly)) }

// startOfDay returns the first instant of a date: midnight, or where clocks
// skip midnight, the instant after the gap.
func startOfDay(year int, month time.Month, day int, zone *time.Location) time.Time {
	t := time.Date(year, month, day, 0, 0, 0, 0, zone)
	begin, end := t.ZoneBounds()
	switch {
	case t.Hour() == 0:
		return t
	case t.Hour() < 12: // read with the offset before the gap
		return begin
	}
	return end // read with the offset after it, so still the day before
}

// At returns the instant of a wall clock time ("15:04") on d in zone. Where
// clocks go back the earlier of the two instants is meant. It returns Invalid
// for a text that is no time and for a time that the day skips.
func (d Day) At(clock string, zone *time.Location) (time.Time, error) {
	all, err := d.Instants(clock, zone)
	if err != nil {
		return time.Time{}, err
	}
	if len(all) == 0 {
		return time.Time{}, Errorf(Invalid, "%s does not exist on %s: clocks go forward then.", clock, d)
	}
	return all[0], nil
}
