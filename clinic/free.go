package clinic

import (
	"slices"
	"time"
)

// slotEvery is how far apart the starts are that are offered.
const slotEvery = 30 * time.Minute

// FreeSlots returns when on d a visit of that length could begin beside those that
// are taken: at every half hour and right after each of them, while the
// practice is open, or as early and late as they are; never before now.
func (d Day) FreeSlots(taken []Span, length time.Duration, set Settings, now time.Time) (free []time.Time) {
	zone := set.Zone()
	begin, end := d.opens(taken, set, zone)
	if length <= 0 || length > LongestVisit {
		return nil
	}
	var starts []time.Time
	for at := begin; !at.Add(length).After(end); at = at.Add(slotEvery) {
		starts = append(starts, at)
	}
	for _, s := range taken {
		if !s.End.Before(begin) && !s.End.Add(length).After(end) {
			starts = append(starts, s.End)
		}
	}
	slices.SortFunc(starts, time.Time.Compare)
	for _, at := range slices.CompactFunc(starts, time.Time.Equal) {
		if !at.Before(now) && !slices.ContainsFunc(taken, Span{at, at.Add(length)}.Overlaps) {
			free = append(free, at.In(zone))
		}
	}
	return free
}

// opens returns from when to when d is offered.
func (d Day) opens(taken []Span, set Settings, zone *time.Location) (begin, end time.Time) {
	from, to := d.Bounds(zone)
	begin, end = from, to
	if at, err := d.At(set.DayBegins, zone); err == nil {
		begin = at
	}
	if at, err := d.At(set.DayEnds, zone); err == nil {
		end = at
	}
	for _, s := range taken {
		if s.Start.Before(begin) && !s.Start.Before(from) {
			begin = s.Start.Truncate(slotEvery)
		}
		if s.End.After(end) && !s.End.After(to) {
			end = s.End
		}
	}
	return begin, end
}
