package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/store"
)

// moveView is the form of a move that needs a word: a reason, or consent.
type moveView struct {
	Heading, Button string
	Danger          bool
	Card            cardView
	URL             string
	Fields          []option // hidden
	Errors          summary
	Consent         *consentForm
	Reason          *field
	Back            string
	Dialog          bool // shown over the list
}

var (
	movePage = page[moveView]{"telehealth/move-page"}
	movePart = part[moveView]{"telehealth/move"}
)

// answer of a move to htmx: the fresh card and what was done.
type movedCard struct {
	Card  cardView
	Moved *movedView
	Fault string // said instead when it was not done
}

var (
	movedPart    = part[movedCard]{"telehealth/moved"}
	conflictPart = part[movedCard]{"telehealth/conflict"}
)

func sessionID(r *http.Request) clinic.SessionID { return clinic.SessionID(mux.Vars(r)["id"]) }

func isHTMX(r *http.Request) bool { return r.Header.Get("HX-Request") != "" }

// GET /pm/telehealth/sessions/{id}/status?to= is the form of a move.
func (p *pages) moveForm(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	s, err := org.Session(r.Context(), sessionID(r))
	if err != nil {
		return err
	}
	to := clinic.Status(r.FormValue("to"))
	_, known := verbs[step{s.Status, to}]
	if _, may := s.Transition(to, org.Mover(s.ProviderID)); known && !may {
		return clinic.Errorf(clinic.Forbidden, "You may not make this session %s.", to)
	}
	return p.showMove(w, r, org, s, http.StatusOK, nil)
}

// POST /pm/telehealth/sessions/{id}/status moves a session: to, version,
// reason, and with a start consent, method, consent_reason.
func (p *pages) moveSession(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	id := sessionID(r)
	version, err := versionOf(r)
	var s store.Moved
	if err == nil {
		s, err = org.MoveSession(r.Context(), id, version, clinic.Move{To: clinic.Status(r.PostFormValue("to")), Reason: r.PostFormValue("reason"), Consent: consentOf(r)})
	}
	switch clinic.KindOf(err) {
	case clinic.Invalid:
		return p.refuseMove(w, r, org, id, err)
	case clinic.Conflict:
		return p.showConflict(w, r, org, id, err)
	}
	if err != nil {
		return err
	}
	if isHTMX(r) {
		return movedPart.render(w, p.views, http.StatusOK, movedCard{Card: p.card(s.Session, org), Moved: p.moved(s.Session, s.From, org)})
	}
	p.redirectBack(w, r, id, url.Values{"moved": {string(id)}, "was": {string(s.From)}})
	return nil
}

// refuseMove answers with the form of the move again and what is wrong with it.
func (p *pages) refuseMove(w http.ResponseWriter, r *http.Request, org *store.Org, id clinic.SessionID, cause error) error {
	s, err := org.Session(r.Context(), id)
	if err != nil {
		return err
	}
	return p.showMove(w, r, org, s, http.StatusUnprocessableEntity, cause)
}

// versionOf returns the version that the reader saw.
func versionOf(r *http.Request) (int64, error) {
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return 0, clinic.FieldErrorf("version", "The version is missing from the form. Load the page again.")
	}
	return version, nil
}

// redirectBack goes where the form came from, or to the session's page.
func (p *pages) redirectBack(w http.ResponseWriter, r *http.Request, id clinic.SessionID, add url.Values) {
	target := localPath(r.PostFormValue("next"))
	if target == "" {
		target = p.sessionPath(id, "")
	}
	u, err := url.Parse(target)
	if err != nil {
		u = &url.URL{Path: p.sessionPath(id, "")}
	}
	q := u.Query()
	for name, values := range add {
		q[name] = values
	}
	u.RawQuery = q.Encode()
	http.Redirect(w, r, u.String(), http.StatusSeeOther)
}

// GET /pm/telehealth/search is where a browser comes back to after a search,
// perhaps with what was done from there.
func (p *pages) toSessions(w http.ResponseWriter, r *http.Request, _ *store.Org) error {
	http.Redirect(w, r, withQuery(p.views.links.path("/pm/telehealth"), r.URL.RawQuery), http.StatusSeeOther)
	return nil
}

// showMove answers with the form of the move that the request asks for, with
// what was typed.
func (p *pages) showMove(w http.ResponseWriter, r *http.Request, org *store.Org, s clinic.Session, code int, cause error) error {
	to := clinic.Status(r.FormValue("to"))
	word, known := verbs[step{s.Status, to}]
	view := moveView{Heading: p.t(word.text), Button: p.t(word.text), Danger: to == clinic.Cancelled, Card: p.card(s, org), URL: p.sessionPath(s.ID, "/status"), Errors: p.summaryOf(cause),
		Fields: []option{{Text: "to", Value: string(to)}, {Text: "version", Value: strconv.FormatInt(s.Version, 10)}, {Text: "next", Value: p.cameFrom(r)}}, Back: p.sessionPath(s.ID, "")}
	if !known {
		view.Heading, view.Button = p.t("This cannot be done"), ""
		if cause == nil {
			view.Errors, code = p.summaryOf(clinic.Errorf(clinic.Invalid, "A session that is %s cannot become that.", s.Status)), http.StatusUnprocessableEntity
		}
	}
	if t, ok := s.Transition(to, org.Mover(s.ProviderID)); ok {
		if t.NeedsConsent {
			view.Consent = p.consentFormOf(r, cause)
		}
		if t.NeedsReason {
			view.Reason = &field{Name: "reason", Label: p.t("Reason"), Value: r.PostFormValue("reason"), Required: true, Autofocus: true, Error: p.messageFor(cause, "reason")}
		}
	}
	if view.Dialog = isHTMX(r); view.Dialog {
		return movePart.render(w, p.views, code, view)
	}
	return movePage.render(w, p.views, code, p.frame(org, view.Heading, "/pm/telehealth"), view)
}

// cameFrom returns the page of this site that the reader was on.
func (p *pages) cameFrom(r *http.Request) string {
	if next := localPath(r.FormValue("next")); next != "" {
		return next
	}
	from, err := url.Parse(r.Header.Get("Referer"))
	if err != nil || from.Host != r.Host || from.Path == r.URL.Path {
		return ""
	}
	return localPath(from.RequestURI())
}

// showConflict answers with the session as it stands now, because another hand
// was faster.
func (p *pages) showConflict(w http.ResponseWriter, r *http.Request, org *store.Org, id clinic.SessionID, cause error) error {
	s, err := org.Session(r.Context(), id)
	if err != nil {
		return err
	}
	if isHTMX(r) {
		return conflictPart.render(w, p.views, http.StatusConflict, movedCard{Card: p.card(s, org), Fault: p.message(cause)})
	}
	return p.showSession(w, r, org, s, http.StatusConflict, cause)
}
