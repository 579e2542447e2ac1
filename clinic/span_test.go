package clinic_test

import (
	"testing"
	"time"

	"televisit/clinic"
)

// changesOf returns when the clocks of zone change from 2024 to 2030.
func changesOf(zone *time.Location) (all []time.Time) {
	last := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	for at := time.Date(2024, 1, 1, 0, 0, 0, 0, zone); ; {
		_, at = at.ZoneBounds()
		if at.IsZero() || at.After(last) {
			return all
		}
		all = append(all, at)
	}
}

// inChanges runs f as a subtest of each zone, with every change of its clocks.
func inChanges(t *testing.T, f func(t *testing.T, zone *time.Location, change time.Time)) {
	t.Parallel()
	seen := 0
	for _, name := range append([]string{"Australia/Lord_Howe", "America/Havana", "Atlantic/Azores"}, clinic.Zones...) {
		t.Run(name, func(t *testing.T) {
			zone, err := time.LoadLocation(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, change := range changesOf(zone) {
				seen++
				f(t, zone, change)
			}
		})
	}
	if seen < 400 {
		t.Errorf("there were %d changes, want many", seen)
	}
}

// Every half hour around a change can be booked, in either hour of a repeated one, and
// is what it was typed as.
func TestSpansAroundEveryChange(t *testing.T) {
	inChanges(t, func(t *testing.T, zone *time.Location, change time.Time) {
		for start := change.Add(-4 * time.Hour); start.Before(change.Add(4 * time.Hour)); start = start.Add(30 * time.Minute) {
			for _, length := range []time.Duration{15 * time.Minute, 30 * time.Minute, 2 * time.Hour} {
				checkSpan(t, zone, clinic.Span{Start: start.In(zone), End: start.Add(length).In(zone)})
			}
		}
	})
}

// checkSpan checks that want is among what its clock times can mean, and that all of
// these are what was typed.
func checkSpan(t *testing.T, zone *time.Location, want clinic.Span) {
	t.Helper()
	day, from, to := clinic.DayIn(want.Start, zone), want.Start.Format("15:04"), want.End.Format("15:04")
	got, err := day.Spans(from, to, zone)
	if err != nil {
		t.Errorf("%s: %v", want, err)
		return
	}
	offered, asked := false, got.Stated == nil
	for _, s := range got.All {
		offered = offered || s.Start.Equal(want.Start) && s.End.Equal(want.End)
		if clinic.DayIn(s.Start, zone) != day || s.Start.Format("15:04") != from || s.End.Format("15:04") != to {
			t.Errorf("%s %s to %s may mean %s", day, from, to, s)
		}
		if s.Length() <= 0 || s.Length() > clinic.LongestVisit || s.Length() != s.End.Sub(s.Start) {
			t.Errorf("%s lasts %s", s, s.Length())
		}
	}
	if !offered {
		t.Errorf("%s is not offered, but %v", want, got.All)
	}
	_, before := want.Start.Zone()
	_, after := want.End.Zone()
	if before != after && !asked && got.Stated.Start.Equal(want.Start) && got.Stated.End.Equal(want.End) {
		t.Errorf("%s is taken for what the clocks say", want)
	}
	if clinic.Repetition(want.Start) > 0 && len(got.All) > 1 && !asked {
		t.Errorf("%s to %s on %s is taken for %s, want it asked", from, to, day, got.Stated)
	}
}

// The instants of a time of day are all there are, and Repetition counts them.
func TestInstantsAroundEveryChange(t *testing.T) {
	inChanges(t, func(t *testing.T, zone *time.Location, change time.Time) {
		shown := map[string][]time.Time{}
		for at := change.Add(-3 * time.Hour); at.Before(change.Add(3 * time.Hour)); at = at.Add(30 * time.Minute) {
			text := at.In(zone).Format("2006-01-02 15:04")
			shown[text] = append(shown[text], at)
		}
		for text, want := range shown {
			got, err := clinic.Day(text[:10]).Instants(text[11:], zone)
			if err != nil || len(got) < len(want) {
				t.Errorf("%s: got %v, %v, want %v", text, got, err, want)
			}
			for i, at := range want {
				n := clinic.Repetition(at.In(zone))
				if len(want) > 1 && (n != i+1 || !got[i].Equal(at)) || n == 0 && len(got) != 1 {
					t.Errorf("%s: got %v, which is number %d", text, got, n)
				}
			}
		}
	})
}

// No instant is between two days, and none is of both.
func TestDaysAroundEveryChange(t *testing.T) {
	inChanges(t, func(t *testing.T, zone *time.Location, change time.Time) {
		first := clinic.DayIn(change, zone).Add(-2)
		_, end := first.Bounds(zone)
		for n := 1; n < 5; n++ {
			day := first.Add(n)
			from, to := day.Bounds(zone)
			if !from.Equal(end) || !to.After(from) || clinic.DayIn(from, zone) != day || clinic.DayIn(to.Add(-1), zone) != day {
				t.Errorf("%s is from %s to %s, after a day to %s", day, from, to, end)
			}
			end = to
		}
	})
}

func TestSpans(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		day      clinic.Day
		from, to string
		want     int           // spans
		message  time.Duration // 0 when it must be asked
		field    string        // that is wrong
	}{
		{"2026-03-02", "09:00", "09:30", 1, 30 * time.Minute, ""},
		{"2026-03-02", "09:00", "21:00", 1, 12 * time.Hour, ""},
		{"2026-03-02", "09:00", "21:01", 0, 0, "ends"},
		{"2026-03-02", "23:30", "00:15", 1, 45 * time.Minute, ""},
		{"2026-03-02", "23:30", "00:00", 1, 30 * time.Minute, ""},
		{"2026-03-02", "14:00", "13:30", 0, 0, "ends"},
		{"2026-03-02", "14:00", "14:00", 0, 0, "ends"},
		{"2026-03-02", "x", "09:30", 0, 0, "starts"},
		{"2026-03-02", "09:00", "", 0, 0, "ends"},
		{"2026-03-08", "02:30", "03:30", 0, 0, "starts"},
		{"2026-03-08", "01:30", "02:30", 0, 0, "ends"},
		{"2026-03-08", "00:30", "03:30", 1, 0, ""},                 // two hours, and the clocks say three
		{"2026-03-08", "15:00", "02:30", 1, 690 * time.Minute, ""}, // that time is skipped only on the day of the start
		{"2026-03-07", "22:00", "02:30", 0, 0, "ends"},
		{"2026-03-07", "22:00", "03:30", 1, 0, ""},
		{"2026-11-01", "01:15", "01:45", 3, 0, ""},
		{"2026-11-01", "01:45", "01:15", 1, 0, ""},
		{"2026-11-01", "01:15", "01:15", 1, 0, ""},
		{"2026-11-01", "00:30", "01:30", 2, time.Hour, ""},
		{"2026-11-01", "01:30", "02:30", 2, 0, ""},
		{"2026-11-01", "00:30", "02:30", 1, 0, ""},
		{"2026-10-31", "18:00", "06:00", 0, 0, "ends"}, // thirteen hours
		{"9999-12-31", "23:30", "00:15", 0, 0, "ends"},
	} {
		t.Run(string(c.day)+" "+c.from+" "+c.to, func(t *testing.T) {
			t.Parallel()
			got, err := c.day.Spans(c.from, c.to, zone)
			if len(got.All) != c.want || (c.field != "") != (err != nil) || err != nil && clinic.FieldsOf(err)[0].Field != c.field {
				t.Fatalf("got %v, %v", got.All, err)
			}
			if message := got.Stated; (message != nil) != (c.message != 0) || message != nil && message.Length() != c.message {
				t.Errorf("got %v, want %s", message, c.message)
			}
		})
	}
}
