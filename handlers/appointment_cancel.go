package handlers

import (
	"net/http"
	"strconv"

	"televisit/clinic"
	"televisit/store"
)

type cancelView struct {
	Action, Back      string
	Patient, Provider string
	Day, When, Zone   string
	Session           bool // it has one, which is cancelled too
	Dialog            bool // shown in the dialog, not as a page
	Reason            field
	Summary           summary
	Version           int64
}

var (
	cancelPage   = page[cancelView]{"appointments/cancel-page"}
	cancelDialog = part[cancelView]{"appointments/cancel-dialog"}
)

// GET /pm/appointments/{id}/cancel
func (p *pages) cancelForm(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	a, err := changeable(r, org)
	if err != nil {
		return err
	}
	view := p.cancelView(org, a, nil)
	if isHTMX(r) {
		view.Dialog = true
		return cancelDialog.render(w, p.views, http.StatusOK, view)
	}
	return p.showCancel(w, org, http.StatusOK, view)
}

// POST /pm/appointments/{id}/cancel calls an appointment off for a reason.
func (p *pages) cancelAppointment(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	seen, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		seen = 0 // no version of anything: whatever there is, is newer
	}
	a, err := org.CancelAppointment(r.Context(), appointmentID(r), seen, r.PostFormValue("reason"))
	if err == nil {
		p.toDay(w, r, org, a)
		return nil
	}
	if !isForm(err) {
		return err
	}
	fresh, failed := org.Appointment(r.Context(), appointmentID(r))
	if failed != nil {
		return failed
	}
	view := p.cancelView(org, fresh, err)
	view.Reason.Value = r.PostFormValue("reason")
	return p.showCancel(w, org, codes[clinic.KindOf(err)], view)
}

func (p *pages) showCancel(w http.ResponseWriter, org *store.Org, code int, view cancelView) error {
	return cancelPage.render(w, p.views, code, p.frame(org, p.t("Cancel appointment"), appointmentsPath), view)
}

func (p *pages) cancelView(org *store.Org, a clinic.Appointment, err error) cancelView {
	day := clinic.DayIn(a.StartsAt, org.Settings().Zone())
	return cancelView{Action: p.appointmentURL(a.ID, "cancel"), Back: p.dayURL(day), Patient: a.PatientName, Provider: a.ProviderName,
		Day: p.day(day, fullDay), When: span(a, org), Zone: zoneText(org), Session: a.SessionID != "", Summary: p.summaryOf(err), Version: a.Version,
		Reason: field{Name: "reason", Label: p.t("Reason"), Required: true, Error: p.messageFor(err, "reason")}}
}
