package account

import (
	"net/http"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type loginView struct {
	Next, Error     string
	LastSignOn      *signOnChoice // the provider that the browser came by last
	SignOn          string        // where a provider is found, "" when nobody has any
	Kept            *ui.Notice    // something was typed after the login had ended
	Email, Password ui.Field
	Passkeys        bool
}

var loginPage = ui.NewPage[loginView]("account/login-page")

// newLogin is the form with what was typed, but for the password. Whoever has
// typed an email goes on with the password.
func newLogin(r *web.Request, email, next, problem string) loginView {
	return loginView{
		Next: next, Error: problem,
		Email: ui.Field{Name: "email", Label: r.T("Email"), Type: "email", Value: email, Autocomplete: "username", Required: true,
			Autofocus: email == ""},
		Password: ui.Field{Name: "password", Label: r.T("Password"), Type: "password", Autocomplete: "current-password", Required: true,
			Autofocus: email != ""},
	}
}

// GET /login shows the form; who is signed in goes on to next. Before the practice is
// set up it says how that is done.
func (a *Area) loginForm(w http.ResponseWriter, r *web.Request) error {
	next := web.LocalPath(r.FormValue("next"))
	_, err := a.store.UnscopedLoginOf(r.Context(), a.cookie.Tokens(r.Request), true)
	switch clinic.KindOf(err) {
	case clinic.Unauthenticated:
		if l, locked, err := a.lockedLogin(r); err != nil || locked && r.FormValue("as") == "" {
			return a.showLock(w, r, l, next, err)
		}
		if some, err := a.store.UnscopedHasUsers(r.Context()); err != nil || !some {
			return showFirst(w, r, err)
		}
		view := newLogin(r, "", next, "")
		if _, kept := a.keptFor(r, next); kept {
			view.Kept = &ui.Notice{Kind: "info", Text: r.T("You were signed out. Sign in to go on with what you typed.")}
		}
		return a.showLogin(w, r, http.StatusOK, view)
	case clinic.Internal:
		if err == nil {
			r.Redirect(w, after(r, next))
		}
	}
	return err
}

func (a *Area) showLogin(w http.ResponseWriter, r *web.Request, code int, view loginView) (err error) {
	view.Passkeys = a.passkeys != nil
	if view.LastSignOn, view.SignOn, err = a.signOnLinks(r, view.Next); err != nil {
		return err
	}
	return loginPage.Render(w, r.Views, code, r.Frame(r.T("Sign in"), ""), view)
}

// POST /login signs in with email and password and goes to next.
func (a *Area) signIn(w http.ResponseWriter, r *web.Request) error {
	email, next := r.PostFormValue("email"), web.LocalPath(r.PostFormValue("next"))
	in, err := a.store.UnscopedSignIn(r.Context(), store.Attempt{Email: email, Password: r.PostFormValue("password"),
		Address: r.Client()})
	switch clinic.KindOf(err) {
	case clinic.Unauthenticated:
		return a.showLogin(w, r, http.StatusUnauthorized, newLogin(r, email, next, r.ErrorText(err)))
	case clinic.TooMany:
		setRetryAfter(w, err)
		return a.showLogin(w, r, http.StatusTooManyRequests, newLogin(r, email, next, r.ErrorText(err)))
	}
	if err != nil {
		return err
	}
	return a.enter(w, r, in, next)
}

// finishSignIn gives the browser a login and sends it on to next.
func (a *Area) finishSignIn(w http.ResponseWriter, r *web.Request, token, next string) error {
	next, err := a.goOn(r, token, next)
	if err != nil {
		return err
	}
	if err := a.remember(w, r, token); err != nil {
		return err
	}
	if err := a.cookie.Begin(w, r.Request, token); err != nil {
		return err
	}
	return a.land(w, r, token, next)
}

// remember makes the browser, and the network that it is in, known for whom the login is
// of: others who guess at their password do not keep them out.
func (a *Area) remember(w http.ResponseWriter, r *web.Request, token string) error {
	device := a.cookie.KeepDevice(w, r.Request, store.DeviceToken(token))
	from := store.Origin{Via: store.ViaWeb, Address: r.Client(), Device: device}
	return a.store.UnscopedRemember(store.From(r.Context(), from), token)
}

// land sends who just came in on to next, or to where their work is: to Today, and who
// bills to the claims.
func (a *Area) land(w http.ResponseWriter, r *web.Request, token, next string) error {
	if next == "" || next == r.Path("/") {
		l, err := a.store.UnscopedLogin(r.Context(), token, false)
		if err != nil {
			return err
		}
		if l.Actor != nil && a.store.For(l.Actor).Rights().Bills() {
			next = r.Path(label.Billing)
		}
	}
	r.Redirect(w, after(r, next))
	return nil
}

// after returns where to go once signed in.
func after(r *web.Request, next string) string {
	if next == "" {
		return r.Path("/")
	}
	return next
}

// POST /logout ends the login and clears what the browser kept of it.
func (a *Area) signOut(w http.ResponseWriter, r *web.Request) error {
	for _, token := range a.cookie.Tokens(r.Request) {
		a.kept.Drop(r, token)
	}
	if err := a.cookie.End(w, r.Request); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	r.Redirect(w, r.Path("/login"))
	return nil
}
