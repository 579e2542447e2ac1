package today

import (
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
)

// The strip shows StripDays days, in bars of barHeight units for the fullest.
const (
	StripDays = 14
	barHeight = 60
)

// A Strip is the last days as bars, and the same in words.
type Strip struct {
	Days    []stripDay
	Summary string // all of it, for who does not see the bars
	Total   string
}

type stripDay struct {
	Weekday, Date, Full, Summary string
	Datetime                     clinic.Day
	Sessions, NoShows            int64
	Bar, Missed                  bar
	Today                        bool
}

// A bar stands on the ground of a picture barHeight high.
type bar struct{ Y, Height int64 }

// StripOf draws counts, of which the last is today's.
func StripOf(r *web.Request, counts []store.DayCount) (v Strip) {
	var most, sessions, missed int64
	for _, c := range counts {
		most, sessions, missed = max(most, c.Sessions), sessions+c.Sessions, missed+c.NoShows
	}
	for i, c := range counts {
		t, err := time.Parse(time.DateOnly, string(c.Day))
		if err != nil {
			continue
		}
		v.Days = append(v.Days, stripDay{Weekday: string([]rune(r.Date(t, "Mon"))[:2]), Date: t.Format("2"), Full: r.Date(t, "Mon 2 Jan"),
			Summary: countsText(r, c.Sessions, c.NoShows), Datetime: c.Day, Sessions: c.Sessions, NoShows: c.NoShows,
			Bar: barOf(c.Sessions, most), Missed: barOf(c.NoShows, most), Today: i == len(counts)-1})
	}
	v.Total = countsText(r, sessions, missed)
	if n := len(v.Days); n > 0 {
		v.Summary = r.T("Sessions by day, %s to %s: %s", v.Days[0].Full, v.Days[n-1].Full, v.Total)
	}
	return v
}

// barOf returns the bar of n where most is the highest. What there is at all
// can be seen.
func barOf(n, most int64) bar {
	if n == 0 {
		return bar{Y: barHeight}
	}
	h := max(n*barHeight/most, 2)
	return bar{barHeight - h, h}
}

func countsText(r *web.Request, sessions, missed int64) string {
	return r.N("%d sessions", int(sessions)) + ", " + r.N("%d no-shows", int(missed))
}
