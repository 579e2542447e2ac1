package patients

import (
	"html/template"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// How many appointments of each kind the patient's page shows at first, and at
// all.
const (
	visitsShown = 10
	visitsAll   = 500
)

type (
	// visitsView are the appointments and sessions of a patient.
	visitsView struct {
		Groups  []visitGroup
		All     string     // where all are shown, "" when they are
		Changed *ui.Notice // what became of one that was just changed
	}
	visitGroup struct {
		ID, Heading, None string
		Rows              []visitRow
	}
	visitRow struct {
		ID                      clinic.AppointmentID
		URL, Starts, Day, Clock string
		Provider, Icon          string
		Where, Platform         string // Platform is "" for one in person
		There                   string // when that is for the patient, "" if it need not be said
		Series                  string // which of its series it is, "" for one that stands alone
		Cancelled               bool
		Status                  *ui.Badge    // nil for one in person that is booked
		Link, Entry             template.URL // as the patient has it, and where the reader enters; "" when there is nothing to join
		Join                    bool         // there is, or should be
		Copy                    string       // the link as it is sent to the patient
		Edit, Cancel            string       // addresses, "" where not offered
	}
)

// visitsOf returns the visits of a patient, nil for a reader who may not see
// appointments.
func visitsOf(r *web.Request, org *store.Org, id clinic.PatientID) (*visitsView, error) {
	if !org.Rights().May(clinic.ViewAppointments) {
		return nil, nil
	}
	most := visitsShown
	if r.FormValue("visits") == "all" {
		most = visitsAll
	}
	all, err := org.PatientVisits(r.Context(), id, most)
	if err != nil {
		return nil, err
	}
	next := visitGroup{ID: "next", Heading: r.T("Next visits"), None: r.T("Nothing is planned.")}
	past := visitGroup{ID: "past", Heading: r.T("Past visits"), None: r.T("None yet.")}
	for _, v := range all.Next {
		next.Rows = append(next.Rows, nextVisitOf(r, org, v))
	}
	for _, a := range all.Past {
		past.Rows = append(past.Rows, visitOf(r, org, a))
	}
	view := &visitsView{Groups: []visitGroup{next, past}, Changed: changed(r, append(next.Rows, past.Rows...))}
	if all.More && most < visitsAll {
		view.All = label.PatientPath(r, id) + "?visits=all"
	}
	return view, nil
}

// changed says what became of the appointment that r says was just changed, nil when
// none was.
func changed(r *web.Request, rows []visitRow) *ui.Notice {
	id := clinic.AppointmentID(r.FormValue("changed"))
	for _, row := range rows {
		switch {
		case id == "" || row.ID != id:
		case row.Cancelled:
			return &ui.Notice{Kind: "success", Text: r.T("The appointment on %s, %s, is cancelled.", row.Day, row.Clock)}
		default:
			return &ui.Notice{Kind: "success", Text: r.T("The appointment is now on %s, %s, with %s.", row.Day, row.Clock, row.Provider)}
		}
	}
	return nil
}

// visitOf returns a as a line that leads to its session, or to the day it is on.
func visitOf(r *web.Request, org *store.Org, a clinic.Appointment) visitRow {
	zone := org.Settings().Zone()
	row := visitRow{ID: a.ID, Starts: a.StartsAt.UTC().Format(time.RFC3339), Day: r.Date(a.StartsAt.In(zone), "Mon 2 Jan 2006"),
		Clock:    label.LocalTime(r, a.StartsAt, zone, "15:04"),
		Provider: a.ProviderName, Where: r.T("In person"), Icon: "building-2", Cancelled: a.Status != clinic.Booked, Series: label.Series(r, a),
		URL: r.Path(label.Appointments + "?day=" + string(clinic.DayIn(a.StartsAt, zone)) + "#appointment-" + string(a.ID))}
	if a.Telehealth {
		row.Where, row.Icon = r.Modality(a.Modality), label.ModalityIcon(a.Modality)
		if a.PlatformName != row.Where { // a platform may be called after what it is
			row.Platform = a.PlatformName
		}
	}
	status := a.SessionAt
	if row.Cancelled {
		status = clinic.Cancelled
	}
	if status != "" {
		badge := label.StatusBadge(r, status)
		row.Status = &badge
	}
	if a.SessionID != "" && org.Rights().May(clinic.ViewSessions) {
		row.URL = label.SessionPath(r, a.SessionID, "")
	}
	return row
}

// nextVisitOf returns v as a line with what its reader may do while the patient is on
// the phone.
func nextVisitOf(r *web.Request, org *store.Org, v store.Visit) visitRow {
	a, row := v.Appointment, visitOf(r, org, v.Appointment)
	row.There = label.PatientTime(r, a.StartsAt, a.PatientZone, org.Settings().Zone())
	if row.Link = ui.SafeLink(v.Link); row.Link != "" {
		row.Join, row.Entry = true, label.Entry(r, org, a.SessionID, a.PlatformID, v.Link)
		if clinic.PhoneLink(v.Link) == "" { // a number is dialled, not sent
			row.Copy = v.Link
		}
	}
	if a.Changeable(org.Rights(), a.ProviderID == org.User()) == nil {
		row.Edit = label.AppointmentPath(r, a.ID, "/edit?"+label.ToPatient)
	}
	if a.Cancellable(org.Rights(), org.User(), r.Now()) == nil {
		row.Cancel = label.AppointmentPath(r, a.ID, "/cancel?"+label.ToPatient)
	}
	return row
}
