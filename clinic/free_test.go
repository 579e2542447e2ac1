package clinic

import (
	"strings"
	"testing"
	"time"
)

func TestFreeSlots(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	const day = Day("2026-03-03")
	at := func(clock string) time.Time {
		v, err := day.At(clock, zone)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	span := func(from, to string) Span { return Span{at(from), at(to)} }
	set := DefaultSettings()
	set.TimeZone = zone.String()
	allDay := span("08:00", "17:00")
	for name, tt := range map[string]struct {
		taken  []Span
		length time.Duration
		now    time.Time
		want   string
	}{
		"an hour left":             {[]Span{allDay}, 30 * time.Minute, at("00:00"), "17:00 17:30"},
		"right after one":          {[]Span{allDay, span("17:00", "17:10")}, 30 * time.Minute, at("00:00"), "17:10 17:30"},
		"too long for a gap":       {[]Span{allDay, span("17:20", "18:00")}, 30 * time.Minute, at("00:00"), ""},
		"fills a gap":              {[]Span{allDay, span("17:20", "18:00")}, 20 * time.Minute, at("00:00"), "17:00"},
		"not in the past":          {[]Span{allDay}, 30 * time.Minute, at("17:20"), "17:30"},
		"none in time":             {nil, 30 * time.Minute, at("17:40"), ""},
		"somebody begins earlier":  {[]Span{span("07:00", "07:30"), span("08:00", "18:00")}, 30 * time.Minute, at("00:00"), "07:30"},
		"somebody ends later":      {[]Span{span("08:00", "18:10"), span("18:40", "19:00")}, 30 * time.Minute, at("00:00"), "18:10"},
		"no length":                {nil, 0, at("00:00"), ""},
		"longer than any may last": {nil, 13 * time.Hour, at("00:00"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range day.FreeSlots(tt.taken, tt.length, set, tt.now) {
				got = append(got, s.Format("15:04"))
			}
			if got := strings.Join(got, " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
