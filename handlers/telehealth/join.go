package telehealth

import (
	"html/template"
	"strings"
	"time"

	"televisit/clinic"
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

// joinOf returns the way into s, nil when it has none.
func joinOf(s clinic.Session) *joinView {
	link := ui.SafeLink(s.URL)
	if link == "" || !s.Joinable() {
		return nil
	}
	return &joinView{link, strings.HasPrefix(string(link), "tel:")}
}

// startOf makes a the start of s: with the way into it in the same press if it has
// one, and quiet until shortly before it is planned.
func (a *Action) startOf(r *web.Request, s clinic.Session) {
	if join := joinOf(s); join != nil {
		a.Join, a.Text = true, r.T("Start and join")
		if join.Phone {
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
