package account

import (
	"net/http"
	"slices"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
)

// POST /login/passkey/begin asks whoever it is to sign in by a passkey alone: next.
func (a *Area) beginEnter(w http.ResponseWriter, r *web.Request) error {
	if a.passkeys == nil {
		return errNoPasskeys
	}
	c, err := a.store.UnscopedAskToEnter(r.Context(), a.passkeys)
	if err != nil {
		return err
	}
	v := askView{Kind: "get", Options: c.Options, Action: r.Path("/login/passkey"), Token: c.Token,
		Next: web.LocalPath(r.PostFormValue("next")), Submit: r.T("Use the passkey"), AtOnce: true}
	return a.ask(w, r, askPageView{r.T("Sign in with a passkey"), r.Path("/login"), v})
}

// POST /login/passkey takes what the device answered: token, answer, next, and pending after the password. Whoever is
// in by it already, for it was sent twice, goes on.
func (a *Area) enterPasskey(w http.ResponseWriter, r *web.Request) error {
	if a.passkeys == nil {
		return errNoPasskeys
	}
	pending, next := r.PostFormValue("pending"), web.LocalPath(r.PostFormValue("next"))
	login, err := a.store.UnscopedEnterPasskey(r.Context(), a.passkeys, store.PasskeyEntry{Token: r.PostFormValue("token"),
		Pending: pending, Answer: r.PostFormValue("answer")})
	switch kind := clinic.KindOf(err); {
	case err == nil && slices.Contains(a.cookie.Tokens(r.Request), login):
		r.Redirect(w, after(r, next))
		return nil
	case err == nil:
		return a.finishSignIn(w, r, login, next)
	case kind == clinic.Invalid && pending != "":
		return a.showCode(w, r, pending, next, err)
	case kind == clinic.Invalid || kind == clinic.Gone:
		return a.showLogin(w, r, web.StatusOf(err), newLogin(r, "", next, r.ErrorText(err)))
	}
	return err
}
