package telehealth

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// moveView is the form of a move that needs a word: a reason, or consent.
type moveView struct {
	Heading, Button string
	Danger          bool
	Card            Card
	URL             string
	Fields          []ui.Option // hidden
	Errors          ui.Summary
	Consent         *consentForm
	Ended           *endedForm
	Reason          *ui.Field
	Back            string
	Dialog          bool // shown over the list
}

var (
	movePage = ui.NewPage[moveView]("telehealth/move-page")
	movePart = ui.NewPart[moveView]("telehealth/move")
)

func sessionID(r *web.Request) clinic.SessionID { return clinic.SessionID(mux.Vars(r.Request)["id"]) }

// GET /pm/telehealth/sessions/{id}/status?to= is the form of a move.
func moveForm(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	s, err := org.Session(r.Context(), sessionID(r))
	if err != nil {
		return err
	}
	to := clinic.Status(r.FormValue("to"))
	_, known := moveNames[endpoints{s.Status, to}]
	if _, may := s.Transition(to, org.Mover(s.ProviderID)); known && !may {
		return clinic.Errorf(clinic.Forbidden, "You may not make this session %s.", to)
	}
	return showMove(w, r, org, s, http.StatusOK, nil)
}

// POST /pm/telehealth/sessions/{id}/status moves a session: to, version,
// reason, with a start consent, method, consent_reason, and with an end ended,
// ended_at.
func move(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	var from clinic.Status
	s, err := change(r, org, func(id clinic.SessionID, version int64) (clinic.Session, error) {
		m := clinic.Move{To: clinic.Status(r.PostFormValue("to")), Reason: r.PostFormValue("reason"), Consent: consentOf(r)}
		s, unread := readEnd(r, org, &m)
		if unread != nil {
			return s, unread
		}
		moved, err := org.MoveSession(r.Context(), id, version, m)
		from = moved.From
		return moved.Session, err
	})
	switch clinic.KindOf(err) {
	case clinic.Invalid:
		return showMove(w, r, org, s, web.StatusOf(err), err)
	case clinic.Conflict:
		return showConflict(w, r, org, s, err)
	}
	if err != nil {
		return err
	}
	if r.IsHTMX() {
		return showMoved(w, r, org, s, from)
	}
	redirectBack(w, r, s.ID, url.Values{"moved": {string(s.ID)}, "was": {string(from)}})
	return nil
}

// change does something to the session that r names, at the version that its
// reader saw. A session that is refused comes back as it stands.
func change(r *web.Request, org *store.Org, do func(id clinic.SessionID, version int64) (clinic.Session, error)) (clinic.Session, error) {
	version, missing := versionOf(r)
	if missing == nil {
		return do(sessionID(r), version)
	}
	s, err := org.Session(r.Context(), sessionID(r))
	if err == nil {
		err = missing
	}
	return s, err
}

// versionOf returns the version that the reader saw.
func versionOf(r *web.Request) (int64, error) {
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return 0, clinic.FieldErrorf("version", "The version is missing from the form. Load the page again.")
	}
	return version, nil
}

// redirectBack goes where the form came from, or to the session's page.
func redirectBack(w http.ResponseWriter, r *web.Request, id clinic.SessionID, add url.Values) {
	target := web.LocalPath(r.PostFormValue("next"))
	if target == "" {
		target = label.SessionPath(r, id, "")
	}
	u, err := url.Parse(target)
	if err != nil {
		u = &url.URL{Path: label.SessionPath(r, id, "")}
	}
	q := u.Query()
	for name, values := range add {
		q[name] = values
	}
	u.RawQuery = q.Encode()
	r.Redirect(w, u.String())
}

// showMove answers with the form of the move that the request asks for, with
// what was typed.
func showMove(w http.ResponseWriter, r *web.Request, org *store.Org, s clinic.Session, code int, cause error) error {
	to := clinic.Status(r.FormValue("to"))
	name, known := moveNames[endpoints{s.Status, to}]
	view := moveView{Heading: r.T(name.text), Button: r.T(name.text), Danger: to == clinic.Cancelled, Card: CardOf(r, s, org),
		URL: label.SessionPath(r, s.ID, "/status"), Errors: r.SummaryOf(cause),
		Fields: []ui.Option{{Text: "to", Value: string(to)}, {Text: "version", Value: strconv.FormatInt(s.Version, 10)},
			{Text: "next", Value: r.CameFrom()}}, Back: label.SessionPath(r, s.ID, "")}
	if !known {
		view.Heading, view.Button = r.T("This cannot be done"), ""
		if cause == nil {
			view.Errors, code = r.SummaryOf(clinic.Errorf(clinic.Invalid, "A session that is %s cannot become that.",
				s.Status)), http.StatusUnprocessableEntity
		}
	}
	if t, ok := s.Transition(to, org.Mover(s.ProviderID)); ok {
		if t.NeedsConsent {
			view.Consent = consentFormOf(r, cause)
		}
		if to == clinic.Completed && (t.NeedsReason || r.FormValue("ended") != "") {
			view.Ended = endedFormOf(r, org, s, cause)
		}
		if t.NeedsReason {
			view.Reason = &ui.Field{Name: "reason", Label: r.T("Reason"), Value: r.PostFormValue("reason"), Required: true,
				Autofocus: true, Error: r.MessageFor(cause, "reason")}
		}
	}
	if view.Dialog = r.IsHTMX(); view.Dialog {
		return movePart.Render(w, r.Views, code, view)
	}
	return movePage.Render(w, r.Views, code, r.Frame(view.Heading, label.Sessions), view)
}

// showConflict answers with s as it stands, because another hand was faster.
func showConflict(w http.ResponseWriter, r *web.Request, org *store.Org, s clinic.Session, cause error) error {
	if r.IsHTMX() {
		fresh, err := asShown(r, s, org)
		if err != nil {
			return err
		}
		return conflictPart.Render(w, r.Views, http.StatusConflict, movedView{ID: string(s.ID), Fresh: fresh, Fault: r.ErrorText(cause)})
	}
	return showSession(w, r, org, s, http.StatusConflict, cause)
}
