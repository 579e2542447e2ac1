package handlers

import (
	"net/http"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/store"
)

const switchPath = "/switch"

// switchShown is how many of each kind the switcher offers.
const switchShown = 8

// switchView is the quick switcher: a search whose finds are links.
type switchView struct {
	Search string
	Said   string // how many were found, in words
	Groups []switchGroup
}

type switchGroup struct {
	ID, Text string
	Links    []switchLink
}

type switchLink struct{ URL, Icon, Text, Note string }

var (
	switchPage   = page[switchView]{"switch/page"}
	switchDialog = part[switchView]{"switch/dialog"}
	switchFound  = part[switchView]{"switch/answer"}
)

// GET /switch is the switcher: for htmx what opens over a page, else a page.
func (p *pages) switcher(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	view, err := p.find(r, org, "")
	if err != nil {
		return err
	}
	if isHTMX(r) {
		return switchDialog.render(w, p.views, http.StatusOK, view)
	}
	return p.showSwitch(w, org, view)
}

// showSwitch answers with the switcher as a page, which needs no other one to
// open over it.
func (p *pages) showSwitch(w http.ResponseWriter, org *store.Org, view switchView) error {
	f := p.frame(org, p.t("Go to"), "")
	f.Finder = ""
	return switchPage.render(w, p.views, http.StatusOK, f, view)
}

// POST /switch answers what the words in q find. It is a POST so that what was
// typed is in no address and no history.
func (p *pages) searchSwitcher(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	view, err := p.find(r, org, strings.TrimSpace(r.PostFormValue("q")))
	if err != nil {
		return err
	}
	if isHTMX(r) {
		return switchFound.render(w, p.views, http.StatusOK, view)
	}
	return p.showSwitch(w, org, view)
}

// find returns what the reader may go to by these words: without any, the
// pages and what is next today.
func (p *pages) find(r *http.Request, org *store.Org, words string) (switchView, error) {
	view := switchView{Search: words}
	add := func(id, text string, links []switchLink) {
		if len(links) > 0 {
			view.Groups = append(view.Groups, switchGroup{id, text, links})
		}
	}
	if words != "" && org.Rights().May(clinic.ViewPatients) {
		found, err := org.Patients(r.Context(), store.PatientFilter{Search: words, Limit: switchShown})
		if err != nil {
			return view, err
		}
		add("switch-patients", p.t("Patients"), p.patientLinks(found.Rows))
	}
	if org.Rights().May(clinic.ViewSessions) {
		from, to := p.today(org).Bounds(org.Settings().Zone())
		most := switchShown
		if words == "" {
			from, most = p.now().Add(-time.Hour), switchShown/2
		}
		found, err := org.SessionsPlanned(r.Context(), from, to, words, most)
		if err != nil {
			return view, err
		}
		add("switch-sessions", p.t("Sessions of today"), p.sessionLinks(found, org))
	}
	add("switch-pages", p.t("Pages"), p.pageLinks(org, words))
	n := 0
	for _, g := range view.Groups {
		n += len(g.Links)
	}
	view.Said = p.t("%d to choose from", n)
	return view, nil
}

func (p *pages) patientLinks(all []clinic.Patient) (links []switchLink) {
	for _, v := range all {
		links = append(links, switchLink{p.views.links.path("/pm/patients/" + string(v.ID)), "user", v.Name(), p.t("born %s · MRN %s", v.Born, v.MRN)})
	}
	return links
}

func (p *pages) sessionLinks(all []clinic.Session, org *store.Org) (links []switchLink) {
	zone := org.Settings().Zone()
	for _, s := range all {
		links = append(links, switchLink{p.sessionPath(s.ID, ""), modalityIcon(s.Modality), s.StartsAt.In(zone).Format("15:04") + " " + s.PatientName,
			s.ProviderName + " · " + s.PlatformName + " · " + p.status(s.Status)})
	}
	return links
}

// pageLinks returns the pages that the reader may see and whose names hold
// words.
func (p *pages) pageLinks(org *store.Org, words string) (links []switchLink) {
	may := org.Rights().May
	for _, l := range []struct {
		shown            bool
		path, icon, text string
	}{
		{may(clinic.ViewSessions), "/", "calendar-clock", "Today"},
		{may(clinic.ViewSessions), "/pm/telehealth", "video", "Sessions"},
		{may(clinic.ViewAppointments), appointmentsPath, "calendar-days", "Appointments"},
		{may(clinic.ViewPatients), "/pm/patients", "users", "Patients"},
		{may(clinic.CreateAppointments), appointmentsPath + "/new", "calendar-plus", "New appointment"},
		{may(clinic.CreatePatients), "/pm/patients/new", "plus", "New patient"},
		{true, accountPath, "circle-user", "Your account"},
		{org.Orgs() > 1, "/orgs", "arrow-left-right", "Switch organization"},
	} {
		text := p.t(l.text)
		if l.shown && strings.Contains(strings.ToLower(text), strings.ToLower(words)) {
			links = append(links, switchLink{URL: p.views.links.path(l.path), Icon: l.icon, Text: text})
		}
	}
	return links
}
