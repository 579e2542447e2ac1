package account

import (
	"net/http"
	"net/url"
	"slices"

	"televisit/clinic"
	"televisit/handlers/route"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// passkeysView is the page of one's passkeys.
	passkeysView struct {
		Notice *ui.Notice
		Errors ui.Summary
		Rows   []passkeyRow
		Add    *addPasskeyView    // nil where browsers know no passkeys
		Change *changePasskeyView // nil without any
	}
	passkeyRow struct{ Name, Use string }
	// addPasskeyView is the form before a device is asked.
	addPasskeyView struct {
		Next        string
		Name, Proof ui.Field
	}
	// changePasskeyView is the form that gives one another name, or takes it away.
	changePasskeyView struct {
		Passkey     ui.Choice
		Name, Proof ui.Field
	}
	// askView is the form that a device answers. Kind is create or get, as browsers call it.
	askView struct {
		Kind, Options, Action      string
		Token, Pending, Next, Name string
		Submit                     string
		AtOnce                     bool // nothing else is on the page
	}
	// askPageView is a page of nothing but that.
	askPageView struct {
		Heading, Back string
		Ask           askView
	}
)

var (
	passkeysPage = ui.NewPage[passkeysView]("account/passkeys-page")
	askPage      = ui.NewPage[askPageView]("account/ask-page")
)

// passkeysAt is the page of one's passkeys.
const passkeysAt = "/account/passkeys"

// passkeyTexts is what is said after a passkey was changed.
var passkeyTexts = map[string]string{"added": "The passkey is added. You can sign in with it.", "renamed": "Saved.",
	"removed": "The passkey is removed here. Delete it on the device too."}

// GET /account/passkeys
func (a *Area) showOwnPasskeys(w http.ResponseWriter, r *web.Request, l store.Login) error {
	if err := passwordOnly(l); err != nil {
		return err
	}
	return a.showPasskeys(w, r, l, nil)
}

// showPasskeys answers with the page; cause is why something was not done.
func (a *Area) showPasskeys(w http.ResponseWriter, r *web.Request, l store.Login, cause error) error {
	all, err := a.store.UnscopedPasskeys(r.Context(), l.User)
	if err != nil {
		return err
	}
	v := passkeysView{Errors: r.SummaryOf(cause)}
	switch text, ok := passkeyTexts[r.URL.Query().Get("saved")]; {
	case a.passkeys == nil:
		v.Notice = &ui.Notice{Kind: "info", Text: r.T("Browsers use passkeys only where Televisit is reached over https and by a name.")}
	case ok && cause == nil:
		v.Notice = &ui.Notice{Kind: "success", Text: r.T(text)}
	}
	for _, p := range all {
		added, used := r.Date(p.Added.In(zoneOf(l)), "2 Jan 2006"), r.Date(p.Used.In(zoneOf(l)), "2 Jan 2006")
		row := passkeyRow{p.Name, r.T("Added on %s. Last used on %s.", added, used)}
		if p.Used.IsZero() {
			row.Use = r.T("Added on %s. Never used.", added)
		}
		v.Rows = append(v.Rows, row)
	}
	if a.passkeys != nil {
		v.Add = &addPasskeyView{Next: web.LocalPath(r.FormValue("next")), Proof: proofField(r, "proof", cause),
			Name: ui.Field{Name: "name", Label: r.T("Name"), Type: "text", Value: r.PostFormValue("name"), Required: true, Autocomplete: "off",
				Hint: r.T("By which you know it: Laptop, phone, key on the ring."), Error: r.MessageFor(cause, "name")}}
	}
	if len(all) > 0 {
		v.Change = newChangePasskey(r, all, cause)
	}
	return passkeysPage.Render(w, r.Views, web.StatusOf(cause), r.Frame(r.T("Passkeys"), ""), v)
}

func proofField(r *web.Request, name string, cause error) ui.Field {
	return ui.Field{Name: name, Label: r.T("Your password, or a code of the app"), Type: "password", Autocomplete: "current-password",
		Required: true, Error: r.MessageFor(cause, name)}
}

func newChangePasskey(r *web.Request, all []store.Passkey, cause error) *changePasskeyView {
	v := &changePasskeyView{Passkey: ui.Choice{Name: "passkey", Label: r.T("Passkey"), Error: r.MessageFor(cause, "passkey")},
		Name: ui.Field{Name: "new_name", Label: r.T("New name"), Type: "text", Value: r.PostFormValue("new_name"), Autocomplete: "off",
			Required: true, Hint: r.T("To rename it."), Error: r.MessageFor(cause, "new_name")},
		Proof: proofField(r, "confirm", cause)}
	v.Proof.Hint = r.T("To remove it.")
	for _, p := range all {
		v.Passkey.Options = append(v.Passkey.Options, ui.Option{Value: p.ID, Text: p.Name, Selected: p.ID == r.PostFormValue("passkey")})
	}
	return v
}

