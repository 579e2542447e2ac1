package clinic

import (
	"slices"
	"time"
)

// A Span is from one instant to another.
type Span struct{ Start, End time.Time }

// Length returns how long s is.
func (s Span) Length() time.Duration { return s.End.Sub(s.Start) }

// Overlaps reports whether some time is in both; where one ends the other may begin.
func (s Span) Overlaps(other Span) bool {
	return s.Start.Before(other.End) && other.Start.Before(s.End)
}

// String returns s as an interval of ISO 8601, to the second.
func (s Span) String() string { return s.Start.Format(time.RFC3339) + "/" + s.End.Format(time.RFC3339) }

// Spans are what a booking from one time of day to another can mean.
type Spans struct {
	All    []Span
	Stated *Span // of All what the clock times say, nil when somebody must choose
}

// mostShift is more than the clocks of any place are from UTC.
const mostShift = 26 * time.Hour

// Instants returns all instants at which the clocks of zone show a time of day
// ("15:04") on d, in order: none where they skip it, two where they repeat it. It
// returns Invalid for a text that is no time.
func (d Day) Instants(clock string, zone *time.Location) (all []time.Time, err error) {
	wall, err := d.wall(clock)
	if err != nil {
		return nil, err
	}
	for at := wall.Add(-mostShift).In(zone); ; {
		_, offset := at.Zone()
		t := wall.Add(-time.Duration(offset) * time.Second).In(zone)
		if _, then := t.Zone(); then == offset && !slices.ContainsFunc(all, t.Equal) {
			all = append(all, t)
		}
		_, change := at.ZoneBounds()
		if change.IsZero() || change.After(wall.Add(mostShift)) {
			break
		}
		at = change
	}
	slices.SortFunc(all, time.Time.Compare)
	return all, nil
}

// wall returns a time of day on d as if it were one of UTC.
func (d Day) wall(clock string) (time.Time, error) {
	t, err := time.Parse("2006-01-02 15:04", string(d)+" "+clock)
	if err != nil {
		return time.Time{}, Errorf(Invalid, "Enter a time as HH:MM.")
	}
	return t, nil
}

// Repetition returns which time it is, 1 or 2, that the clocks of t's zone show on
// its day what they do at t, and 0 if they do so only once.
func Repetition(t time.Time) int {
	begin, end := t.ZoneBounds()
	if t.Sub(begin) > mostShift && (end.IsZero() || end.Sub(t) > mostShift) {
		return 0 // far from any change
	}
	all, err := DayIn(t, t.Location()).Instants(t.Format("15:04"), t.Location())
	if err != nil || len(all) < 2 {
		return 0
	}
	return 1 + slices.IndexFunc(all, t.Truncate(time.Minute).Equal)
}

// Spans returns what a booking on d from one time of day to another can mean. An end
// that is not later than the start by the clock is also one of the next day. It
// returns Invalid, naming starts or ends, when no appointment can be meant.
func (d Day) Spans(from, to string, zone *time.Location) (s Spans, err error) {
	starts, p := d.starts(from, to, zone)
	if p != nil {
		return s, p.Err()
	}
	stated, onDay := d.statedLength(from, to), d
	ends, _ := d.Instants(to, zone) // it can be read
	if stated <= 0 {
		stated, onDay = stated+24*time.Hour, d.Add(1)
		next, _ := onDay.Instants(to, zone)
		ends = append(ends, next...)
	}
	for _, start := range starts {
		for _, end := range ends {
			if span := (Span{start, end}); span.Length() > 0 && span.Length() <= LongestVisit {
				s.All = append(s.All, span)
			}
		}
	}
	if len(s.All) == 0 {
		return s, onDay.noSpan(to, zone, onDay != d, stated)
	}
	s.Stated = statedSpan(s.All, stated, len(starts))
	return s, nil
}

// starts returns the instants at which the clock shows from, and what is wrong with
// either time.
func (d Day) starts(from, to string, zone *time.Location) (starts []time.Time, p Problems) {
	if _, err := d.At(from, zone); err != nil {
		p.Add("starts", "%s: %s", Translatable("Starts"), MessageOf(err))
	}
	if _, err := d.wall(to); err != nil {
		p.Add("ends", "%s: %s", Translatable("Ends"), MessageOf(err))
	} else if _, err := d.At(to, zone); err != nil && p != nil {
		p.Add("ends", "%s: %s", Translatable("Ends"), MessageOf(err))
	}
	if p == nil {
		starts, _ = d.Instants(from, zone)
	}
	return starts, p
}

// statedLength returns how long it is from one time to another on a face of a clock,
// negative when the other is earlier.
func (d Day) statedLength(from, to string) time.Duration {
	start, _ := d.wall(from)
	end, _ := d.wall(to)
	return end.Sub(start)
}

// statedSpan returns the one of all that is as long as the clock times say, nil when that
// leaves a doubt.
func statedSpan(all []Span, length time.Duration, starts int) (stated *Span) {
	for i := range all {
		if all[i].Length() != length {
			continue
		}
		if stated != nil || starts > 1 && len(all) > 1 {
			return nil
		}
		stated = &all[i]
	}
	return stated
}

// noSpan says why nothing can end at a time on d, which is the day after the start
// if next, when the clocks say that it would last so long.
func (d Day) noSpan(to string, zone *time.Location, next bool, length time.Duration) error {
	_, err := d.At(to, zone)
	switch {
	case next && length == 24*time.Hour:
		return FieldErrorf("ends", "The end must be after the start.")
	case length > LongestVisit && next:
		return FieldErrorf("ends", "That end would be on the next day, and an appointment may last up to 12 hours.")
	case err != nil:
		return FieldErrorf("ends", "%s: %s", Translatable("Ends"), MessageOf(err))
	}
	return FieldErrorf("ends", "An appointment may last up to 12 hours.")
}
