package handlers

import (
	"time"

	"televisit/clinic"
	"televisit/store"
)

// The strip shows stripDays days, in bars of barHeight units for the fullest.
const (
	stripDays = 14
	barHeight = 60
)

// stripView is the last days as bars, and the same in words.
type stripView struct {
	Days  []stripDay
	Said  string // all of it, for who does not see the bars
	Total string
}

type stripDay struct {
	Weekday, Date, Full, Said string
	Datetime                  clinic.Day
	Sessions, NoShows         int64
	Bar, Missed               bar
	Today                     bool
}

// A bar stands on the ground of a picture barHeight high.
type bar struct{ Y, Height int64 }

// stripOf draws counts, of which the last is today's.
func (w *words) stripOf(counts []store.DayCount) (v stripView) {
	var most, sessions, missed int64
	for _, c := range counts {
		most, sessions, missed = max(most, c.Sessions), sessions+c.Sessions, missed+c.NoShows
	}
	for i, c := range counts {
		t, err := time.Parse(time.DateOnly, string(c.Day))
		if err != nil {
			continue
		}
		v.Days = append(v.Days, stripDay{Weekday: string([]rune(w.date(t, "Mon"))[:2]), Date: t.Format("2"), Full: w.date(t, "Mon 2 Jan"), Said: w.countsText(c.Sessions, c.NoShows), Datetime: c.Day, Sessions: c.Sessions, NoShows: c.NoShows,
			Bar: barOf(c.Sessions, most), Missed: barOf(c.NoShows, most), Today: i == len(counts)-1})
	}
	v.Total = w.countsText(sessions, missed)
	if n := len(v.Days); n > 0 {
		v.Said = w.t("Sessions by day, %s to %s: %s", v.Days[0].Full, v.Days[n-1].Full, v.Total)
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

func (w *words) countsText(sessions, missed int64) string {
	return w.n("%d sessions", int(sessions)) + ", " + w.n("%d no-shows", int(missed))
}
