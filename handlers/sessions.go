package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"televisit/clinic"
	"televisit/store"
)

// sessionsView is the page of the list.
type sessionsView struct {
	New     newSession
	Notices []notice
	Moved   *movedView // what the reader did a moment ago
	Filters filtersView
	List    listView
}

// newSession is the button into the scheduling flow: sessions come from there.
type newSession struct {
	Shown, Enabled bool
	URL            string
}

// listView is the polled region: tabs, cards and pager of one query.
type listView struct {
	Failed  bool   // the sessions could not be loaded
	Poll    string // where the region is polled
	Posted  bool   // polled with what is searched for
	Tag     string // what the reader sees
	Tabs    []tab
	Cards   []cardView
	Shown   string // e.g. "24 of 310"
	Empty   emptyView
	Newest  string // the first page, "" on it
	Older   string // the next page, "" on the last
	OlderAt string // its page key
}

type tab struct {
	Text, Value, URL string
	Count            int64
	Current          bool
}

type emptyView struct {
	Filtered bool   // there may be others
	All      string // where all are
	Schedule string // where one is made, "" when the reader may not
}

var (
	sessionsPage = page[sessionsView]{"telehealth/page"}
	listPart     = part[listView]{"telehealth/list"}
)

// GET /pm/telehealth
func (p *pages) sessions(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	return p.showSessions(w, r, org, r.URL.Query())
}

// POST /pm/telehealth/search answers the list too. Names are posted, because
// browsers write addresses to disk.
func (p *pages) searchSessions(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	if strings.TrimSpace(r.PostFormValue("q")) == "" && !isHTMX(r) {
		q := parseSessionQuery(r.PostForm, p.choices(w, r, org))
		http.Redirect(w, r, withQuery(p.views.links.path("/pm/telehealth"), q.text("")), http.StatusSeeOther)
		return nil
	}
	return p.showSessions(w, r, org, r.PostForm)
}

// showSessions answers with the page of the list. When the list cannot be
// loaded the rest of the page stands.
func (p *pages) showSessions(w http.ResponseWriter, r *http.Request, org *store.Org, query url.Values) error {
	c := p.choices(w, r, org)
	q := parseSessionQuery(query, c)
	code := http.StatusOK
	list, err := p.list(r, org, &q)
	if err != nil {
		p.log.Error("list of sessions", "id", requestID(w), "err", err)
		list, code = listView{Failed: true}, http.StatusInternalServerError
	}
	view := sessionsView{New: p.newSession(org), List: list, Filters: p.filters(q, c, org.Settings().Zone()), Notices: notices(q), Moved: p.movedOf(r, org)}
	return sessionsPage.render(w, p.views, code, p.frame(org, "Telehealth sessions", "/pm/telehealth"), view)
}

// GET /pm/telehealth/sessions is the polled region alone; POST the same with
// what is searched for. 304 when its reader has seen the latest.
func (p *pages) pollSessions(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	held := r.Header.Get("HX-PTag")
	if held != "" {
		version, err := org.Version(r.Context())
		if err != nil {
			return err
		}
		// The query is compared as it is written: the page wrote it.
		if q := parseSessionQuery(r.Form, choices{}.trusting(r.Form)); q.tag(version, org.User()) == held {
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	q := parseSessionQuery(r.Form, p.choices(w, r, org))
	list, err := p.list(r, org, &q)
	if err != nil {
		return err
	}
	w.Header().Set("HX-PTag", list.Tag)
	return listPart.render(w, p.views, http.StatusOK, list)
}

// trusting returns choices that hold whatever v asks for.
func (choices) trusting(v url.Values) choices {
	return choices{[]store.Member{{ID: clinic.UserID(v.Get("provider"))}}, []clinic.Platform{{ID: clinic.PlatformID(v.Get("platform"))}}}
}

// choices returns what the filters can be set to. Without them the page still
// stands.
func (p *pages) choices(w http.ResponseWriter, r *http.Request, org *store.Org) (c choices) {
	var err error
	if c.providers, err = org.Providers(r.Context()); err == nil {
		c.platforms, err = org.Platforms(r.Context())
	}
	if err != nil {
		p.log.Error("choices of the filters", "id", requestID(w), "err", err)
	}
	return c
}

// list returns the polled region for q. A status that no session has and that
// we do not know is dropped from q.
func (p *pages) list(r *http.Request, org *store.Org, q *sessionQuery) (listView, error) {
	version, err := org.Version(r.Context())
	if err != nil {
		return listView{}, err
	}
	zone := org.Settings().Zone()
	l, err := org.Sessions(r.Context(), q.filter(zone))
	if err != nil {
		return listView{}, err
	}
	if q.Status != "" && !q.Status.Known() && l.Counts[q.Status] == 0 {
		q.Status, q.Dropped = "", append(q.Dropped, "status")
		return p.list(r, org, q)
	}
	view := listView{Tag: q.tag(version, org.User()), Posted: q.Search != "", Tabs: p.tabs(*q, l)}
	view.Poll = withQuery(p.views.links.path("/pm/telehealth/sessions"), q.text(q.afterText()))
	for _, s := range l.Rows {
		view.Cards = append(view.Cards, p.card(s, org))
	}
	p.pager(&view, *q, l)
	if len(l.Rows) == 0 {
		view.Empty = emptyView{Filtered: q.narrowed(), All: p.views.links.path("/pm/telehealth")}
		if n := p.newSession(org); n.Enabled {
			view.Empty.Schedule = n.URL
		}
	}
	return view, nil
}

func (p *pages) newSession(org *store.Org) newSession {
	rights := org.Rights()
	return newSession{Shown: rights.May(clinic.CreateSessions), Enabled: rights.May(clinic.CreateSessions) && rights.May(clinic.CreateAppointments),
		URL: p.views.links.path("/pm/appointments/new?telehealth=1")}
}

func notices(q sessionQuery) (all []notice) {
	if len(q.Dropped) > 0 {
		all = append(all, notice{"warn", "Not understood and left out: " + strings.Join(q.Dropped, ", ") + "."})
	}
	return all
}
