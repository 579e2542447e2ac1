package clinic_test

import (
	"testing"
	"time"

	"televisit/clinic"
)

func TestDayBounds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		zone  string
		day   clinic.Day
		hours float64
		from  string
	}{
		{"America/New_York", "2026-03-02", 24, "2026-03-02T05:00:00Z"},
		{"America/New_York", "2026-03-08", 23, "2026-03-08T05:00:00Z"},
		{"America/New_York", "2026-11-01", 25, "2026-11-01T04:00:00Z"},
		{"America/Havana", "2026-03-08", 23, "2026-03-08T05:00:00Z"}, // midnight itself is skipped
		{"Australia/Lord_Howe", "2026-04-05", 24.5, "2026-04-04T13:00:00Z"},
		{"Pacific/Apia", "2011-12-31", 24, "2011-12-30T10:00:00Z"}, // the day before did not exist
	} {
		t.Run(string(tt.day)+" in "+tt.zone, func(t *testing.T) {
			t.Parallel()
			zone, err := time.LoadLocation(tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			from, to := tt.day.Bounds(zone)
			if got := from.UTC().Format(time.RFC3339); got != tt.from {
				t.Errorf("begins at %s, want %s", got, tt.from)
			}
			if got := to.Sub(from).Hours(); got != tt.hours {
				t.Errorf("got %v hours, want %v", got, tt.hours)
			}
			if got := clinic.DayIn(from, zone); got != tt.day {
				t.Errorf("its first instant is of %s, want %s", got, tt.day)
			}
			if got := clinic.DayIn(from.Add(-time.Millisecond), zone); got >= tt.day {
				t.Errorf("the instant before it is of %s, want a day before %s", got, tt.day)
			}
			if got := clinic.DayIn(to, zone); got <= tt.day {
				t.Errorf("the instant after it is of %s, want a day after %s", got, tt.day)
			}
		})
	}
}

func TestDayAt(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		day   clinic.Day
		clock string
		want  string // "" is Invalid
	}{
		{"2026-03-02", "09:00", "2026-03-02T14:00:00Z"},
		{"2026-03-08", "01:59", "2026-03-08T06:59:00Z"},
		{"2026-03-08", "02:00", ""},
		{"2026-03-08", "02:30", ""},
		{"2026-03-08", "03:00", "2026-03-08T07:00:00Z"},
		{"2026-11-01", "01:30", "2026-11-01T05:30:00Z"}, // the earlier of two
		{"2026-11-01", "00:30", "2026-11-01T04:30:00Z"},
		{"2026-11-01", "02:00", "2026-11-01T07:00:00Z"},
		{"2026-03-02", "24:00", ""}, {"2026-03-02", "9", ""}, {"2026-03-02", "", ""},
		{"2026-02-30", "09:00", ""}, {"", "09:00", ""}, {"x", "09:00", ""},
	} {
		t.Run(string(tt.day)+" "+tt.clock, func(t *testing.T) {
			t.Parallel()
			got, err := tt.day.At(tt.clock, zone)
			if tt.want == "" {
				if clinic.KindOf(err) != clinic.Invalid {
					t.Errorf("got %v, %v, want Invalid", got, err)
				}
				return
			}
			if text := got.UTC().Format(time.RFC3339); err != nil || text != tt.want {
				t.Errorf("got %s, %v, want %s", text, err, tt.want)
			}
		})
	}
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2026-03-08", "2026-3-8", "0000-00-00", "9999-12-31", "２０２６-03-08"} {
		f.Add(s, "02:30")
	}
	zone := time.UTC
	f.Fuzz(func(t *testing.T, day, clock string) {
		d, err := clinic.ParseDay(day)
		if err != nil {
			return
		}
		if d.Add(1).Add(-1) != d && d != "9999-12-31" {
			t.Errorf("%s is not itself after a day on and a day back", d)
		}
		if at, err := d.At(clock, zone); err == nil && clinic.DayIn(at, zone) != d {
			t.Errorf("%s %s falls on %s", d, clock, clinic.DayIn(at, zone))
		}
	})
}
