package handlers

import (
	"slices"
	"strconv"
	"time"

	"televisit/clinic"
	"televisit/store"
)

// tabs returns a tab for all sessions and one for each status, also for those
// that the program does not know but the database holds.
func (p *pages) tabs(q sessionQuery, l store.SessionList) []tab {
	statuses := slices.Clone(clinic.Statuses)
	var unknown []clinic.Status
	for s := range l.Counts {
		if !s.Known() {
			unknown = append(unknown, s)
		}
	}
	slices.Sort(unknown)
	make := func(text string, s clinic.Status, n int64) tab {
		to := q
		to.Status = s
		return tab{text, string(s), withQuery(p.views.links.path("/pm/telehealth"), to.text("")), p.number(n), s == q.Status}
	}
	all := []tab{make(p.t("All"), "", l.Total())}
	for _, s := range append(statuses, unknown...) {
		all = append(all, make(p.status(s), s, l.Counts[s]))
	}
	return all
}

// A cardDay is the cards of sessions that were created on one day, each a gap.
type cardDay struct {
	ID, Text string
	Cards    []string
}

// cardDays returns gaps for the cards of rows, by the day in zone.
func (p *pages) cardDays(rows []clinic.Session, zone *time.Location) (days []cardDay) {
	for i, s := range rows {
		day := clinic.DayIn(s.CreatedAt, zone)
		if n := len(days); n == 0 || days[n-1].ID != "day-"+string(day) {
			days = append(days, cardDay{ID: "day-" + string(day), Text: p.t("Created %s", p.day(day, fullDay))})
		}
		d := &days[len(days)-1]
		d.Cards = append(d.Cards, p.views.gaps.name("card-"+strconv.Itoa(i)))
	}
	return days
}

// pager says which part of the list is shown and where the others are.
func (p *pages) pager(view *listView, q sessionQuery, l store.SessionList) {
	list := p.views.links.path("/pm/telehealth")
	total := l.Total()
	if q.Status != "" {
		total = l.Counts[q.Status]
	}
	if q.After.ID != "" {
		view.Newest = withQuery(list, q.text(""))
	}
	if l.More {
		last := l.Rows[len(l.Rows)-1]
		view.OlderAt = cursorText(store.Cursor{CreatedAt: last.CreatedAt, ID: last.ID})
		view.Older = withQuery(list, q.text(view.OlderAt))
	}
	if l.More || q.After.ID != "" {
		view.Shown = p.t("%d of %d", len(l.Rows), total)
	}
}

// filtersView is the form that narrows the list, and the one that searches it.
type filtersView struct {
	Search                       string
	Hidden                       []option // what the search keeps: name and value
	Status                       string
	Provider, Platform, Modality choice
	From, To                     field
	Open                         bool   // a filter is set
	Clear                        string // where none is
	Zone                         string // of all times on the page
	Live                         liveView
	Back                         string // the same list without the search
}

// liveView is ui/live: when the list was read, and the buttons of its polls.
type liveView struct{ Time, Zone string }

func (p *pages) filters(q sessionQuery, c choices, now time.Time) filtersView {
	f := filtersView{Search: q.Search, Zone: now.Location().String() + " (" + now.Format("MST") + ")", Live: liveView{Zone: now.Location().String()},
		Back: withQuery(p.views.links.path("/pm/telehealth"), q.text("")), Status: string(q.Status), Clear: p.views.links.path("/pm/telehealth"),
		Provider: choice{Name: "provider", Label: p.t("Provider"), Options: []option{{"", p.t("Any provider"), q.Provider == ""}}},
		Platform: choice{Name: "platform", Label: p.t("Platform"), Options: []option{{"", p.t("Any platform"), q.Platform == ""}}},
		Modality: choice{Name: "modality", Label: p.t("Modality"), Options: []option{{"", p.t("Any modality"), q.Modality == ""}}},
		From:     field{Name: "from", Label: p.t("From"), Type: "date", Value: string(q.From)},
		To:       field{Name: "to", Label: p.t("To"), Type: "date", Value: string(q.To)},
	}
	for _, m := range c.providers {
		f.Provider.Options = append(f.Provider.Options, option{string(m.ID), m.Name, m.ID == q.Provider})
	}
	for _, m := range c.platforms {
		f.Platform.Options = append(f.Platform.Options, option{string(m.ID), m.Name, m.ID == q.Platform})
	}
	for _, m := range clinic.Modalities {
		f.Modality.Options = append(f.Modality.Options, option{string(m), p.modality(m), m == q.Modality})
	}
	for _, o := range []option{{Value: string(q.Status), Text: "status"}, {Value: string(q.Provider), Text: "provider"}, {Value: string(q.Platform), Text: "platform"},
		{Value: string(q.Modality), Text: "modality"}, {Value: string(q.From), Text: "from"}, {Value: string(q.To), Text: "to"}} {
		if o.Value != "" {
			f.Hidden = append(f.Hidden, o)
		}
	}
	narrowed := q
	narrowed.Status, narrowed.Search = "", ""
	f.Open = narrowed.narrowed()
	return f
}
