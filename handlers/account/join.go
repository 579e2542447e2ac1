package account

import (
	"net/http"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// joinView is the form behind a one-time link: into a practice, or to a new password.
type joinView struct {
	Heading, Lede, Submit string
	Action, Email         string
	Errors                ui.Summary
	Name                  *ui.Field // nil for who has an account
	Password              ui.Field
	Repeat                *ui.Field // nil where no password is chosen
}

var joinPage = ui.NewPage[joinView]("account/join-page")

// GET /invite/{token} shows who follows a link what it leads into.
func (a *Area) invitation(w http.ResponseWriter, r *web.Request) error {
	return a.showJoin(w, r, nil)
}

// POST /invite/{token} makes who followed the link a member and signs them in: name and
// a password to be, or the password of the account that there is.
func (a *Area) join(w http.ResponseWriter, r *web.Request) error {
	l, err := a.store.UnscopedLink(r.Context(), store.LinkToJoin, mux.Vars(r.Request)["token"])
	if err != nil {
		return err
	}
	password := r.PostFormValue("password")
	if !l.HasUser && password != r.PostFormValue("repeat") {
		return a.showJoin(w, r, clinic.FieldErrorf("repeat", "The two passwords are not the same."))
	}
	in, err := a.store.UnscopedJoin(r.Context(), store.Joining{Token: mux.Vars(r.Request)["token"], Name: r.PostFormValue("name"),
		Password: password, Address: r.Client()})
	switch kind := clinic.KindOf(err); {
	case kind == clinic.TooMany:
		setRetryAfter(w, err)
		return a.showJoin(w, r, err)
	case kind == clinic.Invalid:
		return a.showJoin(w, r, err)
	case err != nil:
		return err
	}
	return a.enter(w, r, in, "")
}

// showJoin answers with the form of the link, or says that it leads nowhere.
func (a *Area) showJoin(w http.ResponseWriter, r *web.Request, cause error) error {
	token := mux.Vars(r.Request)["token"]
	l, err := a.store.UnscopedLink(r.Context(), store.LinkToJoin, token)
	if err != nil {
		return err
	}
	v := joinView{Heading: r.T("Join %s", l.Org.Name), Action: r.Path("/invite/" + token), Email: l.Email, Errors: r.SummaryOf(cause),
		Lede: r.T("You are invited as: %s.", label.RoleNames(r, l.Roles...)), Submit: r.T("Join and sign in"),
		Password: passwordField(r, "password", r.T("Password"), "current-password", cause)}
	if l.HasUser {
		v.Lede += " " + r.T("You have an account already: enter its password.")
	} else {
		name := ui.Field{Name: "name", Label: r.T("Your name"), Type: "text", Value: r.PostFormValue("name"), Autocomplete: "name",
			Required: true, Error: r.MessageFor(cause, "name"), Autofocus: cause == nil}
		v.Name = &name
		v.choosesPassword(r, cause)
	}
	return a.renderJoin(w, r, v, cause)
}

// choosesPassword lets the form ask for a new password twice.
func (v *joinView) choosesPassword(r *web.Request, cause error) {
	v.Password = passwordField(r, "password", r.T("Password"), "new-password", cause)
	if v.Password.Error == "" {
		v.Password.Hint = r.T("At least 12 characters; a few words are good.")
	}
	repeat := passwordField(r, "repeat", r.T("Repeat the password"), "new-password", cause)
	v.Repeat = &repeat
}

func passwordField(r *web.Request, name, text, complete string, cause error) ui.Field {
	return ui.Field{Name: name, Label: text, Type: "password", Autocomplete: complete, Required: true, Error: r.MessageFor(cause, name)}
}

func (a *Area) renderJoin(w http.ResponseWriter, r *web.Request, v joinView, cause error) error {
	code := http.StatusOK
	if cause != nil {
		code = web.StatusOf(cause)
	}
	return joinPage.Render(w, r.Views, code, r.Frame(v.Heading, ""), v)
}

// GET /reset/{token} shows the form of a new password.
func (a *Area) resetForm(w http.ResponseWriter, r *web.Request) error { return a.showReset(w, r, nil) }

// POST /reset/{token} gives whom the link is for a new password.
func (a *Area) resetPassword(w http.ResponseWriter, r *web.Request) error {
	password := r.PostFormValue("password")
	err := clinic.FieldErrorf("repeat", "The two passwords are not the same.")
	if password == r.PostFormValue("repeat") {
		err = a.store.UnscopedUsePasswordLink(r.Context(), mux.Vars(r.Request)["token"], password)
	}
	if clinic.KindOf(err) == clinic.Invalid && err != nil {
		return a.showReset(w, r, err)
	}
	if err != nil {
		return err
	}
	r.Redirect(w, r.Path("/login"))
	return nil
}

func (a *Area) showReset(w http.ResponseWriter, r *web.Request, cause error) error {
	token := mux.Vars(r.Request)["token"]
	l, err := a.store.UnscopedLink(r.Context(), store.LinkToPassword, token)
	if err != nil {
		return err
	}
	v := joinView{Heading: r.T("Choose a new password"), Action: r.Path("/reset/" + token), Email: l.Email, Errors: r.SummaryOf(cause),
		Lede: r.T("Wherever you are signed in, you will be signed out."), Submit: r.T("Save password")}
	v.choosesPassword(r, cause)
	return a.renderJoin(w, r, v, cause)
}
