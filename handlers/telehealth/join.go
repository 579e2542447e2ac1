package telehealth

import (
	"html/template"
	"net/http"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// quietBefore is how long before its planned start a session may be started and
// joined by a button that stands out.
const quietBefore = 15 * time.Minute

// A joinView is the way into a session: a call, or a page in a tab of its own.
type joinView struct {
	URL   template.URL
	Phone bool
}

// hasEntry reports whether there is a way into s.
func hasEntry(s clinic.Session) bool { return ui.SafeLink(s.URL) != "" && s.Joinable() }

// joinOf returns the way into s, nil when it has none.
func joinOf(r *web.Request, s clinic.Session, org *store.Org) *joinView {
	if !hasEntry(s) {
		return nil
	}
	return &joinView{label.Entry(r, org, s.ID, s.PlatformID, s.URL), !clinic.IsRoom(s.URL)}
}

// GET /pm/telehealth/sessions/{id}/join goes on to the session. A token is made at this
// moment and stands in no page: this is the only address that has it, and it is not of
// this site.
func join(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	link, err := org.JoinLink(r.Context(), sessionID(r))
	if err != nil {
		return err
	}
	r.Redirect(w, link)
	return nil
}

// startOf makes a the start of s: with the way into it in the same press if it has
// one, and quiet until shortly before it is planned.
func (a *Action) startOf(r *web.Request, s clinic.Session) {
	if hasEntry(s) {
		a.Join, a.Text = true, r.T("Start and join")
		if !clinic.IsRoom(s.URL) {
			a.Text = r.T("Start and call")
		}
	}
	if loud := s.StartsAt.Add(-quietBefore); s.Status == clinic.Scheduled && r.Now().Before(loud) {
		a.Variant, a.Quiet = "outline", loud.UnixMilli()
	}
}

// startOnly is the start of s for who is in its room already, nil when s has none.
func startOnly(start Action, r *web.Request) *Action {
	if !start.Join {
		return nil
	}
	start.ID, start.Size, start.Variant, start.Quiet, start.Join, start.Menu, start.Rare = "", "", "", 0, false, true, true
	start.Text = r.T("Start without joining")
	if start.Form != "" {
		start.Form = start.URL + "?to=" + string(start.To)
	}
	return &start
}