// POST /account/passkeys/begin asks the device for a passkey: name, proof, next.
func (a *Area) beginPasskey(w http.ResponseWriter, r *web.Request, l store.Login) error {
	if err := passwordOnly(l); err != nil {
		return err
	}
	if a.passkeys == nil {
		return errNoPasskeys
	}
	name := r.PostFormValue("name")
	c, err := a.store.UnscopedAskForPasskey(r.Context(), a.passkeys, name, store.Proof{User: l.User, Text: r.PostFormValue("proof"),
		Address: r.Client()})
	if err != nil {
		return a.passkeyChanged(w, r, l, "", err)
	}
	v := askView{Kind: "create", Options: c.Options, Action: r.Path(passkeysAt), Token: c.Token, Name: name,
		Next: web.LocalPath(r.PostFormValue("next")), Submit: r.T("Create the passkey"), AtOnce: true}
	return a.ask(w, r, askPageView{r.T("Add a passkey"), r.Path(passkeysAt), v})
}

var errNoPasskeys = clinic.Errorf(clinic.NotFound, "There are no passkeys here.")

func (a *Area) ask(w http.ResponseWriter, r *web.Request, v askPageView) error {
	return askPage.Render(w, r.Views, http.StatusOK, r.Frame(v.Heading, ""), v)
}

// passkeyChanged answers a change of a passkey: goes back to the page, or shows what was wrong.
func (a *Area) passkeyChanged(w http.ResponseWriter, r *web.Request, l store.Login, saved string, err error) error {
	switch kind := clinic.KindOf(err); {
	case err == nil:
		r.Redirect(w, web.WithQuery(r.Path(passkeysAt), url.Values{"saved": {saved}}.Encode()))
		return nil
	case kind == clinic.TooMany:
		setRetryAfter(w, err)
	case kind != clinic.Gone && !web.IsForm(err):
		return err
	}
	return a.showPasskeys(w, r, l, err)
}

// POST /account/passkeys adds the passkey with which the device answered: token, name, answer, next. With the first
// second factor of a person come recovery codes.
func (a *Area) addPasskey(w http.ResponseWriter, r *web.Request, l store.Login) error {
	if err := passwordOnly(l); err != nil {
		return err
	}
	if a.passkeys == nil {
		return errNoPasskeys
	}
	codes, err := a.store.UnscopedAddPasskey(r.Context(), a.passkeys, store.NewPasskey{User: l.User, Login: l.Token,
		Token: r.PostFormValue("token"), Name: r.PostFormValue("name"), Answer: r.PostFormValue("answer")})
	if err == nil && codes != nil {
		return a.showSecondFactor(w, r, l, codes, nil)
	}
	return a.passkeyChanged(w, r, l, "added", err)
}

// POST /account/passkeys/change gives a passkey another name, or takes it away: do, passkey, new_name, confirm.
func (a *Area) changePasskey(w http.ResponseWriter, r *web.Request, l store.Login) error {
	if err := passwordOnly(l); err != nil {
		return err
	}
	id := r.PostFormValue("passkey")
	switch r.PostFormValue("do") {
	case "rename":
		err := a.store.UnscopedRenamePasskey(r.Context(), l.User, id, r.PostFormValue("new_name"))
		return a.passkeyChanged(w, r, l, "renamed", atField(err, "name", "new_name"))
	case "remove":
		err := a.store.UnscopedRemovePasskey(r.Context(), store.Proof{User: l.User, Text: r.PostFormValue("confirm"), Address: r.Client()}, id)
		return a.passkeyChanged(w, r, l, "removed", atField(err, "proof", "confirm"))
	}
	return clinic.Errorf(clinic.Invalid, "There is no such change.")
}

// atField returns err as one of the field to, if it is of the field from.
func atField(err error, from, to string) error {
	problems := clinic.Problems(slices.Clone(clinic.FieldsOf(err))) // err may be one for all
	for i := range problems {
		if problems[i].Field == from {
			problems[i].Field = to
			return problems.Err()
		}
	}
	return err
}

// toPasskeys is where somebody comes who opens the address of a form again.
func toPasskeys(w http.ResponseWriter, r *web.Request, _ store.Login) error {
	r.Redirect(w, r.Path(passkeysAt))
	return nil
}

// passkeyRoutes are the addresses of passkeys.
func (a *Area) passkeyRoutes() []route.Route {
	return []route.Route{
		route.Get("/login/passkey", route.Public(toSignIn)),
		route.Post("/login/passkey", route.Public(a.enterPasskey)),
		route.Get("/login/passkey/begin", route.Public(toSignIn)),
		route.Post("/login/passkey/begin", route.Public(a.beginEnter)),
		route.Get(passkeysAt, route.SignedIn(a.showOwnPasskeys)),
		route.Post(passkeysAt, route.SignedIn(a.addPasskey)),
		route.Get(passkeysAt+"/begin", route.SignedIn(toPasskeys)),
		route.Post(passkeysAt+"/begin", route.SignedIn(a.beginPasskey)),
		route.Post(passkeysAt+"/change", route.SignedIn(a.changePasskey)),
	}
}
