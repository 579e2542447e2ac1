package today

import (
	"slices"
	"time"

	"televisit/clinic"
	"televisit/handlers/telehealth"
	"televisit/store"
	"televisit/web"
)

// How many cards of a group are shown.
const (
	nextShown  = 4
	groupShown = 12
)

// openSessions are what is open today, each session in one place: the reader's own
// first, if they see patients.
type openSessions struct {
	now, late, next, unready []telehealth.Card
	first                    *clinic.Session // the next one
	lacking                  int             // how many of the coming ones are not ready
}

// dayOf sorts what is open into what is on, late and to come.
func dayOf(r *web.Request, t store.Today, org *store.Org, kinds map[clinic.PlatformID]clinic.LinkKind) openSessions {
	var d openSessions
	set, zone := org.Settings(), org.Settings().Zone()
	ownFirst(t.Active, org)
	ownFirst(t.Scheduled, org)
	for _, s := range t.Active {
		c := telehealth.CardOf(r, s, org)
		c.Due = due(r, "Started", s.SpanAt, zone)
		d.now = append(d.now, c)
	}
	for _, s := range t.Scheduled {
		c := telehealth.CardOf(r, s, org)
		c.Lacks = lacksOf(r, s, c.URL, s.Lacks(set, kinds[s.PlatformID]))
		if !s.StartsAt.After(r.Now()) {
			c.Due = due(r, "Was due", s.StartsAt, zone)
			d.late = append(d.late, c)
			continue
		}
		c.Due = due(r, "Starts", s.StartsAt, zone)
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
		case l == clinic.LacksLocation:
			all = append(all, telehealth.Lack{Text: r.T("Location not recorded"), Icon: "map-pin", URL: page + "#location"})
		}
	}
	return all
}

// figures are the day in four numbers.
func figures(r *web.Request, d openSessions, zone *time.Location) []Figure {
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
	all := []Figure{
		{Name: r.T("On now"), Value: r.Number(int64(len(d.now))), URL: at(len(d.now), "#on-now")},
		{Name: r.T("Late"), Value: r.Number(int64(len(d.late))), URL: at(len(d.late), "#late"), Alarm: len(d.late) > 0},
		{Name: r.T("Next"), Value: r.T("none today")},
		{Name: r.T("Not ready"), Value: r.Number(int64(d.lacking)), URL: at(d.lacking, unready)},
	}
	if d.first != nil {
		when := r.MomentOf(d.first.StartsAt, r.Now(), zone)
		all[2].When, all[2].URL = &when, "#next"
	}
	return all
}

// groups are the day's sessions under their headings. scheduled and active are
// where the lists of all of them are.
func groups(r *web.Request, d openSessions, scheduled, active string) []cardGroup {
	all := []cardGroup{{ID: "on-now", Text: r.T("On now"), Cards: d.now, None: r.T("Nobody is in a session."), All: active}}
	if len(d.late) > 0 {
		all = append(all, cardGroup{ID: "late", Text: r.T("Late"), Hint: r.T("Their start has passed."), Cards: d.late, All: scheduled})
	}
	all = append(all, cardGroup{ID: "next", Text: r.T("Next"), Cards: d.next, None: r.T("Nothing more is planned for today."),
		All: scheduled})
	if len(d.unready) > 0 {
		all = append(all, cardGroup{ID: "not-ready", Text: r.T("Later today, not ready"), Cards: d.unready, All: scheduled})
	}
	for i := range all {
		g := &all[i]
		if g.Count = len(g.Cards); g.Count > groupShown {
			g.More = r.T("%d more", g.Count-groupShown)
			g.Cards = g.Cards[:groupShown]
		}
	}
	return all
}
