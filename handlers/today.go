package handlers

import (
	"net/http"
	"time"

	"televisit/clinic"
	"televisit/store"
)

// todayView is the page of the day.
type todayView struct {
	New   newSession
	Moved *movedView // what the reader did a moment ago
	Live  liveView
	Desk  deskView
}

// deskView is the polled region: the day as it stands now.
type deskView struct {
	Failed  bool   // it could not be loaded
	Poll    string // where the region is polled
	Tag     string // what the reader sees
	Day     string // in words
	Zone    string
	Figures []figure
	Groups  []cardGroup
	Empty   *deskEmpty // nil unless there is nothing at all
	Strip   stripView
}

// A figure is one number of the day, and where on the page it comes from.
type figure struct {
	Name, Value string
	URL         string  // "" when there is nothing to go to
	When        *moment // said instead of the value
	Alarm       bool
}

// A cardGroup is some sessions of the day under a heading.
type cardGroup struct {
	ID, Text string
	Hint     string
	Count    int // of all, shown or not
	Cards    []cardView
	None     string // said when there are none
	More     string // how many are not shown, "" when all are
	All      string // where those are
}

type deskEmpty struct {
	All      string // where all sessions are
	Schedule string // where one is made, "" when the reader may not
}

var (
	todayPage = page[todayView]{"today/page"}
	deskPart  = part[deskView]{"today/desk"}
)

// GET / is the day at a glance. Whoever may not see sessions goes on to what
// they may see.
func (p *pages) home(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	if !org.Rights().May(clinic.ViewSessions) {
		f := p.frame(org, "", "")
		if len(f.Nav) == 0 {
			return clinic.Errorf(clinic.Forbidden, "Your role in %s includes no page. Ask an administrator.", org.Name())
		}
		http.Redirect(w, r, f.Nav[0].URL, http.StatusSeeOther)
		return nil
	}
	code := http.StatusOK
	desk, err := p.desk(r, org)
	if err != nil {
		p.log.Error("today", "id", requestID(w), "err", err)
		desk, code = deskView{Failed: true, Poll: p.views.links.path("/today")}, http.StatusInternalServerError
	}
	zone := org.Settings().Zone()
	view := todayView{New: p.newSession(org), Moved: p.movedOf(r, org), Desk: desk, Live: liveView{p.now().In(zone).Format("15:04:05"), zone.String()}}
	return todayPage.render(w, p.views, code, p.frame(org, p.t("Today"), "/"), view)
}

// GET /today is the polled region alone, 304 when its reader has seen the
// latest.
func (p *pages) pollToday(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	version, err := org.Version(r.Context())
	if err != nil {
		return err
	}
	switch held := r.Header.Get(tagHeader); {
	case held == p.deskTag(version, org):
		w.WriteHeader(http.StatusNotModified)
		return nil
	case ofAnotherOrg(held, org):
		return p.reload(w, r, "/")
	}
	desk, err := p.desk(r, org)
	if err != nil {
		return err
	}
	w.Header().Set(tagHeader, desk.Tag)
	return deskPart.render(w, p.views, http.StatusOK, desk)
}

// deskTag names what the reader sees of the day. The minute is a part of it:
// as time goes on a session is late without any change on record.
func (p *pages) deskTag(version int64, org *store.Org) string {
	return p.tagOf(version, org, "today", p.now().UTC().Format("2006-01-02 15:04"))
}

// desk returns the day of the org as it stands now.
func (p *pages) desk(r *http.Request, org *store.Org) (deskView, error) {
	version, err := org.Version(r.Context())
	if err != nil {
		return deskView{}, err
	}
	day, zone := p.today(org), org.Settings().Zone()
	from, to := day.Bounds(zone)
	t, err := org.Today(r.Context(), from, to)
	if err != nil {
		return deskView{}, err
	}
	kinds, err := linkKinds(r, org)
	if err != nil {
		return deskView{}, err
	}
	counts, err := org.DayCounts(r.Context(), day, stripDays)
	if err != nil {
		return deskView{}, err
	}
	d := p.dayOf(t, org, kinds)
	view := deskView{Poll: p.views.links.path("/today"), Tag: p.deskTag(version, org), Day: p.day(day, fullDay), Zone: zone.String(),
		Figures: p.figures(d, zone), Groups: p.groups(d, withQuery(p.views.links.path("/pm/telehealth"), "status=scheduled&from="+string(day)+"&to="+string(day)),
			withQuery(p.views.links.path("/pm/telehealth"), "status=active")), Strip: p.stripOf(counts)}
	if len(t.Active)+len(t.Scheduled) == 0 {
		view.Empty = &deskEmpty{All: p.views.links.path("/pm/telehealth")}
		if n := p.newSession(org); n.Enabled {
			view.Empty.Schedule = n.URL
		}
	}
	return view, nil
}

// linkKinds returns how the org's platforms come to their links.
func linkKinds(r *http.Request, org *store.Org) (map[clinic.PlatformID]clinic.LinkKind, error) {
	all, err := org.Platforms(r.Context())
	kinds := make(map[clinic.PlatformID]clinic.LinkKind, len(all))
	for _, p := range all {
		kinds[p.ID] = p.Kind
	}
	return kinds, err
}

// dueView says how far off a session is: a word and an instant.
type dueView struct {
	Word string
	When moment
}

func (p *pages) due(word string, t time.Time, zone *time.Location) *dueView {
	return &dueView{p.t(word), p.momentOf(t, p.now(), zone)}
}
