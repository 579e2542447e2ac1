package reports

import (
	"fmt"
	"strconv"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
)

// The picture of a chart, in units of its own: the bars stand on a ground, below which
// the weeks are named.
const (
	chartWidth  = 360
	chartTop    = 14
	barsHeight  = 96
	chartGround = chartTop + barsHeight
	mostLabels  = 6  // of weeks
	mostNumbers = 14 // bars with their number above
)

type (
	// A chart is drawn beside the table that has its data.
	chart struct {
		ID, Heading, Summary string
		Legend               string // what the second bars are, "" for none
		Bars                 []bar
		Labels               []chartText
	}
	// A bar stands for a week; inside is a second one for a part of it.
	bar struct {
		X, Width, Y, Height, PartX, PartWidth, PartY, PartHeight float64
		Summary                                                  string
	}
	chartText struct {
		X, Y float64
		Text string
	}
)

// charts draws a report by week.
func charts(r *web.Request, rep store.Report, p clinic.Period) []chart {
	sessions := chart{ID: "chart-sessions", Heading: r.T("Sessions by week"), Legend: r.T("no-shows")}
	delays := chart{ID: "chart-delay", Heading: r.T("Median start delay by week, in minutes")}
	var of, missed, median []int
	var weeks []clinic.Day
	for monday := range mondays(p) {
		t := rep.ByWeek[monday]
		if t == nil {
			t = &clinic.Tally{}
		}
		m, _ := t.Delay(50)
		weeks, of, missed, median = append(weeks, monday), append(of, t.Sessions), append(missed, t.NoShows), append(median, m)
	}
	sessions.draw(r, weeks, of, missed, func(i int) string {
		return r.N("%d sessions", of[i]) + ", " + r.N("%d no-shows", missed[i])
	})
	delays.draw(r, weeks, median, nil, func(i int) string { return r.T("%d min", median[i]) })
	noShows, _ := rep.Total.NoShowRate()
	sessions.Summary = r.T("Sessions by week, %s to %s: %s, of which %s did not come.", p.From, p.Until,
		r.N("%d sessions", rep.Total.Sessions), percent(noShows, true))
	overall, _ := rep.Total.Delay(50)
	delays.Summary = r.T("Median start delay by week, %s to %s: %s over all.", p.From, p.Until, r.T("%d min", overall))
	return []chart{sessions, delays}
}

// draw adds a bar for each week, with a part of it if there are parts.
func (c *chart) draw(r *web.Request, weeks []clinic.Day, values, parts []int, describe func(i int) string) {
	most := 1
	for _, v := range values {
		most = max(most, v)
	}
	step := float64(chartWidth) / float64(len(weeks))
	width := min(step*.7, 28)
	height := func(n int) float64 { return float64(n) * barsHeight / float64(most) }
	every := (len(weeks) + mostLabels - 1) / mostLabels
	for i, monday := range weeks {
		middle := (float64(i) + .5) * step
		t, err := time.Parse(time.DateOnly, string(monday))
		if err != nil {
			continue
		}
		b := bar{X: round(middle - width/2), Width: round(width), Height: round(height(values[i])),
			Summary: fmt.Sprintf("%s: %s", r.Date(t, "2 Jan 2006"), describe(i))}
		b.Y = chartGround - b.Height
		if parts != nil && parts[i] > 0 {
			b.PartX, b.PartWidth, b.PartHeight = b.X, b.Width, round(max(height(parts[i]), 1.5))
			b.PartY = chartGround - b.PartHeight
		}
		c.Bars = append(c.Bars, b)
		if i%every == 0 {
			c.Labels = append(c.Labels, chartText{round(middle), chartGround + 14, r.Date(t, "2 Jan")})
		}
		if len(weeks) <= mostNumbers {
			c.Labels = append(c.Labels, chartText{round(middle), b.Y - 3, strconv.Itoa(values[i])})
		}
	}
}

func round(v float64) float64 { return float64(int(v*10+.5)) / 10 }
