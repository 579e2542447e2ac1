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

// How many cards of a group are shown.
const (
	nextShown  = 4
	groupShown = 12
)

// openSessions are what is open today as cards, each session in one place.
type openSessions struct {
	now, earlier, late, next, unready []telehealth.Card
	first                             *clinic.Session // the next one
	counts                            store.TodayCounts
	laterUnready                      int64 // of those that are not ready, how many next does not show
}

// openOf returns the cards of t.
func openOf(r *web.Request, t store.Today, org *store.Org, kinds map[clinic.PlatformID]clinic.LinkKind) openSessions {
	d := openSessions{counts: t.Counts, laterUnready: t.Counts.Unready}
	zone := org.Settings().Zone()
	planned := func(all []clinic.Session, word string) (cards []telehealth.Card) {
		for _, s := range all {
			c := telehealth.CardOf(r, s, org)
			c.Lacks, c.Due = lacksOf(r, s, c.URL, s.Lacks(org.Settings(), kinds[s.PlatformID])), due(r, word, s.StartsAt, zone)
			cards = append(cards, c)
		}
		return cards
	}
	for _, s := range firstOf(t.Active, groupShown) {
		c := telehealth.CardOf(r, s, org)
		c.Due = due(r, "Started", s.SpanAt, zone)
		d.now = append(d.now, c)
	}
	d.earlier = planned(firstOf(t.Earlier, groupShown), "Was due")
	d.late = planned(firstOf(t.Late, groupShown), "Was due")
	next := firstOf(t.Coming, nextShown)
	d.next = planned(next, "Starts")
	if len(next) > 0 {
		d.first = &next[0]
	}
	isNext := func(s clinic.Session) bool {
		return slices.ContainsFunc(next, func(n clinic.Session) bool { return n.ID == s.ID })
	}
	for _, c := range d.next {
		if len(c.Lacks) > 0 {
			d.laterUnready--
		}
	}
	d.unready = planned(firstOf(slices.DeleteFunc(t.Unready, isNext), groupShown), "Starts")
	return d
}

// firstOf returns up to n of all.
func firstOf[T any](all []T, n int) []T { return all[:min(n, len(all))] }

// lacksOf returns what s still needs, whose page is at that address.
func lacksOf(r *web.Request, s clinic.Session, page string, lacks []clinic.Lack) (all []telehealth.Lack) {
	for _, l := range lacks {
		switch {
		case l == clinic.LacksConsent && s.Consent.State == clinic.ConsentDeclined:
			all = append(all, telehealth.Lack{Text: r.T("Consent declined"), Icon: "triangle-alert", URL: page + "#consent"})
		case l == clinic.LacksConsent:
			all = append(all, telehealth.Lack{Text: r.T("Consent not recorded"), Icon: "shield-check", URL: page + "#consent"})
		case l == clinic.LacksLink:
			all = append(all, telehealth.Lack{Text: r.T("No link to join"), Icon: "link", URL: page + "#visit"})
		}
	}
	return all
}

// figures are the day in four numbers, and a fifth while something of an earlier
// day is open.
func figures(r *web.Request, d openSessions, zone *time.Location) []Figure {
	of := func(name string, n int64, anchor string, alarm bool) Figure {
		f := Figure{Name: r.T(name), Value: r.Number(n), Alarm: alarm && n > 0}
		if n > 0 {
			f.URL = anchor
		}
		return f
	}
	unready := "#not-ready"
	if d.laterUnready == 0 {
		unready = "#next"
	}
	next := Figure{Name: r.T("Next"), Value: r.T("none today")}
	if d.first != nil {
		when := r.MomentOf(d.first.StartsAt, r.Now(), zone)
		next.When, next.URL = &when, "#next"
	}
	all := []Figure{of("On now", d.counts.Active, "#on-now", false), of("Late", d.counts.Late, "#late", true)}
	if d.counts.Earlier > 0 {
		all = append(all, of("From earlier days", d.counts.Earlier, "#earlier", true))
	}
	return append(all, next, of("Not ready", d.counts.Unready, unready, false))
}

// groups are what is open under its headings.
func groups(r *web.Request, d openSessions, day clinic.Day) []cardGroup {
	list := func(query string) string { return web.WithQuery(r.Path(label.Sessions), query) }
	scheduled := list("status=scheduled&from=" + string(day) + "&to=" + string(day))
	all := []cardGroup{{ID: "on-now", Text: r.T("On now"), Count: d.counts.Active, Cards: d.now, None: r.T("Nobody is in a session."),
		All: list("status=active")}}
	if d.counts.Late > 0 {
		all = append(all, cardGroup{ID: "late", Text: r.T("Late"), Count: d.counts.Late, Cards: d.late, All: scheduled})
	}
	if d.counts.Earlier > 0 {
		all = append(all, cardGroup{ID: "earlier", Text: r.T("From earlier days"), Count: d.counts.Earlier,
			Hint:  r.T("Never begun. They stay here until they are started, cancelled or marked as no-shows."),
			Cards: d.earlier, All: list("status=scheduled&to=" + string(day.Add(-1)))})
	}
	all = append(all, cardGroup{ID: "next", Text: r.T("Next"), Count: d.counts.Coming, Cards: d.next,
		None: r.T("Nothing more is planned for today."), All: scheduled})
	if d.laterUnready > 0 {
		all = append(all, cardGroup{ID: "not-ready", Text: r.T("Later today, not ready"), Count: d.laterUnready, Cards: d.unready,
			All: scheduled})
	}
	for i := range all {
		if g := &all[i]; g.Count > int64(len(g.Cards)) {
			g.More = r.T("%d more", int(g.Count)-len(g.Cards))
		}
	}
	return all
}
