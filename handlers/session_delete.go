package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"televisit/clinic"
	"televisit/store"
)

// GET /pm/telehealth/sessions/{id}/delete is the form that asks for a reason.
func (p *pages) deleteForm(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	s, err := org.Session(r.Context(), sessionID(r))
	if err != nil {
		return err
	}
	return p.showDelete(w, r, org, s, http.StatusOK, nil)
}

// POST /pm/telehealth/sessions/{id}/delete hides a session: version, reason.
func (p *pages) deleteSession(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	s, err := org.Session(r.Context(), sessionID(r))
	if err != nil {
		return err
	}
	version, err := versionOf(r)
	if err == nil {
		_, err = org.DeleteSession(r.Context(), s.ID, version, r.PostFormValue("reason"))
	}
	switch clinic.KindOf(err) {
	case clinic.Invalid:
		return p.showDelete(w, r, org, s, http.StatusUnprocessableEntity, err)
	case clinic.Conflict:
		return p.showConflict(w, r, org, s.ID, err)
	}
	if err != nil {
		return err
	}
	target := withQuery(p.views.links.path("/pm/telehealth"), url.Values{"deleted": {string(s.ID)}}.Encode())
	if isHTMX(r) {
		w.Header().Set("HX-Redirect", target)
		return nil
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
	return nil
}

// POST /pm/telehealth/sessions/{id}/restore shows a deleted session again:
// version, reason.
func (p *pages) restoreSession(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	version, err := versionOf(r)
	if err != nil {
		return err
	}
	s, err := org.RestoreSession(r.Context(), sessionID(r), version, r.PostFormValue("reason"))
	if err != nil {
		return err
	}
	http.Redirect(w, r, p.sessionPath(s.ID, ""), http.StatusSeeOther)
	return nil
}

func (p *pages) showDelete(w http.ResponseWriter, r *http.Request, org *store.Org, s clinic.Session, code int, cause error) error {
	view := moveView{Heading: p.t("Delete session"), Button: p.t("Delete session"), Danger: true, Card: p.card(s, org), URL: p.sessionPath(s.ID, "/delete"), Errors: p.summaryOf(cause),
		Fields: []option{{Text: "version", Value: strconv.FormatInt(s.Version, 10)}}, Back: p.sessionPath(s.ID, ""),
		Reason: &field{Name: "reason", Label: p.t("Reason"), Value: r.PostFormValue("reason"), Required: true, Autofocus: true, Error: p.messageFor(cause, "reason"),
			Hint: p.t("The session is hidden everywhere. It is kept on record and can be restored.")}}
	if view.Dialog = isHTMX(r); view.Dialog {
		return movePart.render(w, p.views, code, view)
	}
	return movePage.render(w, p.views, code, p.frame(org, view.Heading, "/pm/telehealth"), view)
}

// movedOf returns what the query of a redirect says was done a moment ago.
func (p *pages) movedOf(r *http.Request, org *store.Org) *movedView {
	if id := r.URL.Query().Get("deleted"); id != "" {
		s, err := org.DeletedSession(r.Context(), clinic.SessionID(id))
		if err != nil {
			return nil
		}
		restore := action{Text: p.t("Undo"), URL: p.sessionPath(s.ID, "/restore"), Version: s.Version, Reason: undo, Size: "sm"}
		return (&movedView{Text: p.t("The session was deleted."), Undo: &restore}).asNotice()
	}
	id := r.URL.Query().Get("moved")
	if id == "" {
		return nil
	}
	s, err := org.Session(r.Context(), clinic.SessionID(id))
	if err != nil {
		return nil
	}
	return p.moved(s, clinic.Status(r.URL.Query().Get("was")), org).asNotice()
}
