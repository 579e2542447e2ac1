package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"televisit/clinic"
	"televisit/store"
)

// sessionsView is the page around the list.
type sessionsView struct {
	New     newSession
	Notices []notice
	Moved   *movedView // what the reader did a moment ago
	Filters filtersView
	Region  regionView
}

// regionView is where the list stands in its page.
type regionView struct {
	Failed bool   // the sessions could not be loaded
	Poll   string // where the region is polled
	Posted bool   // polled with what is searched for
	Tag    string // what the reader sees
	List   string // the list itself
}

// newSession is the button into the scheduling flow: sessions come from there.
type newSession struct {
	Shown, Enabled bool
	URL            string
}

// listView is the polled region: tabs, cards and pager of one query.
type listView struct {
	Posted  bool // shows what is searched for
	Tabs    []tab
	Days    []cardDay
	Shown   string // e.g. "24 of 310"
	Empty   emptyView
	Newest  string // the first page, "" on it
	Older   string // the next page, "" on the last
	OlderAt string // its page key
}

type tab struct {
	Text, Value, URL string
	Count            string
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
	list, failed := p.listMarkup(r, org, &q)
	if failed != nil {
		p.log.Error("list of sessions", "id", requestID(w), "err", failed)
		code = http.StatusInternalServerError
	}
	around, err := p.aroundList(org, q, c, sessionsView{Notices: p.notices(q), Moved: p.movedOf(r, org), Region: regionView{Failed: failed != nil}})
	if err != nil {
		return err
	}
	return listPage{around, list, p.listTag(q, list.version, org), p.now().In(org.Settings().Zone())}.send(w, code)
}

// GET /pm/telehealth/sessions is the polled region alone; POST the same with
// what is searched for. 304 when its reader has seen the latest.
func (p *pages) pollSessions(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	if held := r.Header.Get(tagHeader); held != "" {
		version, err := org.Version(r.Context())
		if err != nil {
			return err
		}
		// The query is compared as it is written: the page wrote it.
		if q := parseSessionQuery(r.Form, choices{}.trusting(r.Form)); p.isListTag(held, q, version, org) {
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
		if ofAnotherOrg(held, org) {
			return p.reload(w, r, "/pm/telehealth")
		}
	}
	var q sessionQuery
	if len(r.Form) > 0 {
		q = parseSessionQuery(r.Form, p.choices(w, r, org))
	}
	list, err := p.listMarkup(r, org, &q)
	if err != nil {
		return err
	}
	w.Header().Set(tagHeader, p.listTag(q, list.version, org))
	return sendList(w, list, p.now())
}

// trusting returns choices that hold whatever v asks for.
func (choices) trusting(v url.Values) choices {
	if len(v) == 0 {
		return choices{}
	}
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

// list returns the polled region for q and the sessions in it. A status that
// no session has and that we do not know is dropped from q.
func (p *pages) list(r *http.Request, org *store.Org, q *sessionQuery) (listView, []clinic.Session, error) {
	l, err := org.Sessions(r.Context(), q.filter(org.Settings().Zone()))
	if err != nil {
		return listView{}, nil, err
	}
	if q.Status != "" && !q.Status.Known() && l.Counts[q.Status] == 0 {
		q.Status, q.Dropped = "", append(q.Dropped, "status")
		return p.list(r, org, q)
	}
	view := listView{Posted: q.Search != "", Tabs: p.tabs(*q, l), Days: p.cardDays(l.Rows, org.Settings().Zone())}
	p.pager(&view, *q, l)
	if len(l.Rows) == 0 {
		view.Empty = emptyView{Filtered: q.narrowed(), All: p.views.links.path("/pm/telehealth")}
		if n := p.newSession(org); n.Enabled {
			view.Empty.Schedule = n.URL
		}
	}
	return view, l.Rows, nil
}

func (p *pages) newSession(org *store.Org) newSession {
	rights := org.Rights()
	return newSession{Shown: rights.May(clinic.CreateSessions), Enabled: rights.May(clinic.CreateSessions) && rights.May(clinic.CreateAppointments),
		URL: p.views.links.path("/pm/appointments/new?telehealth=1")}
}

func (p *pages) notices(q sessionQuery) (all []notice) {
	if len(q.Dropped) > 0 {
		var names []string
		for _, name := range q.Dropped {
			names = append(names, p.t(name+"|filter"))
		}
		all = append(all, notice{"warn", p.t("Not understood and left out: %s.", strings.Join(names, ", "))})
	}
	return all
}
