package account

import (
	"net/http"
	"slices"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// codeView is what is asked for after the password.
type codeView struct {
	Heading       string
	Pending, Next string
	Errors        ui.Summary
	App           bool // they have one
	Code          ui.Field
	Passkey       *askView // nil for who has none here
}

var codePage = ui.NewPage[codeView]("account/code-page")

// enter lets who entered a right password in, or asks them for a code.
func (a *Area) enter(w http.ResponseWriter, r *web.Request, in store.SignIn, next string) error {
	if in.Pending != "" {
		return a.showCode(w, r, in.Pending, next, nil)
	}
	return a.finishSignIn(w, r, in.Login, next)
}

// showCode answers with the form; cause is why the last code was not taken.
func (a *Area) showCode(w http.ResponseWriter, r *web.Request, pending, next string, cause error) error {
	possible, err := a.store.UnscopedSecondSteps(r.Context(), a.passkeys, pending)
	if clinic.KindOf(err) == clinic.Gone {
		return a.showLogin(w, r, http.StatusGone, newLogin(r, "", next, r.ErrorText(err)))
	}
	if err != nil {
		return err
	}
	v := codeView{Heading: r.T("Enter the code"), Pending: pending, Next: next, Errors: r.SummaryOf(cause), App: possible.App,
		Code: codeField(r, cause)}
	if possible.App {
		v.Code.Hint = r.T("Is the phone not at hand? A recovery code is good too.")
	} else {
		v.Heading, v.Code.Label = r.T("Show that it is you"), r.T("Recovery code")
	}
	if c := possible.Passkey; c.Token != "" {
		v.Passkey = &askView{Kind: "get", Options: c.Options, Action: r.Path("/login/passkey"), Token: c.Token, Pending: pending,
			Next: next, Submit: r.T("Use the passkey")}
		v.Code.Autofocus = cause != nil
	}
	return codePage.Render(w, r.Views, web.StatusOf(cause), r.Frame(v.Heading, ""), v)
}

func codeField(r *web.Request, cause error) ui.Field {
	return ui.Field{Name: "code", Label: r.T("Code"), Type: "text", Autocomplete: "one-time-code", Required: true, Autofocus: true,
		Error: r.MessageFor(cause, "code")}
}

// GET /login/code is where somebody comes who opens the address of the form again.
func toSignIn(w http.ResponseWriter, r *web.Request) error {
	r.Redirect(w, r.Path("/login"))
	return nil
}

// POST /login/code takes the code after the password: pending, code, next. Whoever is in by
// it already, for it was sent twice, goes on.
func (a *Area) enterCode(w http.ResponseWriter, r *web.Request) error {
	pending, next := r.PostFormValue("pending"), web.LocalPath(r.PostFormValue("next"))
	login, err := a.store.UnscopedEnterCode(r.Context(), store.CodeEntry{Pending: pending, Code: r.PostFormValue("code"), Address: r.Client()})
	switch clinic.KindOf(err) {
	case clinic.Invalid:
		return a.showCode(w, r, pending, next, err)
	case clinic.TooMany:
		setRetryAfter(w, err)
		return a.showCode(w, r, pending, next, err)
	case clinic.Gone:
		return a.showLogin(w, r, http.StatusGone, newLogin(r, "", next, r.ErrorText(err)))
	}
	if err != nil {
		return err
	}
	if slices.Contains(a.cookie.Tokens(r.Request), login) {
		r.Redirect(w, after(r, next))
		return nil
	}
	return a.finishSignIn(w, r, login, next)
}
