package telehealth

import (
	"context"
	"net/http"
	"strconv"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// A recordForm shows the form that puts something about s on record, with what was
// typed and why it was not saved.
type recordForm func(w http.ResponseWriter, r *web.Request, org *store.Org, s clinic.Session, code int, cause error) error

// showRecordForm answers with a form for those who may record.
func showRecordForm(w http.ResponseWriter, r *web.Request, org *store.Org, show recordForm) error {
	s, err := org.Session(r.Context(), sessionID(r))
	if err != nil {
		return err
	}
	if !org.Mover(s.ProviderID).MayRecord() {
		return clinic.Errorf(clinic.Forbidden, "Only the provider or the front desk may record this.")
	}
	return show(w, r, org, s, http.StatusOK, nil)
}

// recordView is the view of such a form, without its fields.
func recordView(r *web.Request, org *store.Org, s clinic.Session, heading, below string, cause error) moveView {
	return moveView{Heading: heading, Button: heading, Card: CardOf(r, s, org), URL: label.SessionPath(r, s.ID, below),
		Errors: r.SummaryOf(cause), Back: label.SessionPath(r, s.ID, ""),
		Fields: []ui.Option{{Text: "version", Value: strconv.FormatInt(s.Version, 10)}}}
}

// record saves what was typed, nothing where it was not, and answers with the page of the
// session, or with the form as show shows it.
func record[T any](w http.ResponseWriter, r *web.Request, org *store.Org, typed *T,
	save func(context.Context, clinic.SessionID, int64, T) (clinic.Session, error), show recordForm) error {
	var v T
	if typed != nil {
		v = *typed
	}
	s, err := change(r, org, func(id clinic.SessionID, version int64) (clinic.Session, error) {
		return save(r.Context(), id, version, v)
	})
	return showRecorded(w, r, org, s, err, show)
}

// showRecorded answers with the page of s, or with its form again and what is wrong.
func showRecorded(w http.ResponseWriter, r *web.Request, org *store.Org, s clinic.Session, err error, show recordForm) error {
	switch {
	case clinic.KindOf(err) == clinic.Conflict && r.IsHTMX():
		return showConflict(w, r, org, s, err)
	case web.IsForm(err):
		return show(w, r, org, s, web.StatusOf(err), err)
	case err != nil:
		return err
	case r.IsHTMX():
		return showFresh(w, r, org, s, &Moved{Text: r.T("Saved.")})
	}
	r.Redirect(w, label.SessionPath(r, s.ID, "?saved=1"))
	return nil
}
