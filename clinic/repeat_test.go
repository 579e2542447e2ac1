package clinic_test

import (
	"slices"
	"testing"
	"time"

	"televisit/clinic"
)

func TestRepeatCheck(t *testing.T) {
	t.Parallel()
	const first = clinic.Day("2026-03-03")
	for name, c := range map[string]struct {
		r     clinic.Repeat
		first clinic.Day
		field string // "" when it is right
		want  string
	}{
		"once":                     {clinic.Repeat{}, first, "", ""},
		"two":                      {clinic.Repeat{EveryWeeks: 1, Count: 2}, first, "", ""},
		"the longest":              {clinic.Repeat{EveryWeeks: 4, Count: 26}, first, "", ""},
		"until the last day":       {clinic.Repeat{EveryWeeks: 1, Until: "2026-08-25"}, first, "", ""},
		"until the day before two": {clinic.Repeat{EveryWeeks: 1, Until: "2026-09-01", Count: 5}, first, "", ""},
		"no interval": {clinic.Repeat{Count: 5}, first, "repeat",
			"Choose how often it repeats, or leave how many and until when empty."},
		"five weeks": {clinic.Repeat{EveryWeeks: 5, Count: 5}, first, "repeat", "Choose how often it repeats from the list."},
		"below zero": {clinic.Repeat{EveryWeeks: -1, Count: 5}, first, "repeat", "Choose how often it repeats from the list."},
		"no end":     {clinic.Repeat{EveryWeeks: 1}, first, "repeat_count", "Enter how many there are to be, or until when."},
		"one":        {clinic.Repeat{EveryWeeks: 1, Count: 1}, first, "repeat_count", "Enter a number from 2 to 26."},
		"too many":   {clinic.Repeat{EveryWeeks: 1, Count: 27}, first, "repeat_count", "Enter a number from 2 to 26."},
		"no number":  {clinic.Repeat{EveryWeeks: 1, Count: -1}, first, "repeat_count", "Enter a number from 2 to 26."},
		"no day":     {clinic.Repeat{EveryWeeks: 1, Until: "soon"}, first, "repeat_until", "Enter a date as YYYY-MM-DD."},
		"too late": {clinic.Repeat{EveryWeeks: 1, Until: "2026-09-01"}, first, "repeat_until",
			"Until then there are 27, and a series has up to 26: the last day can be 2026-08-25."},
		"far too late": {clinic.Repeat{EveryWeeks: 2, Until: "9999-12-31"}, first, "repeat_until",
			"Until then there are 208028, and a series has up to 26: the last day can be 2027-02-16."},
		"too early": {clinic.Repeat{EveryWeeks: 2, Until: "2026-03-16"}, first, "repeat_until",
			"Until then there is only one. Choose a later day, or do not repeat it."},
		"too early for the number": {clinic.Repeat{EveryWeeks: 1, Until: "2026-03-01", Count: 5}, first, "repeat_until",
			"Until then there is only one. Choose a later day, or do not repeat it."},
		"when it begins is wrong": {clinic.Repeat{EveryWeeks: 1, Until: "2026-03-01"}, "x", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			field, shown := "", ""
			for _, f := range clinic.FieldsOf(c.r.Check(c.first)) {
				field, shown = field+f.Field, shown+f.Message.String()
			}
			if field != c.field || shown != c.want {
				t.Errorf("got %q at %q, want %q at %q", shown, field, c.want, c.field)
			}
		})
	}
}

func TestRepeatAfter(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		r    clinic.Repeat
		want []clinic.Day
	}{
		"once":             {clinic.Repeat{}, nil},
		"a number":         {clinic.Repeat{EveryWeeks: 1, Count: 3}, []clinic.Day{"2027-01-05", "2027-01-12"}},
		"until a day":      {clinic.Repeat{EveryWeeks: 2, Until: "2027-01-26"}, []clinic.Day{"2027-01-12", "2027-01-26"}},
		"the number first": {clinic.Repeat{EveryWeeks: 4, Count: 2, Until: "2027-12-31"}, []clinic.Day{"2027-01-26"}},
		"the day first":    {clinic.Repeat{EveryWeeks: 3, Count: 9, Until: "2027-02-08"}, []clinic.Day{"2027-01-19"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := c.r.After("2026-12-29"); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	if got := (clinic.Repeat{EveryWeeks: 1, Count: clinic.LongestSeries}).After("2026-12-29"); len(got) != clinic.LongestSeries-1 {
		t.Errorf("got %d after the first, want %d", len(got), clinic.LongestSeries-1)
	}
}

// Over every change of every zone's clocks a weekly visit stays at its time of day, and
// is as long by the clock on the wall; where that cannot be, it says so.
func TestOccurrencesAcrossEveryChange(t *testing.T) {
	inChanges(t, func(t *testing.T, zone *time.Location, change time.Time) {
		for start := change.Add(-3 * time.Hour); start.Before(change.Add(3 * time.Hour)); start = start.Add(30 * time.Minute) {
			s := clinic.Span{Start: start.In(zone), End: start.Add(45 * time.Minute).In(zone)}
			before := clinic.OccurrenceOf(s, zone)
			before.Day = before.Day.Add(-7)
			earlier, err := before.Span(zone)
			if err != nil {
				continue // another change, a week before
			}
			at := clinic.OccurrenceOf(earlier, zone)
			at.Day = at.Day.Add(7)
			got, err := at.Span(zone)
			if err != nil {
				if len(clinic.FieldsOf(err)) == 0 {
					t.Errorf("%v: got %v, want it said at a field", at, err)
				}
				continue
			}
			if back := clinic.OccurrenceOf(got, zone); back != at {
				t.Errorf("%v became %v, want the same by the clock", at, back)
			}
		}
	})
}

func TestOccurrenceFollows(t *testing.T) {
	t.Parallel()
	at := func(day clinic.Day, starts string, length time.Duration) clinic.Occurrence {
		return clinic.Occurrence{Day: day, Starts: starts, Length: length * time.Minute}
	}
	old, other := at("2026-03-03", "10:00", 30), at("2026-03-12", "14:00", 50)
	for name, c := range map[string]struct{ changed, want clinic.Occurrence }{
		"nothing":      {old, other},
		"a later day":  {at("2026-03-05", "10:00", 30), at("2026-03-14", "14:00", 50)},
		"an earlier":   {at("2026-02-28", "10:00", 30), at("2026-03-09", "14:00", 50)},
		"another time": {at("2026-03-03", "11:00", 30), at("2026-03-12", "11:00", 50)},
		"longer":       {at("2026-03-03", "10:00", 45), at("2026-03-12", "14:00", 45)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := other.Follow(old, c.changed); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
