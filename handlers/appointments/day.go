package appointments

import (
	"net/http"
	"net/url"
	"time"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// dayView is one day of the practice.
	dayView struct {
		Day              clinic.Day
		Heading          string // the day in words
		Zone             string
		Today            bool
		Notice           *ui.Notice
		Done             *doneView // what the reader did a moment ago
		Prev, Next, Home string
		New              string // "" for those who may not book
		Print, CSV       string // the day on paper and as a file, "" for those who may not export
		Rows             []appointmentRow
	}
	appointmentRow struct {
		ID                    clinic.AppointmentID
		Starts, Time          string
		There                 string // when that is for the patient, "" if it need not be said
		Patient, Provider     string
		PatientURL            string
		Cancelled, Telehealth bool
		Modality, Platform    string
		Status                *ui.Badge // nil while it is booked
		Icon                  string    // of the modality
		Session               *ui.Badge // nil without a live one
		SessionURL            string
		Overlaps              []string // with what, while it is so
		Late                  bool     // entered after it began
		Series                string   // which of its series it is, "" for one that stands alone
		Edit, Cancel, Create  string   // addresses, "" where not offered
		Calendar              string
		Shared                bool // another patient is to be in its room
	}
)

var dayPage = ui.NewPage[dayView]("appointments/page")

// GET /pm/appointments?day=YYYY-MM-DD
func day(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	day, notice := label.Today(r, org), (*ui.Notice)(nil)
	if text := r.FormValue("day"); text != "" {
		if asked, err := clinic.ParseDay(text); err == nil {
			day = asked
		} else {
			notice = &ui.Notice{Kind: "warn", Text: r.T("The address named no day that there is, so this is today. Choose a day below.")}
		}
	}
	return showDay(w, r, org, http.StatusOK, day, notice)
}

// POST /pm/appointments/{id}/session gives an appointment the session that it
// lacks.
func createSession(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	id := appointmentID(r)
	saved, err := org.CreateSession(r.Context(), id)
	if err == nil {
		toDay(w, r, org, saved, "session")
		return nil
	}
	if !web.IsForm(err) {
		return err
	}
	a, failed := org.Appointment(r.Context(), id)
	if failed != nil {
		return failed
	}
	day := clinic.DayIn(a.StartsAt, org.Settings().Zone())
	return showDay(w, r, org, web.StatusOf(err), day, &ui.Notice{Kind: "error", Text: r.ErrorText(err)})
}

func showDay(w http.ResponseWriter, r *web.Request, org *store.Org, code int, day clinic.Day, notice *ui.Notice) error {
	from, to := day.Bounds(org.Settings().Zone())
	all, err := org.Appointments(r.Context(), from, to)
	if err != nil {
		return err
	}
	shared, err := org.SharedRooms(r.Context(), from, to)
	if err != nil {
		return err
	}
	overlaps, err := org.Overlaps(r.Context(), from, to)
	if err != nil {
		return err
	}
	done, err := doneOf(r, org)
	if err != nil {
		return err
	}
	view := dayView{Done: done, Day: day, Heading: r.Day(day, label.FullDay), Zone: label.ZoneOf(r, org), Today: day == label.Today(r, org),
		Notice: notice, Prev: dayURL(r, day.Add(-1)), Next: dayURL(r, day.Add(1)), Home: r.Path(label.Appointments)}
	if org.Rights().May(clinic.CreateAppointments) {
		view.New = appointmentURL(r, "new") + "?" + url.Values{"day": {string(day)}}.Encode()
	}
	if org.Rights().MayExport() {
		view.Print, view.CSV = sheetURL(r, day, "sheet"), sheetURL(r, day, "sheet.csv")
	}
	for _, a := range all {
		row := rowOf(r, org, a)
		row.Shared = shared[a.ID]
		row.overlapping(r, a, overlaps[a.ID])
		view.Rows = append(view.Rows, row)
	}
	return dayPage.Render(w, r.Views, code, r.Frame(r.T("Appointments on %s", r.Day(day, label.FullDay)), label.Appointments), view)
}

func rowOf(r *web.Request, org *store.Org, a clinic.Appointment) appointmentRow {
	row := appointmentRow{ID: a.ID, Starts: a.StartsAt.UTC().Format(time.RFC3339), Time: span(r, a, org), Patient: a.PatientName,
		PatientURL: label.PatientPath(r, a.PatientID), Provider: a.ProviderName,
		There:     label.PatientTime(r, a.StartsAt, a.PatientZone, org.Settings().Zone()),
		Cancelled: a.Status != clinic.Booked, Telehealth: a.Telehealth, Modality: r.Modality(a.Modality),
		Icon: label.ModalityIcon(a.Modality), Platform: a.PlatformName, Late: a.EnteredLate, Series: label.Series(r, a)}
	if row.Cancelled {
		cancelled := label.StatusBadge(r, clinic.Cancelled)
		row.Status = &cancelled
	}
	if a.SessionID != "" {
		at := label.StatusBadge(r, a.SessionAt)
		row.Session, row.SessionURL = &at, label.SessionPath(r, a.SessionID, "")
	}
	if a.Changeable(org.Rights(), a.ProviderID == org.User()) == nil {
		row.Edit = appointmentURL(r, a.ID, "edit")
	}
	if a.Cancellable(org.Rights(), org.User(), r.Now()) == nil {
		row.Cancel = appointmentURL(r, a.ID, "cancel")
	}
	if org.Rights().MayExport() {
		row.Calendar = appointmentURL(r, a.ID, "calendar.ics")
	}
	if a.LacksSession() && org.Rights().May(clinic.CreateSessions) {
		row.Create = appointmentURL(r, a.ID, "session")
	}
	return row
}

// overlapping says that a overlaps another, for as long as it does.
func (row *appointmentRow) overlapping(r *web.Request, a clinic.Appointment, o clinic.Overlap) {
	switch {
	case o.Provider && a.OverrideReason != "":
		row.Overlaps = append(row.Overlaps, r.T("booked over another: %s", a.OverrideReason))
	case o.Provider:
		row.Overlaps = append(row.Overlaps, r.T("The provider has another appointment at this time"))
	}
	if o.Patient {
		row.Overlaps = append(row.Overlaps, r.T("The patient has another appointment at this time"))
	}
}

func appointmentID(r *web.Request) clinic.AppointmentID {
	return clinic.AppointmentID(mux.Vars(r.Request)["id"])
}

// appointmentURL returns the address of an appointment's page.
func appointmentURL(r *web.Request, id clinic.AppointmentID, page ...string) string {
	return r.Path(label.Appointments + "/" + url.PathEscape(string(id)) + slashed(page))
}

func slashed(parts []string) (path string) {
	for _, part := range parts {
		path += "/" + part
	}
	return path
}

// dayURL returns the address of a day's list.
func dayURL(r *web.Request, day clinic.Day) string {
	return r.Path(label.Appointments) + "?" + url.Values{"day": {string(day)}}.Encode()
}

// toPatient reports whether a form was opened from the page of a patient.
func toPatient(r *web.Request) bool { return r.FormValue("back") == "patient" }

// backURL returns where a form that is left unsent leads.
func backURL(r *web.Request, patient clinic.PatientID, day clinic.Day) string {
	if toPatient(r) && patient != "" {
		return label.PatientPath(r, patient)
	}
	return dayURL(r, day)
}

// span returns from when to when a is, on the clocks of the practice.
func span(r *web.Request, a clinic.Appointment, org *store.Org) string {
	return label.Hours(r, a.Span(), org.Settings().Zone())
}
