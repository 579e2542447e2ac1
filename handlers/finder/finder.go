package finder

import (
	"net/http"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/i18n"
	"televisit/web/ui"
)

// resultsShown is how many of each kind the quick finder offers.
const resultsShown = 8

// finderView is the quick finder: a search whose results are links.
type finderView struct {
	Search string
	Said   string // how many were found, in words
	Groups []group
}

type group struct {
	ID, Text string
	Results  []result
}

type result struct{ URL, Icon, Text, Note string }

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

// find returns what the reader may go to by this text: without any, the
// pages and what is next today.
func find(r *web.Request, org *store.Org, text string) (finderView, error) {
	view := finderView{Search: text}
	add := func(id, heading string, results []result) {
		if len(results) > 0 {
			view.Groups = append(view.Groups, group{id, heading, results})
		}
	}
	if text != "" && org.Rights().May(clinic.ViewPatients) {
		list, err := org.Patients(r.Context(), store.PatientFilter{Search: text, Locale: r.Lang(), Limit: resultsShown})
		if err != nil {
			return view, err
		}
		add("switch-patients", r.T("Patients"), patientResults(r, list.Rows))
	}
	if org.Rights().May(clinic.ViewSessions) {
		from, to := label.Today(r, org).Bounds(org.Settings().Zone())
		most := resultsShown
		if text == "" {
			from, most = r.Now().Add(-time.Hour), resultsShown/2
		}
		list, err := org.SessionsPlanned(r.Context(), from, to, store.PatientSearch{Text: text, Locale: r.Lang()}, most)
		if err != nil {
			return view, err
		}
		add("switch-sessions", r.T("Sessions of today"), sessionResults(r, list, org))
	}
	add("switch-pages", r.T("Pages"), pageResults(r, org, text))
	n := 0
	for _, g := range view.Groups {
		n += len(g.Results)
	}
	view.Said = r.T("%d to choose from", n)
	return view, nil
}

func patientResults(r *web.Request, all []clinic.Patient) (results []result) {
	for _, v := range all {
		results = append(results, result{label.PatientPath(r, v.ID), "user", v.Name(), r.T("born %s · MRN %s", v.Born, v.MRN)})
	}
	return results
}

func sessionResults(r *web.Request, all []clinic.Session, org *store.Org) (results []result) {
	zone := org.Settings().Zone()
	for _, s := range all {
		results = append(results, result{label.SessionPath(r, s.ID, ""), label.ModalityIcon(s.Modality),
			label.When(r, s.StartsAt, zone, "15:04") + " " + i18n.Isolated(s.PatientName),
			i18n.Isolated(s.ProviderName) + " · " + i18n.Isolated(s.PlatformName) + " · " + r.Status(s.Status)})
	}
	return results
}

// pageResults returns the pages that the reader may see and whose names hold
// text.
func pageResults(r *web.Request, org *store.Org, text string) (results []result) {
	may := org.Rights().May
	for _, l := range []struct {
		shown            bool
		path, icon, name string
	}{
		{may(clinic.ViewSessions), "/", "calendar-clock", "Today"},
		{may(clinic.ViewSessions), label.Sessions, "video", "Sessions"},
		{may(clinic.ViewAppointments), label.Appointments, "calendar-days", "Appointments"},
		{may(clinic.ViewPatients), label.Patients, "users", "Patients"},
		{may(clinic.CreateAppointments), label.Appointments + "/new", "calendar-plus", "New appointment"},
		{may(clinic.CreatePatients), "/pm/patients/new", "plus", "New patient"},
		{true, label.Account, "circle-user", "Your account"},
		{org.Orgs() > 1, "/orgs", "arrow-left-right", "Switch organization"},
	} {
		name := r.T(l.name)
		if l.shown && strings.Contains(strings.ToLower(name), strings.ToLower(text)) {
			results = append(results, result{URL: r.Path(l.path), Icon: l.icon, Text: name})
		}
	}
	return results
}
