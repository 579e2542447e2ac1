package handlers

import (
	"net/http"
	"net/url"
	"time"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/store"
)

const appointmentsPath = "/pm/appointments"

type (
	// dayView is one day of the practice.
	dayView struct {
		Day              clinic.Day
		Heading          string // the day in words
		Zone             string
		Today            bool
		Notice           *notice
		Prev, Next, Home string
		New              string // "" for those who may not book
		Rows             []appointmentRow
	}
	appointmentRow struct {
		ID                    clinic.AppointmentID
		Starts, When          string
		Patient, Provider     string
		PatientURL            string
		Cancelled, Telehealth bool
		Modality, Platform    string
		Status                *badge // nil while it is booked
		Icon                  string // of the modality
		Session               *badge // nil without a live one
		SessionURL            string
		Override              string
		Edit, Cancel, Create  string // addresses, "" where not offered
	}
)

var dayPage = page[dayView]{"appointments/page"}

// GET /pm/appointments?day=YYYY-MM-DD
func (p *pages) appointments(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	day, said := p.today(org), (*notice)(nil)
	if text := r.FormValue("day"); text != "" {
		if asked, err := clinic.ParseDay(text); err == nil {
			day = asked
		} else {
			said = &notice{"warn", p.t("The address named no day that there is, so this is today. Choose a day below.")}
		}
	}
	return p.showDay(w, r, org, http.StatusOK, day, said)
}

// POST /pm/appointments/{id}/session gives an appointment the session that it
// lacks.
func (p *pages) createSession(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	id := appointmentID(r)
	saved, err := org.CreateSession(r.Context(), id)
	if err == nil {
		p.toDay(w, r, org, saved)
		return nil
	}
	if !isForm(err) {
		return err
	}
	a, failed := org.Appointment(r.Context(), id)
	if failed != nil {
		return failed
	}
	day := clinic.DayIn(a.StartsAt, org.Settings().Zone())
	return p.showDay(w, r, org, codes[clinic.KindOf(err)], day, &notice{"error", p.message(err)})
}

func (p *pages) showDay(w http.ResponseWriter, r *http.Request, org *store.Org, code int, day clinic.Day, said *notice) error {
	from, to := day.Bounds(org.Settings().Zone())
	all, err := org.Appointments(r.Context(), from, to)
	if err != nil {
		return err
	}
	view := dayView{Day: day, Heading: p.day(day, fullDay), Zone: zoneText(org), Today: day == p.today(org), Notice: said,
		Prev: p.dayURL(day.Add(-1)), Next: p.dayURL(day.Add(1)), Home: p.views.links.path(appointmentsPath)}
	if org.Rights().May(clinic.CreateAppointments) {
		view.New = p.appointmentURL("new") + "?" + url.Values{"day": {string(day)}}.Encode()
	}
	for _, a := range all {
		view.Rows = append(view.Rows, p.appointmentRow(org, a))
	}
	return dayPage.render(w, p.views, code, p.frame(org, p.t("Appointments on %s", p.day(day, fullDay)), appointmentsPath), view)
}

func (p *pages) appointmentRow(org *store.Org, a clinic.Appointment) appointmentRow {
	row := appointmentRow{ID: a.ID, Starts: a.StartsAt.UTC().Format(time.RFC3339), When: span(a, org), Patient: a.PatientName, PatientURL: p.views.links.path("/pm/patients/" + url.PathEscape(string(a.PatientID))), Provider: a.ProviderName,
		Cancelled: a.Status != clinic.Booked, Telehealth: a.Telehealth, Modality: p.modality(a.Modality), Icon: modalityIcon(a.Modality), Platform: a.PlatformName, Override: a.OverrideReason}
	if row.Cancelled {
		row.Status = &badge{"outline", statusIcons[clinic.Cancelled], p.status(clinic.Cancelled)}
	}
	if a.SessionID != "" {
		at := p.badgeOf(a.SessionAt)
		row.Session, row.SessionURL = &at, p.sessionPath(a.SessionID, "")
	}
	if a.Changeable(org.Rights(), a.ProviderID == org.User()) == nil {
		row.Edit, row.Cancel = p.appointmentURL(a.ID, "edit"), p.appointmentURL(a.ID, "cancel")
	}
	if a.LacksSession() && org.Rights().May(clinic.CreateSessions) {
		row.Create = p.appointmentURL(a.ID, "session")
	}
	return row
}

func appointmentID(r *http.Request) clinic.AppointmentID {
	return clinic.AppointmentID(mux.Vars(r)["id"])
}

// appointmentURL returns the address of an appointment's page.
func (p *pages) appointmentURL(id clinic.AppointmentID, page ...string) string {
	return p.views.links.path(appointmentsPath + "/" + url.PathEscape(string(id)) + slashed(page))
}

func slashed(parts []string) (path string) {
	for _, part := range parts {
		path += "/" + part
	}
	return path
}

// dayURL returns the address of a day's list.
func (p *pages) dayURL(day clinic.Day) string {
	return p.views.links.path(appointmentsPath) + "?" + url.Values{"day": {string(day)}}.Encode()
}

// toDay goes to a on the list of its day.
func (p *pages) toDay(w http.ResponseWriter, r *http.Request, org *store.Org, a clinic.Appointment) {
	day := clinic.DayIn(a.StartsAt, org.Settings().Zone())
	http.Redirect(w, r, p.dayURL(day)+"#appointment-"+url.PathEscape(string(a.ID)), http.StatusSeeOther)
}

// today returns which day it is at the practice.
func (p *pages) today(org *store.Org) clinic.Day { return clinic.DayIn(p.now(), org.Settings().Zone()) }

// fullDay is the layout of a day in words.
const fullDay = "Monday, 2 January 2006"

// zoneText names the zone of the org's times.
func zoneText(org *store.Org) string { return org.Settings().Zone().String() }

// span returns from when to when a is, on the clocks of the practice.
func span(a clinic.Appointment, org *store.Org) string {
	zone := org.Settings().Zone()
	return a.StartsAt.In(zone).Format("15:04") + " – " + a.EndsAt.In(zone).Format("15:04")
}
