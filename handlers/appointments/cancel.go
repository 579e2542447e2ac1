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
	ToPatient         bool // done, it leads to the page of the patient
	Patient, Provider string
	Day, Time, Zone   string
	Place             string     // which of its series it is, "" for one that stands alone
	Scope             *ui.Choice // nil where no later one could be cancelled too
	Session           bool       // it has one, which is cancelled too
	Dialog            bool       // shown in the dialog, not as a page
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
	org.NoteRead(r.Context(), "appointment", string(a.ID))
	view, err := viewOfCancel(r, org, a, nil)
	if err != nil {
		return err
	}
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
	if err = cancel(w, r, org, seen); err == nil || !web.IsForm(err) {
		return err
	}
	fresh, failed := org.Appointment(r.Context(), appointmentID(r))
	if failed != nil {
		return failed
	}
	view, failed := viewOfCancel(r, org, fresh, err)
	if failed != nil {
		return failed
	}
	view.Reason.Value = r.PostFormValue("reason")
	return showCancel(w, r, org, web.StatusOf(err), view)
}

// cancel calls off what the form that was sent says, and goes to its day.
func cancel(w http.ResponseWriter, r *web.Request, org *store.Org, seen int64) error {
	id, reason := appointmentID(r), r.PostFormValue("reason")
	if readSeries(r).Later {
		done, err := org.CancelSeries(r.Context(), id, seen, reason)
		if err == nil {
			toChanged(w, r, org, done, "cancelled")
		}
		return err
	}
	a, err := org.CancelAppointment(r.Context(), id, seen, reason)
	if err == nil {
		toDay(w, r, org, a, "cancelled")
	}
	return err
}

func showCancel(w http.ResponseWriter, r *web.Request, org *store.Org, code int, view cancelView) error {
	return cancelPage.Render(w, r.Views, code, r.Frame(r.T("Cancel appointment"), label.Appointments), view)
}

func viewOfCancel(r *web.Request, org *store.Org, a clinic.Appointment, err error) (cancelView, error) {
	day := clinic.DayIn(a.StartsAt, org.Settings().Zone())
	may, left, failed := laterIf(r, org, a, func(a clinic.Appointment) bool {
		return a.Cancellable(org.Rights(), org.User(), r.Now()) == nil
	})
	return cancelView{Action: appointmentURL(r, a.ID, "cancel"), Back: backURL(r, a.PatientID, day), ToPatient: toPatient(r),
		Patient: a.PatientName, Provider: a.ProviderName,
		Day: r.Day(day, label.FullDay), Time: span(r, a, org), Zone: label.ZoneOf(r, org), Place: label.Series(r, a),
		Scope: scopeOf(r, r.T("Cancel"), len(may), left, readSeries(r).Later), Session: a.SessionID != "",
		Summary: r.SummaryOf(err), Version: a.Version,
		Reason: ui.Field{Name: "reason", Label: r.T("Reason"), Required: true, Error: r.MessageFor(err, "reason")}}, failed
}
