package patients

import (
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
		Groups []visitGroup
		All    string // where all are shown, "" when they are
	}
	visitGroup struct {
		ID, Heading, None string
		Rows              []visitRow
	}
	visitRow struct {
		URL, Starts, Day, Clock, Provider, Icon string
		Where, Platform                         string // Platform is "" for one in person
		Series                                  string // which of its series it is, "" for one that stands alone
		Cancelled                               bool
		Status                                  *ui.Badge // nil for one in person that is booked
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
	view := &visitsView{Groups: []visitGroup{{ID: "next", Heading: r.T("Next visits"), None: r.T("Nothing is planned.")},
		{ID: "past", Heading: r.T("Past visits"), None: r.T("None yet.")}}}
	for i, group := range [][]clinic.Appointment{all.Next, all.Past} {
		for _, a := range group {
			view.Groups[i].Rows = append(view.Groups[i].Rows, visitOf(r, org, a))
		}
	}
	if all.More && most < visitsAll {
		view.All = label.PatientPath(r, id) + "?visits=all"
	}
	return view, nil
}

// visitOf returns a as a line that leads to its session, or to the day it is on.
func visitOf(r *web.Request, org *store.Org, a clinic.Appointment) visitRow {
	zone := org.Settings().Zone()
	row := visitRow{Starts: a.StartsAt.UTC().Format(time.RFC3339), Day: r.Date(a.StartsAt.In(zone), "Mon 2 Jan 2006"),
		Clock:    label.When(r, a.StartsAt, zone, "15:04"),
		Provider: a.ProviderName, Where: r.T("In person"), Icon: "building-2", Cancelled: a.Status != clinic.Booked, Series: label.Series(r, a),
		URL: r.Path(label.Appointments + "?day=" + string(clinic.DayIn(a.StartsAt, zone)) + "#appointment-" + string(a.ID))}
	if a.Telehealth {
		row.Where, row.Platform = r.T("Telehealth: %s", r.Modality(a.Modality)), a.PlatformName
		row.Icon = label.ModalityIcon(a.Modality)
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
