package telehealth

import (
	"slices"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// tabs returns a tab for all sessions and one for each status, also for those
// that the program does not know but the database holds.
func tabs(r *web.Request, q sessionQuery, l store.SessionList) []Tab {
	statuses := slices.Clone(clinic.Statuses)
	var unknown []clinic.Status
	for s := range l.Counts {
		if !s.Known() {
			unknown = append(unknown, s)
		}
	}
	slices.Sort(unknown)
	make := func(text string, s clinic.Status, n int64) Tab {
		to := q
		to.Status = s
		return Tab{text, string(s), web.WithQuery(r.Path(label.Sessions), to.text("")), r.Number(n), s == q.Status}
	}
	all := []Tab{make(r.T("All"), "", l.Total())}
	for _, s := range append(statuses, unknown...) {
		all = append(all, make(r.RawStatus(s), s, l.Counts[s]))
	}
	return all
}

// listViewOf returns the region of l without its cards.
func listViewOf(r *web.Request, org *store.Org, q sessionQuery, l store.SessionList) ListView {
	view := ListView{Posted: q.Search != "", Tabs: tabs(r, q, l), ByTime: q.ByTime}
	pager(r, &view, q, l)
	if len(l.Rows) > 0 {
		return view
	}
	view.Empty = EmptyView{Filtered: q.narrowed(), All: r.Path(label.Sessions)}
	if n := label.NewSessionFor(r, org); n.Enabled {
		view.Empty.Schedule = n.URL
	}
	return view
}

// addRows adds the rows of sessions.
func (v *ListView) addRows(r *web.Request, org *store.Org, sessions []clinic.Session) error {
	table, err := NewTable(r, org, true)
	v.Rows = table.Rows(sessions)
	return err
}

// A cardDay is the cards of sessions that were created, or in a list by time are
// planned, on one day.
type cardDay struct {
	ID, Text string
	Cards    []ui.Markup
}

// addCard adds the card of s, the next session of the list, to its day.
func (v *ListView) addCard(r *web.Request, zone *time.Location, s clinic.Session, byTime bool, card ui.Markup) {
	day := clinic.DayIn(s.CreatedAt, zone)
	if byTime {
		day = clinic.DayIn(s.StartsAt, zone)
	}
	id := "day-" + string(day)
	if n := len(v.Days); n == 0 || v.Days[n-1].ID != id {
		v.Days = append(v.Days, cardDay{ID: id, Text: dayText(r, day, byTime)})
	}
	last := &v.Days[len(v.Days)-1]
	last.Cards = append(last.Cards, card)
}

// dayText is the heading over the cards of a day.
func dayText(r *web.Request, day clinic.Day, byTime bool) string {
	text := r.Day(day, label.FullDay)
	if byTime {
		return text
	}
	return r.T("Created %s", text)
}

// currentCount returns how many sessions the current tab has.
func (v *ListView) currentCount() string {
	for _, t := range v.Tabs {
		if t.Current {
			return t.Count
		}
	}
	return ""
}

// pager says which part of the list is shown and where the others are.
func pager(r *web.Request, view *ListView, q sessionQuery, l store.SessionList) {
	list := r.Path(label.Sessions)
	total := l.Total()
	if q.Status != "" {
		total = l.Counts[q.Status]
	}
	if q.After.ID != "" {
		view.First = web.WithQuery(list, q.text(""))
	}
	if l.More {
		last := l.Rows[len(l.Rows)-1]
		at := last.CreatedAt
		if q.ByTime {
			at = last.StartsAt
		}
		view.NextAt = cursorText(store.Cursor{At: at, ID: last.ID})
		view.Next = web.WithQuery(list, q.text(view.NextAt))
	}
	if l.More || q.After.ID != "" {
		view.Shown = r.T("%d of %d", len(l.Rows), total)
	}
}

// filtersView is the form that narrows the list, and the one that searches it.
type filtersView struct {
	Search                       string
	ByTime                       bool
	Hidden                       []ui.Option // what the search keeps: name and value
	Status                       string
	Provider, Platform, Modality ui.Choice
	Ready                        ui.Choice
	From, To                     ui.Field
	Open                         bool   // a filter is set
	Clear                        string // where none is
	Zone                         string // of all times on the page
	Live                         ui.Live
	Back                         string // the same list without the search
}

func filters(r *web.Request, q sessionQuery, c choices, now time.Time) filtersView {
	f := filtersView{Search: q.Search, ByTime: q.ByTime, Zone: label.ZoneName(r, now.Location().String()) + " (" + now.Format("MST") + ")",
		Live: label.Live(r, now.Location()),
		Back: web.WithQuery(r.Path(label.Sessions), q.text("")), Status: string(q.Status), Clear: r.Path(label.Sessions),
		Provider: ui.Choice{Name: "provider", Label: r.T("Provider"),
			Options: []ui.Option{{Text: r.T("Any provider"), Selected: q.Provider == ""}}},
		Platform: ui.Choice{Name: "platform", Label: r.T("Platform"),
			Options: []ui.Option{{Text: r.T("Any platform"), Selected: q.Platform == ""}}},
		Modality: ui.Choice{Name: "modality", Label: r.T("Modality"),
			Options: []ui.Option{{Text: r.T("Any modality"), Selected: q.Modality == ""}}},
		Ready: ui.Choice{Name: "ready", Label: r.T("Ready"), Options: []ui.Option{{Text: r.T("Ready or not"), Selected: !q.Unready},
			{Value: "no", Text: r.T("Not ready"), Selected: q.Unready}}},
		From: ui.Field{Name: "from", Label: r.T("From"), Type: "date", Value: string(q.From)},
		To:   ui.Field{Name: "to", Label: r.T("To"), Type: "date", Value: string(q.To)},
	}
	for _, m := range c.providers {
		f.Provider.Options = append(f.Provider.Options, ui.Option{Value: string(m.ID), Text: m.Name, Selected: m.ID == q.Provider})
	}
	for _, m := range c.platforms {
		f.Platform.Options = append(f.Platform.Options, ui.Option{Value: string(m.ID), Text: m.Name, Selected: m.ID == q.Platform})
	}
	for _, m := range clinic.Modalities {
		f.Modality.Options = append(f.Modality.Options, ui.Option{Value: string(m), Text: r.RawModality(m), Selected: m == q.Modality})
	}
	for _, o := range []ui.Option{{Value: string(q.Status), Text: "status"}, {Value: string(q.Provider), Text: "provider"},
		{Value: string(q.Platform), Text: "platform"},
		{Value: string(q.Modality), Text: "modality"}, {Value: string(q.From), Text: "from"}, {Value: string(q.To), Text: "to"},
		{Value: readyText(q), Text: "ready"}, {Value: orderText(q), Text: "order"}} {
		if o.Value != "" {
			f.Hidden = append(f.Hidden, o)
		}
	}
	narrowed := q
	narrowed.Status, narrowed.Search = "", ""
	f.Open = narrowed.narrowed()
	return f
}

// readyText is what q asks about readiness, "" for nothing.
func readyText(q sessionQuery) string {
	if q.Unready {
		return "no"
	}
	return ""
}

// orderText is the order of q in an address, "" for the newest first.
func orderText(q sessionQuery) string {
	if q.ByTime {
		return "time"
	}
	return ""
}

// barView is the line over the list: in which order, and how it is looked at.
type barView struct {
	Posted        bool // what is shown was searched for
	ByTime, Table bool
	Newest, Time  string // the same list in either order
	Here          string // this one, without what is searched for
}

// barOf returns the line over q. By time begins with today, unless days are chosen.
func barOf(r *web.Request, q sessionQuery, today clinic.Day) barView {
	list := r.Path(label.Sessions)
	newest, byTime := q, q
	newest.ByTime, byTime.ByTime = false, true
	if q.From == "" && q.To == "" {
		byTime.From = today
	}
	return barView{Posted: q.Search != "", ByTime: q.ByTime, Table: q.Table, Newest: web.WithQuery(list, newest.text("")),
		Time: web.WithQuery(list, byTime.text("")), Here: web.WithQuery(list, q.text(q.afterText()))}
}
