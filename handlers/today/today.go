package today

import (
	"net/http"

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
	Day   string // in words
	Zone  string
	Moved *telehealth.Moved // what the reader did a moment ago
	Scope *scopeView        // nil for those who have no sessions of their own
	Live  ui.Live
	Desk  deskView
}

// scopeView is the switch between one's own sessions and all.
type scopeView struct {
	Mine bool
	Next string // where the reader comes back to
}

// deskView is the polled region: the day as it stands now.
type deskView struct {
	Failed bool   // it could not be loaded
	Poll   string // where the region is polled
	Tag    string // what the reader sees
	Chips  []Chip
	Groups []rowGroup
	Done   *rowGroup  // folded below the others
	Empty  *deskEmpty // nil unless there is nothing at all
	Strip  Strip
}

type deskEmpty struct {
	First    []firstStep // said instead, before the first visit is booked
	All      string      // where all sessions are
	Schedule string      // where one is made, "" when the reader may not
	Filtered string      // where all that is open is, "" when that is shown
}

var (
	todayPage = ui.NewPage[todayView]("today/page")
	deskPart  = ui.NewPart[deskView]("today/desk")
)

// GET /?show= is the day at a glance. Whoever may not see sessions goes on to what
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
	code, q := http.StatusOK, queryOf(r, org)
	desk, err := deskOf(r, org, q)
	if err != nil {
		r.LogError("today", err)
		desk, code = deskView{Failed: true, Poll: pollURL(r, q)}, http.StatusInternalServerError
	}
	zone := org.Settings().Zone()
	view := todayView{New: label.NewSessionFor(r, org), Day: r.Day(q.day, "Monday, 2 January"), Zone: label.ZoneOf(r, org),
		Moved: telehealth.MovedOf(r, org), Desk: desk, Live: label.Live(r, zone)}
	if hasOwn(org) {
		view.Scope = &scopeView{q.scope == scopeMine, web.WithQuery(r.Path("/"), q.page())}
	}
	return todayPage.Render(w, r.Views, code, r.Frame(r.T("Today"), "/"), view)
}

// GET /today?scope=&show=&day= is the polled region alone, 304 when its reader has
// seen the latest. When the day of the page is over, the page is read anew.
func poll(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	version, err := org.Version(r.Context())
	if err != nil {
		return err
	}
	q := queryOf(r, org)
	switch tag := r.Header.Get(telehealth.TagHeader); {
	case tag == deskTag(r, version, org, q):
		w.WriteHeader(http.StatusNotModified)
		return nil
	case telehealth.OfAnotherOrg(tag, org) || q.day != label.Today(r, org):
		return telehealth.Reload(w, r, "/")
	}
	desk, err := deskOf(r, org, q)
	if err != nil {
		return err
	}
	w.Header().Set(telehealth.TagHeader, desk.Tag)
	return deskPart.Render(w, r.Views, http.StatusOK, desk)
}

func pollURL(r *web.Request, q query) string { return web.WithQuery(r.Path("/today"), q.poll()) }

// deskTag names what the reader sees of the day. The minute is a part of it:
// as time goes on a session is late without any change on record.
func deskTag(r *web.Request, version int64, org *store.Org, q query) string {
	return telehealth.Tag(r, org, version, "today", q.poll(), r.Now().UTC().Format("2006-01-02 15:04"))
}

// deskOf returns what q shows of the day of the org as it stands now.
func deskOf(r *web.Request, org *store.Org, q query) (deskView, error) {
	version, err := org.Version(r.Context())
	if err != nil {
		return deskView{}, err
	}
	t, err := org.Today(r.Context(), q.provider(org), groupShown)
	if err != nil {
		return deskView{}, err
	}
	table, err := telehealth.NewTable(r, org, false)
	if err != nil {
		return deskView{}, err
	}
	counts, err := org.DayCounts(r.Context(), label.Today(r, org), StripDays)
	if err != nil {
		return deskView{}, err
	}
	view := deskView{Poll: pollURL(r, q), Tag: deskTag(r, version, org, q), Chips: chips(r, t.Counts, q), Groups: groups(r, t, table, q),
		Strip: StripOf(r, counts)}
	if q.show == showOpen && len(t.Done) > 0 {
		done := groupOf(r, "done", r.T("Done"), table.Rows(t.Done), t.Counts.Done)
		view.Done = &done
	}
	if len(view.Groups) == 0 {
		if view.Empty, err = emptyOf(r, org, q); err != nil {
			return deskView{}, err
		}
	}
	return view, nil
}

// emptyOf says what to do where q shows nothing.
func emptyOf(r *web.Request, org *store.Org, q query) (*deskEmpty, error) {
	if q.show != showOpen {
		return &deskEmpty{Filtered: r.Path("/")}, nil
	}
	e := &deskEmpty{All: r.Path(label.Sessions)}
	if n := label.NewSessionFor(r, org); n.Enabled {
		e.Schedule = n.URL
	}
	var err error
	e.First, err = firstSteps(r, org)
	return e, err
}
