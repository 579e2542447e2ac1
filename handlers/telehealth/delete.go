package telehealth

import (
	"net/http"
	"net/url"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
)

// GET /pm/telehealth/sessions/{id}/delete is the form that asks for a reason.
func deleteForm(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	s, err := org.Session(r.Context(), sessionID(r))
	if err != nil {
		return err
	}
	return showDelete(w, r, org, s, http.StatusOK, nil)
}

// POST /pm/telehealth/sessions/{id}/delete hides a session: version, reason.
func deleteSession(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	s, err := change(r, org, func(id clinic.SessionID, version int64) (clinic.Session, error) {
		return org.DeleteSession(r.Context(), id, version, reasonOf(r))
	})
	switch clinic.KindOf(err) {
	case clinic.Invalid:
		return showDelete(w, r, org, s, web.StatusOf(err), err)
	case clinic.Conflict:
		return showConflict(w, r, org, s, err)
	}
	if err != nil {
		return err
	}
	target := web.WithQuery(r.Path(label.Sessions), url.Values{"deleted": {string(s.ID)}}.Encode())
	if r.IsHTMX() {
		w.Header().Set("HX-Redirect", target)
		return nil
	}
	r.Redirect(w, target)
	return nil
}

// POST /pm/telehealth/sessions/{id}/restore shows a deleted session again:
// version, reason.
func restoreSession(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	version, err := versionOf(r)
	if err != nil {
		return err
	}
	s, err := org.RestoreSession(r.Context(), sessionID(r), version, r.PostFormValue("reason"))
	if clinic.KindOf(err) == clinic.Invalid && r.PostFormValue("next") == r.Path(deletedPath) {
		return showDeleted(w, r, org, sessionID(r), err)
	}
	if err != nil {
		return err
	}
	r.Redirect(w, label.SessionPath(r, s.ID, ""))
	return nil
}

func showDelete(w http.ResponseWriter, r *web.Request, org *store.Org, s clinic.Session, code int, cause error) error {
	view := recordView(r, org, s, r.T("Delete session"), "/delete", cause)
	view.Danger, view.Reason = true, reasonFormOf(r, deletionReasons, cause)
	view.Note = r.T("The session is hidden everywhere. It is kept on record and can be restored.")
	return view.show(w, r, code)
}

// MovedOf returns what the query of a redirect says was done a moment ago.
func MovedOf(r *web.Request, org *store.Org) *Moved {
	if id := r.URL.Query().Get("deleted"); id != "" {
		s, err := org.DeletedSession(r.Context(), clinic.SessionID(id))
		if err != nil {
			return nil
		}
		restore := Action{Text: r.T("Undo"), URL: label.SessionPath(r, s.ID, "/restore"), Version: s.Version, Reason: undo, Size: "sm"}
		return (&Moved{Text: r.T("The session was deleted."), Undo: &restore}).asNotice()
	}
	id := r.URL.Query().Get("moved")
	if id == "" {
		return nil
	}
	s, err := org.Session(r.Context(), clinic.SessionID(id))
	if err != nil {
		return nil
	}
	moved := movedOf(r, s, clinic.Status(r.URL.Query().Get("was")), org).asNotice()
	if r.URL.Query().Get("join") != "" && s.Status == clinic.Active {
		moved.Join = joinOf(r, s, org)
	}
	return moved
}
