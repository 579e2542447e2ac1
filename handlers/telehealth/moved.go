package telehealth

import (
	"net/http"
	"strings"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// movedView is the answer of a move to htmx: the session as the page shows it, and
// what was done.
type movedView struct {
	ID    string
	Fresh ui.Markup
	Moved *Moved
	Fault string // said instead when it was not done
}

var (
	movedPart    = ui.NewPart[movedView]("telehealth/moved")
	conflictPart = ui.NewPart[movedView]("telehealth/conflict")
)

// showMoved answers htmx with s as its page shows it, and what was done. A start that
// is to be joined opens the way into s.
func showMoved(w http.ResponseWriter, r *web.Request, org *store.Org, s clinic.Session, from clinic.Status) error {
	moved := movedOf(r, s, from, org)
	if r.PostFormValue("join") != "" && s.Status == clinic.Active {
		moved.Join = joinOf(r, s, org)
	}
	return showFresh(w, r, org, s, moved)
}

// showFresh answers htmx with s as its page shows it, and what was done.
func showFresh(w http.ResponseWriter, r *web.Request, org *store.Org, s clinic.Session, done *Moved) error {
	fresh, err := asShown(r, s, org)
	if err != nil {
		return err
	}
	return movedPart.Render(w, r.Views, http.StatusOK, movedView{ID: string(s.ID), Fresh: fresh, Moved: done})
}

// asShown returns s as the page that htmx is on shows it: its own page, a row of the
// day or of the list, or a card.
func asShown(r *web.Request, s clinic.Session, org *store.Org) (ui.Markup, error) {
	path, _, _ := strings.Cut(r.HTMXPage(), "?")
	if path == label.SessionPath(r, s.ID, "") {
		view, err := viewOfSession(r, org, s)
		if err != nil {
			return "", err
		}
		html, err := sessionPart.Markup(r.Views, view)
		return ui.Trusted(html), err
	}
	ofList := path == r.Path(label.Sessions) || path == r.Path(label.Sessions+"/search")
	if path != r.Path("/") && (!ofList || !showsTable(org)) {
		html, err := cardPart.Markup(r.Views, cardOnPage(r, s, org))
		return ui.Trusted(html), err
	}
	table, err := NewTable(r, org, ofList)
	if err != nil {
		return "", err
	}
	html, err := rowPart.Markup(r.Views, table.Row(s))
	return ui.Trusted(html), err
}
