package clinic

import "time"

// A Period is days in a row, both ends included.
type Period struct{ From, Until Day }

// ParsePeriod reads a period of most days at most. It returns Invalid and names the
// field, from or until, that is no date or does not fit the other one.
func ParsePeriod(from, until string, most int) (Period, error) {
	var p Problems
	read := func(field, text string) Day {
		d, err := ParseDay(text)
		if err != nil {
			p.Add(field, "Enter a date, such as 2026-03-31.")
		}
		return d
	}
	v := Period{read("from", from), read("until", until)}
	switch n := v.Days(); {
	case len(p) > 0:
	case n < 1:
		p.Add("until", "The end is before the start.")
	case n > most:
		p.Add("until", "Choose %d days at most.", most)
	}
	return v, p.Err()
}

// Days returns how many days p has, less than one when it ends before it starts.
func (p Period) Days() int { return p.From.daysUntil(p.Until) + 1 }

// Bounds returns the instants between which p lies in zone.
func (p Period) Bounds(zone *time.Location) (from, to time.Time) {
	from, _ = p.From.Bounds(zone)
	_, to = p.Until.Bounds(zone)
	return from, to
}

// MonthOf returns the month of d, and the one that many months later.
func MonthOf(d Day, later int) Period {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return Period{d, d}
	}
	first := time.Date(t.Year(), t.Month()+time.Month(later), 1, 0, 0, 0, 0, time.UTC)
	return Period{Day(first.Format(time.DateOnly)), Day(first.AddDate(0, 1, -1).Format(time.DateOnly))}
}

// Monday returns the first day of the week of d.
func (d Day) Monday() Day {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return d
	}
	return d.Add(-(int(t.Weekday()) + 6) % 7)
}
