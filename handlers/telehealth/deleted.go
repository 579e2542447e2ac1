package telehealth

import (
	"net/http"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// deletedPath is where deleted sessions are.
const deletedPath = label.Sessions + "/deleted"

// deletedShown is how many deleted sessions are shown.
const deletedShown = 100

type (
	// deletedView is the page of the sessions that were deleted.
	deletedView struct {
		Summary ui.Summary
		Rows    []deletedRow
		Shown   int // of how many at most
		Full    bool
	}
	deletedRow struct {
		ID, Patient, Provider, Planned string
		Platform                       string
		Badge                          ui.Badge
		Deleted                        ui.Moment
		By, Why                        string
		Restore                        string
		Version                        int64
		Reason                         ui.Field
		Faulty                         bool
	}
)

var deletedPage = ui.NewPage[deletedView]("telehealth/deleted-page")

// GET /pm/telehealth/deleted
func deleted(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return showDeleted(w, r, org, "", nil)
}

// showDeleted answers with the page. cause is why the session of that id was not restored.
func showDeleted(w http.ResponseWriter, r *web.Request, org *store.Org, id clinic.SessionID, cause error) error {
	all, err := org.DeletedSessions(r.Context(), deletedShown)
	if err != nil {
		return err
	}
	zone := org.Settings().Zone()
	view := deletedView{Shown: len(all), Full: len(all) == deletedShown}
	for _, s := range all {
		row := deletedRow{ID: string(s.ID), Patient: s.PatientName, Provider: s.ProviderName, Planned: planned(r, s.Session, zone),
			Platform: s.PlatformName, Badge: label.StatusBadge(r, s.Status), Deleted: r.MomentOf(s.DeletedAt, r.Now(), zone), By: s.By,
			Why: s.Reason, Restore: label.SessionPath(r, s.ID, "/restore"), Version: s.Version,
			Reason: ui.Field{Name: "reason", Label: r.T("Why restore it"), Required: true}}
		if s.ID == id && cause != nil {
			view.Summary.Errors = []ui.FieldError{{Field: "reason-" + row.ID, Message: r.ErrorText(cause)}}
			row.Faulty, row.Reason.Error, row.Reason.Value = true, r.MessageFor(cause, "reason"), r.PostFormValue("reason")
		}
		view.Rows = append(view.Rows, row)
	}
	code := http.StatusOK
	if cause != nil {
		code = web.StatusOf(cause)
	}
	return deletedPage.Render(w, r.Views, code, r.Frame(r.T("Deleted sessions"), label.Sessions), view)
}
