package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// trailShown is how many entries are on a page.
const trailShown = 50

type (
	// trailView is a page of the audit trail.
	trailView struct {
		Zone          string
		Summary       ui.Summary
		Person, Kind  ui.Choice
		From, Until   ui.Field
		Hidden        []label.Labelled // what the form keeps: the one thing that is asked about
		Thing         string           // that thing, "" for none
		Narrowed      bool
		All, CSV      string // where everything is, and what is found as a file
		Rows          []trailRow
		Newest, Older string // addresses, "" for none
	}
	trailRow struct {
		Time, By, What  string
		Thing, ThingURL string
		Changes         []changeView
		Reason, From    string
	}
	// changeView is what an entry says beyond its sentence: a value, or the old and the new.
	changeView struct {
		Name, Old, New string
		Replaced       bool
	}
)

var trailPage = ui.NewPage[trailView]("admin/trail-page")

// A trailQuery is what somebody asks the trail for, as typed.
type trailQuery struct{ person, kind, from, until, session, patient, before string }

func trailQueryOf(r *web.Request) trailQuery {
	v := r.FormValue
	return trailQuery{v("person"), v("kind"), v("from"), v("until"), v("session"), v("patient"), v("before")}
}

// text returns the query of q in an address, of the page that begins at before.
func (q trailQuery) text(before string) string {
	v := url.Values{}
	for name, value := range map[string]string{"person": q.person, "kind": q.kind, "from": q.from, "until": q.until,
		"session": q.session, "patient": q.patient, "before": before} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

// filter returns q as the store asks for it, and Invalid naming each field that is wrong.
func (q trailQuery) filter(names store.TrailNames, zone *time.Location) (f store.AuditFilter, err error) {
	var p clinic.Problems
	f = store.AuditFilter{Kind: clinic.AuditKind(q.kind), Person: clinic.UserID(q.person), Session: clinic.SessionID(q.session),
		Patient: clinic.PatientID(q.patient), Limit: trailShown}
	if q.kind != "" && !slices.Contains(clinic.AuditKinds, f.Kind) {
		p.Add("kind", "Choose one of the list.")
	}
	if q.person != "" && !slices.ContainsFunc(names.People, func(m store.Member) bool { return m.ID == f.Person }) {
		p.Add("person", "Choose one of the list.")
	}
	if q.session != "" && q.patient != "" {
		p.Add("", "Ask about a session or about a patient, not about both.")
	}
	dayOf := func(field, text string) clinic.Day {
		day, err := clinic.ParseDay(text)
		if text != "" && err != nil {
			p.Add(field, "There is no such day.")
		}
		return day
	}
	if from := dayOf("from", q.from); from != "" {
		f.From, _ = from.Bounds(zone)
	}
	if until := dayOf("until", q.until); until != "" {
		_, f.To = until.Bounds(zone)
	}
	if !f.From.IsZero() && !f.To.IsZero() && !f.From.Before(f.To) {
		p.Add("until", "The last day is before the first one.")
	}
	if at, id, found := strings.Cut(q.before, "."); q.before != "" {
		ms, err := strconv.ParseInt(at, 10, 64)
		if !found || err != nil || id == "" {
			p.Add("", "There is no such page. Begin with the newest entries.")
		}
		f.Before = store.AuditPlace{At: time.UnixMilli(ms), ID: id}
	}
	return f, p.Err()
}

// noThing makes an error about one thing that the org does not have one of the form.
func noThing(err error) error {
	if clinic.KindOf(err) == clinic.NotFound {
		return clinic.Causef(clinic.Invalid, err, "There is no such session or patient here.")
	}
	return err
}

// GET /settings/audit shows who did what: person, kind, from, until, session, patient.
func trail(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	names, err := org.TrailNames(r.Context())
	if err != nil {
		return err
	}
	q := trailQueryOf(r)
	f, wrong := q.filter(names, org.Settings().Zone())
	var all []store.Trace
	more := false
	if wrong == nil {
		all, more, err = org.Trail(r.Context(), f)
		if wrong = noThing(err); wrong != nil && !web.IsForm(wrong) {
			return wrong
		}
	}
	org.NoteRead(r.Context(), "audit", string(org.ID()))
	return showTrail(w, r, org, trailAnswer{q, names, all, more, wrong})
}

// A trailAnswer is what was found, or why nothing was looked for.
type trailAnswer struct {
	trailQuery
	names store.TrailNames
	all   []store.Trace
	more  bool
	wrong error
}

func showTrail(w http.ResponseWriter, r *web.Request, org *store.Org, a trailAnswer) error {
	q, here := a.trailQuery, r.Path(audit)
	view := trailView{Zone: label.ZoneOf(r, org), Summary: r.SummaryOf(a.wrong), Narrowed: q.text("") != "", All: here,
		Person: ui.Choice{Name: "person", Label: r.T("Person"), Error: r.MessageFor(a.wrong, "person")}, Kind: kindChoice(r, q.kind, a.wrong),
		From: ui.Field{Name: "from", Label: r.T("From"), Type: "date", Value: q.from, Error: r.MessageFor(a.wrong, "from")},
		Until: ui.Field{Name: "until", Label: r.T("Until"), Type: "date", Value: q.until,
			Error: r.MessageFor(a.wrong, "until")}}
	for _, m := range a.names.People {
		view.Person.Options = append(view.Person.Options, ui.Option{Value: string(m.ID), Text: m.Name})
	}
	chooseOrAny(&view.Person, q.person, r.T("Anybody"))
	for name, value := range map[string]string{"session": q.session, "patient": q.patient} {
		if value != "" {
			view.Hidden = append(view.Hidden, label.Labelled{Value: value, Text: name})
			view.Thing = r.T(map[string]string{"session": "One session", "patient": "One patient, with appointments and sessions"}[name])
		}
	}
	if a.wrong != nil {
		return trailPage.Render(w, r.Views, web.StatusOf(a.wrong), r.Frame(r.T("Audit"), audit), view)
	}
	view.CSV = r.Path(audit+".csv") + q.text("")
	sentences := &trailTexts{r: r, org: org, names: a.names}
	for _, t := range a.all {
		view.Rows = append(view.Rows, sentences.row(t))
	}
	if q.before != "" {
		view.Newest = here + q.text("")
	}
	if a.more {
		last := a.all[len(a.all)-1]
		view.Older = here + q.text(strconv.FormatInt(last.At.UnixMilli(), 10)+"."+last.ID)
	}
	return trailPage.Render(w, r.Views, http.StatusOK, r.Frame(r.T("Audit"), audit), view)
}

// kindTexts are what the kinds of entries are called.
var kindTexts = map[clinic.AuditKind]string{clinic.AuditReads: "Reading", clinic.AuditExports: "Exports",
	clinic.AuditSessions: "Sessions", clinic.AuditPatients: "Patients", clinic.AuditAppointments: "Appointments",
	clinic.AuditPeople: "People and roles", clinic.AuditSettings: "Settings", clinic.AuditLogins: "Signing in"}

func kindChoice(r *web.Request, chosen string, cause error) ui.Choice {
	c := ui.Choice{Name: "kind", Label: r.T("Kind of action"), Error: r.MessageFor(cause, "kind")}
	for _, k := range clinic.AuditKinds {
		c.Options = append(c.Options, ui.Option{Value: string(k), Text: r.T(kindTexts[k])})
	}
	chooseOrAny(&c, chosen, r.T("Anything"))
	return c
}

// chooseOrAny selects what was chosen. What is not offered stays chosen: it is wrong, and is
// to be seen.
func chooseOrAny(c *ui.Choice, chosen, any string) {
	c.Options = append([]ui.Option{{Text: any}}, c.Options...)
	if !slices.ContainsFunc(c.Options, func(o ui.Option) bool { return o.Value == chosen }) {
		c.Options = append(c.Options, ui.Option{Value: chosen, Text: chosen})
	}
	c.Choose(chosen, any)
}
