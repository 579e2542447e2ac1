package reports

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
)

// A named is a tally and what of.
type named struct {
	name string
	*clinic.Tally
}

// A section is the tallies of a report by one thing.
type section struct {
	id, heading, of string
	all             []named
}

// sections returns what a report says, each in the order of its table.
func sections(r *web.Request, rep store.Report, p clinic.Period) []section {
	var weeks, providers, platforms []named
	for monday := range mondays(p) {
		weeks = append(weeks, named{r.Day(monday, "2 Jan 2006"), cmp.Or(rep.ByWeek[monday], &clinic.Tally{})})
	}
	for _, m := range rep.Providers {
		providers = append(providers, named{m.Name, rep.ByProvider[m.ID]})
	}
	for _, id := range slices.Sorted(maps.Keys(rep.ByPlatform)) {
		platforms = append(platforms, named{cmp.Or(rep.Platforms[id], r.T("No platform")), rep.ByPlatform[id]})
	}
	slices.SortStableFunc(platforms, func(a, b named) int { return cmp.Compare(a.name, b.name) })
	return []section{{"weeks", r.T("By week"), r.T("Week of"), weeks}, {"providers", r.T("By provider"), r.T("Provider"), providers},
		{"platforms", r.T("By platform"), r.T("Platform"), platforms}}
}

// mondays yields the first day of each week of p.
func mondays(p clinic.Period) func(yield func(clinic.Day) bool) {
	return func(yield func(clinic.Day) bool) {
		for m := p.From.Monday(); m <= p.Until; m = m.Add(7) {
			if !yield(m) {
				return
			}
		}
	}
}

func groups(r *web.Request, rep store.Report, p clinic.Period) (all []groupView) {
	for _, s := range sections(r, rep, p) {
		g := groupView{ID: s.id, Heading: s.heading, Of: s.of, Total: rowOf(r, named{r.T("All"), rep.Total})}
		g.Total.All = true
		for _, n := range s.all {
			g.Rows = append(g.Rows, rowOf(r, n))
		}
		all = append(all, g)
	}
	return all
}

func rowOf(r *web.Request, n named) tallyRow {
	count := func(n int) string { return r.Number(int64(n)) }
	return tallyRow{Name: n.name, Sessions: count(n.Sessions), NoShows: count(n.NoShows), NoShowRate: percent(n.NoShowRate()),
		LateCancels: count(n.LateCancels), LateRate: percent(n.LateCancelRate()), Median: delay(n.Delay(50)), Ninety: delay(n.Delay(90)),
		Minutes: count(n.Minutes)}
}

// percent returns a rate for people, a dash for none.
func percent(rate float64, ok bool) string {
	if !ok {
		return "–"
	}
	return strconv.Itoa(int(rate*100+.5)) + "%"
}

func delay(minutes int, ok bool) string {
	if !ok {
		return "–"
	}
	return strconv.Itoa(minutes)
}
