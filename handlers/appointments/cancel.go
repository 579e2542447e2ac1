package appointments

import (
	"net/http"
	"strconv"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type cancelView struct {
	Action, Back      string
	Patient, Provider string
	Day, When, Zone   string
	Session           bool // it has one, which is cancelled too
	Dialog            bool // shown in the dialog, not as a page
	Reason            ui.Field
	Summary           ui.Summary
	Version           int64
}

var (
	cancelPage   = ui.NewPage[cancelView]("appointments/cancel-page")
	cancelDialog = ui.NewPart[cancelView]("appointments/cancel-dialog")
)

// GET /pm/appointments/{id}/cancel
func cancelForm(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	a, err := org.Appointment(r.Context(), appointmentID(r))
	if err == nil {
		err = a.Cancellable(org.Rights(), org.User(), r.Now())
	}
	if err != nil {
		return err
	}
	view := viewOfCancel(r, org, a, nil)
	if r.IsHTMX() {
		view.Dialog = true
		return cancelDialog.Render(w, r.Views, http.StatusOK, view)
	}
	return showCancel(w, r, org, http.StatusOK, view)
}

// POST /pm/appointments/{id}/cancel calls an appointment off for a reason.
func cancelAppointment(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	seen, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		seen = 0 // no version of anything: whatever there is, is newer
	}
	a, err := org.CancelAppointment(r.Context(), appointmentID(r), seen, r.PostFormValue("reason"))
	if err == nil {
		toDay(w, r, org, a, "cancelled")
		return nil
	}
	if !web.IsForm(err) {
		return err
	}
	fresh, failed := org.Appointment(r.Context(), appointmentID(r))
	if failed != nil {
		return failed
	}
	view := viewOfCancel(r, org, fresh, err)
	view.Reason.Value = r.PostFormValue("reason")
	return showCancel(w, r, org, web.StatusOf(err), view)
}

func showCancel(w http.ResponseWriter, r *web.Request, org *store.Org, code int, view cancelView) error {
	return cancelPage.Render(w, r.Views, code, r.Frame(r.T("Cancel appointment"), label.Appointments), view)
}

func viewOfCancel(r *web.Request, org *store.Org, a clinic.Appointment, err error) cancelView {
	day := clinic.DayIn(a.StartsAt, org.Settings().Zone())
	return cancelView{Action: appointmentURL(r, a.ID, "cancel"), Back: dayURL(r, day), Patient: a.PatientName, Provider: a.ProviderName,
		Day: r.Day(day, label.FullDay), When: span(r, a,
			org), Zone: zoneText(org), Session: a.SessionID != "", Summary: r.SummaryOf(err), Version: a.Version,
		Reason: ui.Field{Name: "reason", Label: r.T("Reason"), Required: true, Error: r.MessageFor(err, "reason")}}
}
