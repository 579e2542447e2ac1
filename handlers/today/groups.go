package today

import (
	"slices"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/handlers/telehealth"
	"televisit/store"
	"televisit/web"
)

// groupShown is how many rows of a kind are shown.
const groupShown = 100

// nextWithin is how soon a visit begins that is one of the next.
const nextWithin = time.Hour

// What of the day is shown: all that is open, or one kind of it.
const (
	showOpen     = ""
	showActive   = "on-now"
	showLate     = "late"
	showEarlier  = "earlier"
	showComing   = "to-come"
	showUnready  = "not-ready"
	showFinished = "done"
)

// A Chip is a number of the day; pressed, it shows exactly those.
type Chip struct {
	Text, URL string
	Count     int64
	Current   bool
	Alarm     bool
}

// A rowGroup is some sessions of the day under a heading.
type rowGroup struct {
	ID, Text string
	Hint     string
	Count    int64 // of all, shown or not
	Rows     []telehealth.Row
	More     string // how many are not shown, "" when all are
	All      string // where those are
}

// chips are the day in numbers.
func chips(r *web.Request, n store.TodayCounts, q query) (all []Chip) {
	add := func(show, text string, count int64, alarm bool) {
		to := q
		to.show = show
		all = append(all, Chip{Text: r.T(text), URL: web.WithQuery(r.Path("/"), to.page()), Count: count, Current: q.show == show,
			Alarm: alarm && count > 0})
	}
	add(showOpen, "Open", n.Open(), false)
	add(showActive, "On now", n.Active, false)
	add(showLate, "Late", n.Late, true)
	if n.Earlier > 0 || q.show == showEarlier {
		add(showEarlier, "From earlier days", n.Earlier, true)
	}
	add(showComing, "To come", n.Coming, false)
	add(showUnready, "Not ready", n.Unready, false)
	add(showFinished, "Done", n.Done, false)
	return all
}

// groups are the sessions that q shows, under their headings, each group by time.
func groups(r *web.Request, t store.Today, table telehealth.Table, q query) (all []rowGroup) {
	add := func(id, text string, sessions []clinic.Session, count int64) {
		if len(sessions) == 0 {
			return
		}
		g := groupOf(r, id, r.T(text), table.Rows(sessions), count)
		if g.More != "" && q.show == showUnready {
			g.All = web.WithQuery(r.Path(label.Sessions), "ready=no")
		}
		all = append(all, g)
	}
	late, coming, n := t.Late, t.Coming, t.Counts
	if q.show == showUnready {
		at, _ := slices.BinarySearchFunc(t.Unready, r.Now().Add(1), func(s clinic.Session, now time.Time) int { return s.StartsAt.Compare(now) })
		late, coming = t.Unready[:at], t.Unready[at:]
		n.Late, n.Coming = int64(at), n.Unready-int64(at)
	}
	shows := func(kinds ...string) bool { return q.show == showOpen || slices.Contains(kinds, q.show) }
	if shows(showActive) {
		add("on-now", "On now", t.Active, n.Active)
	}
	if shows(showLate, showUnready) {
		add("late", "Late", late, n.Late)
	}
	if shows(showEarlier) {
		add("earlier", "From earlier days", t.Earlier, n.Earlier)
	}
	if shows(showComing, showUnready) {
		next := nextOf(coming, r.Now())
		count := int64(next)
		if next == len(coming) {
			count = n.Coming // perhaps more than were read
		}
		add("next", "Next", coming[:next], count)
		add("later", "Later", coming[next:], n.Coming-count)
	}
	if q.show == showFinished {
		add("done", "Done", t.Done, n.Done)
	}
	return all
}

// nextOf returns how many of coming, which are by time, are the next: those within an
// hour, at least those that begin first.
func nextOf(coming []clinic.Session, now time.Time) int {
	until := now.Add(nextWithin)
	if len(coming) > 0 && coming[0].StartsAt.After(until) {
		until = coming[0].StartsAt
	}
	n := slices.IndexFunc(coming, func(s clinic.Session) bool { return s.StartsAt.After(until) })
	if n < 0 {
		return len(coming)
	}
	return n
}

// groupOf returns a group of count sessions, of which rows are shown.
func groupOf(r *web.Request, id, text string, rows []telehealth.Row, count int64) rowGroup {
	g := rowGroup{ID: id, Text: text, Count: count, Rows: rows}
	if id == "earlier" {
		g.Hint = r.T("Never begun. They stay here until they are started, cancelled or marked as no-shows.")
	}
	if missing := int(count) - len(rows); missing > 0 {
		g.More, g.All = r.T("%d more", missing), web.WithQuery(r.Path(label.Sessions), listQuery[id])
	}
	return g
}

// listQuery are the filters of the list that show all of a group, and perhaps more.
var listQuery = map[string]string{"on-now": "status=active", "late": "status=scheduled", "earlier": "status=scheduled",
	"next": "status=scheduled", "later": "status=scheduled", "done": "status=completed"}
