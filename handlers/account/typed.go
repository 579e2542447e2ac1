package account

import (
	"fmt"
	"maps"
	"net/http"
	"slices"

	"televisit/clinic"
	"televisit/handlers/route"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// typedView is a form that came too late, or that its page does not have any more, to be sent
// again by a person's hand.
type typedView struct {
	Lede, Action, Back string
	Fields             []ui.Option // the text is the name
}

var typedPage = ui.NewPage[typedView]("account/typed-page")

// keptFor returns whether anything is kept for the browser of r that goes on to next, and
// what it is kept by.
func (a *Area) keptFor(r *web.Request, next string) (by string, kept bool) {
	for _, token := range a.cookie.Ended(r.Request) {
		if _, ok := a.kept.Get(r, route.InSlot(token, slotIn(next))); ok {
			return route.InSlot(token, slotIn(next)), true
		}
	}
	return "", false
}

// goOn returns where the login of token, which has just begun, goes first: to what
// its user had typed, in the organization that it was typed in, or else to next.
// What somebody else had typed is forgotten.
func (a *Area) goOn(r *web.Request, token, next string) (string, error) {
	old, kept := a.keptFor(r, next)
	if !kept {
		return next, nil
	}
	f, _ := a.kept.Get(r, old)
	a.kept.Drop(r, old)
	l, err := a.store.UnscopedLogin(r.Context(), token, false)
	if err != nil || l.User != f.User {
		return next, err
	}
	if l.Actor == nil || l.Actor.Org() != f.Org {
		err := a.store.UnscopedChooseOrg(r.Context(), token, f.Org)
		if clinic.KindOf(err) == clinic.NotFound {
			return next, nil
		}
		if err != nil {
			return "", err
		}
	}
	a.kept.Put(r, route.InSlot(token, slotIn(next)), f)
	if slotIn(next) != "" {
		return next, nil
	}
	return web.WithNext(r.Path("/account/typed"), next), nil
}

// keptOf returns what is kept in a slot for l's user, in the organization that they are in.
func (a *Area) keptOf(r *web.Request, l store.Login, slot string) (f route.KeptForm, ok bool) {
	f, ok = a.kept.Get(r, route.InSlot(l.Token, slot))
	return f, ok && l.Actor != nil && l.Actor.Org() == f.Org && l.User == f.User
}

// GET /account/typed offers to send what was typed before the sign-in: next, slot. It sends
// nothing by itself.
func (a *Area) typed(w http.ResponseWriter, r *web.Request, l store.Login) error {
	back, slot := after(r, web.LocalPath(r.FormValue("next"))), r.FormValue("slot")
	f, ok := a.keptOf(r, l, slot)
	if !ok {
		r.Redirect(w, back)
		return nil
	}
	view := typedView{Action: f.Action, Back: back,
		Lede: r.T("You had been signed out when you sent it, so nothing was saved yet. It is kept for 15 minutes, for you alone.")}
	if slot != "" {
		view.Lede = r.T("You had not sent it yet when the page was locked, so nothing was saved. It is kept for you alone.")
		f.Fields.Set(route.KeptField, slot)
	} else {
		f.Fields.Set(route.KeptField, route.SentLate)
	}
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		for _, value := range f.Fields[name] {
			view.Fields = append(view.Fields, ui.Option{Value: value, Text: name})
		}
	}
	return typedPage.Render(w, r.Views, http.StatusOK, r.Frame(r.T("Go on with what you typed"), ""), view)
}

// GET /account/left answers for how many seconds the login may go on unused. A page
// asks by itself, so it does not count as use.
func (a *Area) idleLeft(w http.ResponseWriter, r *web.Request, l store.Login) error {
	left, err := a.store.UnscopedIdleLeft(r.Context(), l)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = fmt.Fprint(w, int(left.Seconds())) // the reader is gone; there is nobody to tell
	return nil
}

// POST /account/stay is what a person presses to stay signed in: it counts as use
// like everything that a person sends.
func stay(w http.ResponseWriter, r *web.Request, _ store.Login) error {
	if r.IsHTMX() {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	r.Redirect(w, after(r, r.CameFrom()))
	return nil
}
