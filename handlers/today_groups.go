package handlers

import (
	"slices"
	"time"

	"televisit/clinic"
	"televisit/store"
)

// How many cards of a group are shown.
const (
	nextShown  = 4
	groupShown = 12
)

// A day is what is open today, each session in one place: the reader's own
// first, if they see patients.
type day struct {
	now, late, next, unready []cardView
	first                    *clinic.Session // the next one
	lacking                  int             // how many of the coming ones are not ready
}

// dayOf sorts what is open into what is on, late and to come.
func (p *pages) dayOf(t store.Today, org *store.Org, kinds map[clinic.PlatformID]clinic.LinkKind) day {
	var d day
	set, zone := org.Settings(), org.Settings().Zone()
	ownFirst(t.Active, org)
	ownFirst(t.Scheduled, org)
	for _, s := range t.Active {
		c := p.card(s, org)
		c.Due = p.due("Started", s.SpanAt, zone)
		d.now = append(d.now, c)
	}
	for _, s := range t.Scheduled {
		c := p.card(s, org)
		c.Lacks = p.lacksOf(s, c.URL, s.Lacks(set, kinds[s.PlatformID]))
		if !s.StartsAt.After(p.now()) {
			c.Due = p.due("Was due", s.StartsAt, zone)
			d.late = append(d.late, c)
			continue
		}
		c.Due = p.due("Starts", s.StartsAt, zone)
		if len(c.Lacks) > 0 {
			d.lacking++
		}
		if d.first == nil {
			d.first = &s
		}
		switch {
		case len(d.next) < nextShown:
			d.next = append(d.next, c)
		case len(c.Lacks) > 0:
			d.unready = append(d.unready, c)
		}
	}
	return d
}

// ownFirst puts the sessions that the reader hosts before the others, else
// leaving their order.
func ownFirst(all []clinic.Session, org *store.Org) {
	if !org.Rights().May(clinic.HostSessions) {
		return
	}
	rank := func(s clinic.Session) int {
		if s.ProviderID == org.User() {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b clinic.Session) int { return rank(a) - rank(b) })
}

// A lackView is something a session still needs, and where it is seen to.
type lackView struct{ Text, Icon, URL string }

func (w *words) lacksOf(s clinic.Session, page string, lacks []clinic.Lack) (all []lackView) {
	for _, l := range lacks {
		switch {
		case l == clinic.LacksConsent && s.Consent.State == clinic.ConsentDeclined:
			all = append(all, lackView{w.t("Consent declined"), "triangle-alert", page + "#consent"})
		case l == clinic.LacksConsent:
			all = append(all, lackView{w.t("Consent not recorded"), "shield-check", page + "#consent"})
		case l == clinic.LacksLink:
			all = append(all, lackView{w.t("No link to join"), "link", page + "#visit"})
		case l == clinic.LacksLocation:
			all = append(all, lackView{w.t("Location not recorded"), "map-pin", page + "#location"})
		}
	}
	return all
}

// figures are the day in four numbers.
func (p *pages) figures(d day, zone *time.Location) []figure {
	at := func(n int, anchor string) string {
		if n == 0 {
			return ""
		}
		return anchor
	}
	unready := "#not-ready"
	if len(d.unready) == 0 {
		unready = "#next"
	}
	all := []figure{
		{Name: p.t("On now"), Value: p.number(int64(len(d.now))), URL: at(len(d.now), "#on-now")},
		{Name: p.t("Late"), Value: p.number(int64(len(d.late))), URL: at(len(d.late), "#late"), Alarm: len(d.late) > 0},
		{Name: p.t("Next"), Value: p.t("none today")},
		{Name: p.t("Not ready"), Value: p.number(int64(d.lacking)), URL: at(d.lacking, unready)},
	}
	if d.first != nil {
		when := p.momentOf(d.first.StartsAt, p.now(), zone)
		all[2].When, all[2].URL = &when, "#next"
	}
	return all
}

// groups are the day's sessions under their headings. scheduled and active are
// where the lists of all of them are.
func (p *pages) groups(d day, scheduled, active string) []cardGroup {
	all := []cardGroup{{ID: "on-now", Text: p.t("On now"), Cards: d.now, None: p.t("Nobody is in a session."), All: active}}
	if len(d.late) > 0 {
		all = append(all, cardGroup{ID: "late", Text: p.t("Late"), Hint: p.t("Their start has passed."), Cards: d.late, All: scheduled})
	}
	all = append(all, cardGroup{ID: "next", Text: p.t("Next"), Cards: d.next, None: p.t("Nothing more is planned for today."), All: scheduled})
	if len(d.unready) > 0 {
		all = append(all, cardGroup{ID: "not-ready", Text: p.t("Later today, not ready"), Cards: d.unready, All: scheduled})
	}
	for i := range all {
		g := &all[i]
		if g.Count = len(g.Cards); g.Count > groupShown {
			g.More = p.t("%d more", g.Count-groupShown)
			g.Cards = g.Cards[:groupShown]
		}
	}
	return all
}
