package finder

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// resultsShown is how many of each kind the quick finder offers.
const resultsShown = 8

// finderView is the quick finder: a search whose results are links.
type finderView struct {
	Search string
	Status string // how many were found, in words
	Groups []group
}

type group struct {
	ID, Text string
	Results  []result
}

type result struct {
	URL, Icon, Text, Note string
	Next                  string // when the patient's next visit is and with whom, "" for none
}

var (
	finderPage   = ui.NewPage[finderView]("finder/page")
	finderDialog = ui.NewPart[finderView]("finder/dialog")
	resultsPart  = ui.NewPart[finderView]("finder/found")
)

// GET /switch is the quick finder: for htmx what opens over a page, else a page.
func open(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	view, err := find(r, org, "")
	if err != nil {
		return err
	}
	if r.IsHTMX() {
		return finderDialog.Render(w, r.Views, http.StatusOK, view)
	}
	return showPage(w, r, org, view)
}

// showPage answers with the quick finder as a page, which needs no other one to
// open over it.
func showPage(w http.ResponseWriter, r *web.Request, org *store.Org, view finderView) error {
	f := r.Frame(r.T("Go to"), "")
	f.Finder = ""
	return finderPage.Render(w, r.Views, http.StatusOK, f, view)
}

// POST /switch answers what is found by the words in q. It is a POST so that what was
// typed is in no address and no history.
func search(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	view, err := find(r, org, strings.TrimSpace(r.PostFormValue("q")))
	if err != nil {
		return err
	}
	if r.IsHTMX() {
		return resultsPart.Render(w, r.Views, http.StatusOK, view)
	}
	return showPage(w, r, org, view)
}

// find returns what the reader may go to by this text: without any, what is on now and
// next, and the pages.
func find(r *web.Request, org *store.Org, text string) (finderView, error) {
	view := finderView{Search: text}
	var groups []group
	var err error
	if text == "" {
		groups, err = findOpen(r, org)
	} else {
		groups, err = findByText(r, org, text)
	}
	if err != nil {
		return view, err
	}
	n := 0
	for _, g := range append(groups, group{"finder-pages", r.T("Pages"), pageResults(r, org, text)}) {
		if n += len(g.Results); len(g.Results) > 0 {
			view.Groups = append(view.Groups, g)
		}
	}
	view.Status = r.T("%d to choose from", n)
	return view, nil
}

// findByText returns the patients and the sessions of today that text finds, as the
// list of patients does.
func findByText(r *web.Request, org *store.Org, text string) (groups []group, err error) {
	if org.Rights().May(clinic.ViewPatients) {
		list, err := org.Patients(r.Context(), store.PatientFilter{Search: text, Locale: r.Lang(), Limit: resultsShown})
		if err != nil {
			return nil, err
		}
		results, err := patientResults(r, org, list.Rows)
		if err != nil {
			return nil, err
		}
		groups = append(groups, group{"finder-patients", r.T("Patients"), results})
	}
	if org.Rights().May(clinic.ViewSessions) {
		from, to := label.Today(r, org).Bounds(org.Settings().Zone())
		list, err := org.SessionsPlanned(r.Context(), from, to, store.PatientSearch{Text: text, Locale: r.Lang()}, resultsShown)
		if err != nil {
			return nil, err
		}
		groups = append(groups, group{"finder-sessions", r.T("Sessions of today"), sessionResults(r, list, org)})
	}
	return groups, nil
}

// How many sessions are offered before anything is typed, of how many planned ones:
// others of the hour may be decided.
const (
	openShown = 4
	openRead  = 40
)

// findOpen returns the sessions that are on now, and those that are next: an hour late
// at most, or later today. The reader's own come first.
func findOpen(r *web.Request, org *store.Org) ([]group, error) {
	if !org.Rights().May(clinic.ViewSessions) {
		return nil, nil
	}
	active, err := org.Sessions(r.Context(), store.SessionFilter{Status: clinic.Active, Limit: openRead})
	if err != nil {
		return nil, err
	}
	_, to := label.Today(r, org).Bounds(org.Settings().Zone())
	planned, err := org.SessionsPlanned(r.Context(), r.Now().Add(-time.Hour), to, store.PatientSearch{}, openRead)
	if err != nil {
		return nil, err
	}
	next := slices.DeleteFunc(planned, func(s clinic.Session) bool { return s.Status != clinic.Scheduled })
	return []group{{"finder-now", r.T("On now"), sessionResults(r, ownFirst(active.Rows, org), org)},
		{"finder-next", r.T("Next"), sessionResults(r, ownFirst(next, org), org)}}, nil
}

// ownFirst returns the first few of all, those of org's reader before the others.
func ownFirst(all []clinic.Session, org *store.Org) []clinic.Session {
	rank := func(s clinic.Session) int {
		if s.ProviderID == org.User() {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b clinic.Session) int { return rank(a) - rank(b) })
	return all[:min(openShown, len(all))]
}
