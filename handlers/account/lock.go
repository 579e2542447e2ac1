package account

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/handlers/route"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// lockView is what stands in place of every page of a login that is locked.
type lockView struct {
	Name, Email, Next string
	Again             string // this page
	Kept              bool   // something was typed when it was locked
	Error             string
	Password          ui.Field
}

var lockPage = ui.NewPage[lockView]("account/lock-page")

// lockedLogin returns the login of r's browser that is locked, if one is.
func (a *Area) lockedLogin(r *web.Request) (l store.LockedLogin, locked bool, err error) {
	for _, token := range a.cookie.Tokens(r.Request) {
		l, err := a.store.UnscopedLockedLogin(r.Context(), token)
		if clinic.KindOf(err) != clinic.Unauthenticated {
			return l, err == nil, err
		}
	}
	return l, false, nil
}

// showLock answers with the page that asks for the password of l; cause is why it was not
// taken.
func (a *Area) showLock(w http.ResponseWriter, r *web.Request, l store.LockedLogin, next string, cause error) error {
	if l.Token == "" {
		return cause
	}
	v := lockView{Name: l.Name, Email: l.Email, Next: next, Again: toLogin(r, next),
		Password: ui.Field{Name: "password", Label: r.T("Password"), Type: "password", Autocomplete: "current-password", Required: true,
			Autofocus: true}}
	if cause != nil {
		v.Error = r.ErrorText(cause)
	}
	_, v.Kept = a.keptFor(r, next)
	return lockPage.Render(w, r.Views, web.StatusOf(cause), r.Frame(r.T("Locked"), ""), v)
}

func toLogin(r *web.Request, next string) string { return web.WithNext(r.Path("/login"), next) }

// A typedForm is the form of a page that was not sent yet, as static/lock.js tells it.
type typedForm struct {
	Action  string              `json:"action"`
	Fields  map[string][]string `json:"fields"`
	Changed []string            `json:"changed"`
	Again   string              `json:"again"`
	Focus   string              `json:"focus"`
}

// POST /lock locks the login, whatever else it does: next is the page to come back to, typed
// the form that is on it and not sent. What cannot be kept is lost. Of a login that has ended,
// or is locked already by another page, the form is kept all the same.
func (a *Area) lock(w http.ResponseWriter, r *web.Request) error {
	for _, token := range a.cookie.Tokens(r.Request) {
		if err := a.store.UnscopedLock(r.Context(), token); err != nil && clinic.KindOf(err) != clinic.Unauthenticated {
			return err
		}
	}
	next := r.CameFrom()
	if f, ok := typedIn(r); ok {
		slot, kept, err := a.keepUnsent(r, f)
		if err != nil {
			return err
		}
		if path, _, _ := strings.Cut(next, "#"); kept {
			next = path + slotMark + slot
		}
	}
	r.Redirect(w, toLogin(r, next))
	return nil
}

// typedIn reads the form that r carries, if it can be kept.
func typedIn(r *web.Request) (f route.KeptForm, ok bool) {
	var t typedForm
	if json.Unmarshal([]byte(r.PostFormValue("typed")), &t) != nil {
		return f, false
	}
	f = route.KeptForm{Action: web.LocalPath(t.Action), Fields: t.Fields, Unsent: true, Changed: t.Changed, Again: t.Again, Focus: t.Focus}
	return f, f.MayBeKept()
}

// keepUnsent keeps f for the first login of r's browser of which it is known whose it is or was,
// in a slot of its own.
func (a *Area) keepUnsent(r *web.Request, f route.KeptForm) (slot string, kept bool, err error) {
	random := make([]byte, 8)
	_, _ = rand.Read(random) // never fails
	slot = hex.EncodeToString(random)
	for _, token := range a.cookie.Ended(r.Request) {
		l, err := a.store.UnscopedEndedLogin(r.Context(), token)
		switch {
		case err == nil && l.Org != "":
			f.User, f.Org = l.User, l.Org
			a.kept.Put(r, route.InSlot(token, slot), f)
			return slot, true, nil
		case err != nil && clinic.KindOf(err) != clinic.NotFound:
			return "", false, err
		}
	}
	return "", false, nil
}

// slotMark stands in an address before the slot of what was typed there. As a fragment it is
// for the page alone.
const slotMark = "#kept-"

// slotIn returns the slot that next names, "" for none.
func slotIn(next string) string {
	_, slot, _ := strings.Cut(next, slotMark)
	return slot
}

// POST /lock/open takes the password of the login that is locked and goes on to next, or to
// what was sent meanwhile: password, next.
func (a *Area) unlock(w http.ResponseWriter, r *web.Request) error {
	next := web.LocalPath(r.PostFormValue("next"))
	l, locked, err := a.lockedLogin(r)
	if err != nil {
		return err
	}
	if !locked { // another tab was faster, or the login is over
		r.Redirect(w, toLogin(r, next))
		return nil
	}
	err = a.store.UnscopedUnlock(r.Context(), store.Unlocking{Token: l.Token, Password: r.PostFormValue("password"), Address: r.Client()})
	switch clinic.KindOf(err) {
	case clinic.Invalid, clinic.TooMany:
		setRetryAfter(w, err)
		return a.showLock(w, r, l, next, err)
	}
	if err != nil {
		return err
	}
	if _, late := a.kept.Get(r, l.Token); late && slotIn(next) == "" {
		next = web.WithNext(r.Path("/account/typed"), next)
	}
	r.Redirect(w, after(r, next))
	return nil
}

// GET /account/typed/{slot} gives a page what was typed on it before it was locked. From then
// on that is kept no longer than what was sent late.
func (a *Area) unsent(w http.ResponseWriter, r *web.Request, l store.Login) error {
	slot := mux.Vars(r.Request)["slot"]
	f, ok := a.keptOf(r, l, slot)
	if !ok || !f.Unsent {
		return clinic.Errorf(clinic.NotFound, "Nothing is kept here.")
	}
	f.Shown = true
	a.kept.Put(r, route.InSlot(l.Token, slot), f)
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(typedForm{f.Action, f.Fields, f.Changed, f.Again, f.Focus})
}
