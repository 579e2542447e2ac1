package telehealth

import (
	"net/http"
	"net/url"
	"strings"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// sessionsView is the page around the list.
type sessionsView struct {
	New     label.NewSession
	Notices []ui.Notice
	Moved   *Moved // what the reader did a moment ago
	Filters filtersView
	Bar     barView
	Region  regionView
	Deleted string // where deleted sessions are, "" for those who may not restore
}

// regionView is where the list stands in its page.
type regionView struct {
	Failed bool   // the sessions could not be loaded
	Poll   string // where the region is polled
	Posted bool   // polled with what is searched for
	Tag    string // what the reader sees
	List   ui.Markup
}

// A ListView is the polled region: tabs, cards and pager of one query.
type ListView struct {
	Posted bool // shows what is searched for
	Tabs   []Tab
	Days   []cardDay
	Rows   []Row  // instead of the days, in a table
	Shown  string // e.g. "24 of 310"
	Empty  EmptyView
	First  string // the first page, "" on it
	Next   string // the next page, "" on the last
	NextAt string // its page key
	ByTime bool
}

// A Tab is a status and how many sessions have it.
type Tab struct {
	Text, Value, URL string
	Count            string
	Current          bool
}

// EmptyView is said where there is no session.
type EmptyView struct {
	Filtered bool   // there may be others
	All      string // where all are
	Schedule string // where one is made, "" when the reader may not
}

var (
	sessionsPage = ui.NewPage[sessionsView]("telehealth/page")
	listPart     = ui.NewPart[ListView]("telehealth/list")
)

// GET /pm/telehealth
func (a *Area) list(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return a.showList(w, r, org, r.URL.Query())
}

// POST /pm/telehealth/search answers the list too. Names are posted, because
// browsers write addresses to disk.
func (a *Area) search(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	if strings.TrimSpace(r.PostFormValue("q")) == "" && !r.IsHTMX() {
		q := parseSessionQuery(r.PostForm, choicesFor(r, org))
		r.Redirect(w, web.WithQuery(r.Path(label.Sessions), q.text("")))
		return nil
	}
	return a.showList(w, r, org, r.PostForm)
}

// GET /pm/telehealth/search is where a browser comes back to after a search,
// perhaps with what was done from there.
func backToList(w http.ResponseWriter, r *web.Request, _ *store.Org) error {
	r.Redirect(w, web.WithQuery(r.Path(label.Sessions), r.URL.RawQuery))
	return nil
}

// showList answers with the page of the list. When the list cannot be loaded the
// rest of the page stands.
func (a *Area) showList(w http.ResponseWriter, r *web.Request, org *store.Org, query url.Values) error {
	c := choicesFor(r, org)
	q, code, title := parseSessionQuery(query, c), http.StatusOK, r.T("Telehealth sessions")
	q.Table = showsTable(org)
	list, err := a.fragments.list(r, org, q)
	region := regionView{Failed: err != nil}
	if err != nil {
		r.LogError("list of sessions", err)
		code = http.StatusInternalServerError
	} else {
		q = list.shows(q)
		region.Tag, region.List = listTag(r, org, q, list.version), ui.Trusted(list.html)
		title += " (" + list.total + ")"
	}
	region.Posted, region.Poll = q.Search != "", web.WithQuery(r.Path(label.Sessions+"/sessions"), q.poll())
	view := sessionsView{New: label.NewSessionFor(r, org), Notices: notices(r, q), Moved: MovedOf(r, org), Region: region,
		Bar: barOf(r, q, label.Today(r, org)), Filters: filters(r, q, c, r.Now().In(org.Settings().Zone()))}
	if org.Rights().May(clinic.DeleteSessions) {
		view.Deleted = r.Path(deletedPath)
	}
	return sessionsPage.Render(w, r.Views, code, r.Frame(title, label.Sessions), view)
}

// GET /pm/telehealth/sessions is the polled region alone; POST the same with
// what is searched for. 304 when its reader has seen the latest.
func (a *Area) poll(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	if tag := r.Header.Get(TagHeader); tag != "" {
		version, err := org.Version(r.Context())
		if err != nil {
			return err
		}
		// The query is compared as it is written: the page wrote it.
		if q := parseSessionQuery(r.Form, choices{}.trusting(r.Form)); tag == listTag(r, org, q, version) {
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
		if OfAnotherOrg(tag, org) {
			return Reload(w, r, label.Sessions)
		}
	}
	var q sessionQuery
	if len(r.Form) > 0 {
		q = parseSessionQuery(r.Form, choicesFor(r, org))
	}
	list, err := a.fragments.list(r, org, q)
	if err != nil {
		return err
	}
	w.Header().Set(TagHeader, listTag(r, org, list.shows(q), list.version))
	list.send(w)
	return nil
}

// trusting returns choices that hold whatever v asks for.
func (choices) trusting(v url.Values) choices {
	if len(v) == 0 {
		return choices{}
	}
	return choices{[]store.Member{{ID: clinic.UserID(v.Get("provider"))}}, []clinic.Platform{{ID: clinic.PlatformID(v.Get("platform"))}}}
}

// choicesFor returns what the filters can be set to. Without them the page still
// stands.
func choicesFor(r *web.Request, org *store.Org) (c choices) {
	var err error
	if c.providers, err = org.Providers(r.Context()); err == nil {
		c.platforms, err = org.Platforms(r.Context())
	}
	if err != nil {
		r.LogError("choices of the filters", err)
	}
	return c
}

func notices(r *web.Request, q sessionQuery) (all []ui.Notice) {
	if len(q.Dropped) > 0 {
		var names []string
		for _, name := range q.Dropped {
			names = append(names, r.T(name+"|filter"))
		}
		all = append(all, ui.Notice{Kind: "warn", Text: r.T("Not understood and left out: %s.", strings.Join(names, ", "))})
	}
	return all
}
