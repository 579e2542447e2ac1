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

// POST /pm/telehealth/sessions/{id}/status moves a session: to, version, reason or
// common; with a start consent, method, consent_reason, join; with an end ended,
// ended_at, audio_reason, audio_words, provider_video; with both patient_place, patient_state, provider_place, provider_state,
// without_location; and what is taken up again shared, override_reason.
func move(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	var from clinic.Status
	s, err := change(r, org, func(id clinic.SessionID, version int64) (clinic.Session, error) {
		m := clinic.Move{To: clinic.Status(r.PostFormValue("to")), Reason: reasonOf(r), Consent: consentOf(r), Location: locationOf(r),
			NoLocation: r.PostFormValue("without_location") != "", Audio: audioOf(r), SharesRoom: r.PostFormValue("shared") != "",
			OverrideReason: r.PostFormValue("override_reason")}
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
	did := url.Values{"moved": {string(s.ID)}, "was": {string(from)}}
	if r.PostFormValue("join") != "" {
		did.Set("join", "1")
	}
	redirectBack(w, r, s.ID, did)
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
