package today

import (
	"net/http"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/handlers/telehealth"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// todayView is the page of the day.
type todayView struct {
	New   label.NewSession
	Moved *telehealth.Moved // what the reader did a moment ago
	Live  ui.Live
	Desk  deskView
}

// deskView is the polled region: the day as it stands now.
type deskView struct {
	Failed  bool   // it could not be loaded
	Poll    string // where the region is polled
	Tag     string // what the reader sees
	Day     string // in words
	Zone    string
	Figures []Figure
	Groups  []cardGroup
	Empty   *deskEmpty // nil unless there is nothing at all
	Strip   Strip
}

// A Figure is one number of the day, and where on the page it comes from.
type Figure struct {
	Name, Value string
	URL         string     // "" when there is nothing to go to
	When        *ui.Moment // said instead of the value
	Alarm       bool
}

// A cardGroup is some sessions of the day under a heading.
type cardGroup struct {
	ID, Text string
	Hint     string
	Count    int64 // of all, shown or not
	Cards    []telehealth.Card
	None     string // said when there are none
	More     string // how many are not shown, "" when all are
	All      string // where those are
}

type deskEmpty struct {
	All      string // where all sessions are
	Schedule string // where one is made, "" when the reader may not
}

var (
	todayPage = ui.NewPage[todayView]("today/page")
	deskPart  = ui.NewPart[deskView]("today/desk")
)

// GET / is the day at a glance. Whoever may not see sessions goes on to what
// they may see.
func home(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	if !org.Rights().May(clinic.ViewSessions) {
		f := r.Frame("", "")
		if len(f.Nav) == 0 {
			return clinic.Errorf(clinic.Forbidden, "Your role in %s includes no page. Ask an administrator.", org.Name())
		}
		r.Redirect(w, f.Nav[0].URL)
		return nil
	}
	code := http.StatusOK
	desk, err := deskOf(r, org)
	if err != nil {
		r.LogError("today", err)
		desk, code = deskView{Failed: true, Poll: r.Path("/today")}, http.StatusInternalServerError
	}
	zone := org.Settings().Zone()
	view := todayView{New: label.NewSessionFor(r, org), Moved: telehealth.MovedOf(r, org), Desk: desk, Live: label.Live(r, zone)}
	return todayPage.Render(w, r.Views, code, r.Frame(r.T("Today"), "/"), view)
}

// GET /today is the polled region alone, 304 when its reader has seen the
// latest.
func poll(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	version, err := org.Version(r.Context())
	if err != nil {
		return err
	}
	switch tag := r.Header.Get(telehealth.TagHeader); {
	case tag == deskTag(r, version, org):
		w.WriteHeader(http.StatusNotModified)
		return nil
	case telehealth.OfAnotherOrg(tag, org):
		return telehealth.Reload(w, r, "/")
	}
	desk, err := deskOf(r, org)
	if err != nil {
		return err
	}
	w.Header().Set(telehealth.TagHeader, desk.Tag)
	return deskPart.Render(w, r.Views, http.StatusOK, desk)
}

// deskTag names what the reader sees of the day. The minute is a part of it:
// as time goes on a session is late without any change on record.
func deskTag(r *web.Request, version int64, org *store.Org) string {
	return telehealth.Tag(r, org, version, "today", r.Now().UTC().Format("2006-01-02 15:04"))
}

// deskOf returns the day of the org as it stands now.
func deskOf(r *web.Request, org *store.Org) (deskView, error) {
	version, err := org.Version(r.Context())
	if err != nil {
		return deskView{}, err
	}
	day, zone := label.Today(r, org), org.Settings().Zone()
	t, err := org.Today(r.Context(), groupShown+nextShown)
	if err != nil {
		return deskView{}, err
	}
	kinds, err := linkKinds(r, org)
	if err != nil {
		return deskView{}, err
	}
	counts, err := org.DayCounts(r.Context(), day, StripDays)
	if err != nil {
		return deskView{}, err
	}
	d := openOf(r, t, org, kinds)
	view := deskView{Poll: r.Path("/today"), Tag: deskTag(r, version, org), Day: r.Day(day, label.FullDay), Zone: zone.String(),
		Figures: figures(r, d, zone), Groups: groups(r, d, day), Strip: StripOf(r, counts)}
	if t.Counts.Open() == 0 {
		view.Empty = &deskEmpty{All: r.Path(label.Sessions)}
		if n := label.NewSessionFor(r, org); n.Enabled {
			view.Empty.Schedule = n.URL
		}
	}
	return view, nil
}

// linkKinds returns how the org's platforms come to their links.
func linkKinds(r *web.Request, org *store.Org) (map[clinic.PlatformID]clinic.LinkKind, error) {
	all, err := org.Platforms(r.Context())
	kinds := make(map[clinic.PlatformID]clinic.LinkKind, len(all))
	for _, p := range all {
		kinds[p.ID] = p.Kind
	}
	return kinds, err
}

func due(r *web.Request, word string, t time.Time, zone *time.Location) *telehealth.Due {
	return &telehealth.Due{Word: r.T(word), When: r.MomentOf(t, r.Now(), zone)}
}
