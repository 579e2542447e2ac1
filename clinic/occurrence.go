package clinic

import "time"

// An Occurrence is when one appointment of a series is, by the calendar and by the
// clock on the wall: so it is at the same time whatever the clocks do in between.
type Occurrence struct {
	Day    Day
	Starts string        // "15:04"
	Length time.Duration // by the clock on the wall
}

// OccurrenceOf returns what s is in zone.
func OccurrenceOf(s Span, zone *time.Location) Occurrence {
	start, end := s.Start.In(zone).Truncate(time.Minute), s.End.In(zone).Truncate(time.Minute)
	_, before := start.Zone()
	_, after := end.Zone()
	return Occurrence{DayIn(start, zone), start.Format("15:04"), end.Sub(start) + time.Duration(after-before)*time.Second}
}

// With returns o as e wants it.
func (o Occurrence) With(e Exception) Occurrence {
	if e.Move {
		o.Day, o.Starts = e.Day, e.Starts
	}
	return o
}

// Follow returns o after a change of another one of its series: by as many days
// later, and with its time of day or its length where those changed.
func (o Occurrence) Follow(old, changed Occurrence) Occurrence {
	o.Day = o.Day.Add(old.Day.daysUntil(changed.Day))
	if old.Starts != changed.Starts {
		o.Starts = changed.Starts
	}
	if old.Length != changed.Length {
		o.Length = changed.Length
	}
	return o
}

// Span returns the instants of o. It returns Invalid when there are none, or when the
// clocks change in that night and leave a doubt.
func (o Occurrence) Span(zone *time.Location) (Span, error) {
	if _, err := ParseDay(string(o.Day)); err != nil {
		return Span{}, err
	}
	start, err := o.Day.wall(o.Starts)
	if err != nil {
		return Span{}, FieldErrorf("starts", "%s: %s", Translatable("Starts"), MessageOf(err))
	}
	all, err := o.Day.Spans(o.Starts, start.Add(o.Length).Format("15:04"), zone)
	if err == nil && all.Stated == nil {
		err = FieldErrorf("starts", "Clocks change in that night, so these times can mean more than one thing. Choose others.")
	}
	if err != nil {
		return Span{}, err
	}
	return *all.Stated, nil
}
