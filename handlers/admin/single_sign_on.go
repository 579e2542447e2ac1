package admin

import (
	"errors"
	"net/http"
	"strings"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/handlers/route"
	"televisit/sso"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// signOnView is the page of the identity provider of a practice.
	signOnView struct {
		Org                            clinic.OrgID // that the forms are of
		Version                        int64        // 0 while there is none
		Demo                           bool
		Badge                          ui.Badge
		Notice, Missing                *ui.Notice
		Summary                        ui.Summary
		Name, Issuer, ClientID, Secret ui.Field
		Domains                        ui.Field
		Active, Factor, Only           ui.Check
		Return, Start                  string // addresses: for the provider, and for people
		Try                            *ui.Notice
		People                         []signOnPerson
	}
	// signOnPerson is a member who has come by the provider.
	signOnPerson struct {
		ID          clinic.UserID
		Name, Email string
		Since, Used ui.Moment
	}
	// signOnShown is what is shown of a provider beside what it is.
	signOnShown struct {
		typed *clinic.IdentityProvider // what was typed and not saved
		cause error
		done  string // one of signOnNotices
		tried *ui.Notice
	}
)

var signOnPage = ui.NewPage[signOnView]("admin/single-sign-on-page")

// signOnNotices is what is said after something was done.
var signOnNotices = map[string]string{"changed": "Single sign-on is saved.",
	"removed":  "Single sign-on is removed. Members sign in with their passwords.",
	"unlinked": "They are found by their email address the next time."}

// singleSignOn answers for the identity provider of a practice.
type singleSignOn struct{ providers *sso.Client }

// GET /settings/single-sign-on
func (s singleSignOn) show(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return s.render(w, r, org, signOnShown{done: r.URL.Query().Get("saved")})
}

// POST /settings/single-sign-on saves it: version, name, issuer, client_id, secret, domains,
// active, second_factor, only.
func (s singleSignOn) change(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	version, err := versionOf(r)
	if err != nil {
		return err
	}
	p := clinic.IdentityProvider{Name: r.PostFormValue("name"), Issuer: r.PostFormValue("issuer"), ClientID: r.PostFormValue("client_id"),
		Domains: strings.FieldsFunc(r.PostFormValue("domains"), isBetween), Active: r.PostFormValue("active") != "",
		SecondFactor: r.PostFormValue("second_factor") != "", Only: r.PostFormValue("only") != "", Version: version}
	err = org.ChangeIdentityProvider(r.Context(), p, r.PostFormValue("secret"))
	if web.IsForm(err) {
		return s.render(w, r, org, signOnShown{typed: &p, cause: err})
	}
	return signOnDone(w, r, "changed", err)
}

// isBetween reports whether c stands between domains.
func isBetween(c rune) bool { return strings.ContainsRune(" \t\r\n,;", c) }

func signOnDone(w http.ResponseWriter, r *web.Request, saved string, err error) error {
	if err == nil {
		r.Redirect(w, r.Path(label.SingleSignOn)+"?saved="+saved)
	}
	return err
}

// POST /settings/single-sign-on/remove
func (s singleSignOn) remove(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return signOnDone(w, r, "removed", org.RemoveIdentityProvider(r.Context()))
}

// POST /settings/single-sign-on/unlink lets a member be somebody else at the provider: user.
func (s singleSignOn) unlink(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return signOnDone(w, r, "unlinked", org.UnlinkIdentity(r.Context(), clinic.UserID(r.PostFormValue("user"))))
}

// POST /settings/single-sign-on/try asks the provider that is saved how it works.
func (s singleSignOn) try(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	p, err := org.IdentityProvider(r.Context())
	if err != nil {
		return err
	}
	if p.Version == 0 {
		return clinic.Errorf(clinic.NotFound, "There is no identity provider yet.")
	}
	if r.IsDemo() {
		return s.render(w, r, org, signOnShown{tried: &ui.Notice{Kind: "info", Text: r.T("This is the demo: nobody is asked.")}})
	}
	trial, err := s.providers.Try(r.Context(), p.Issuer)
	fault, ok := errors.AsType[*sso.DiscoveryFault](err)
	switch {
	case ok:
		return s.render(w, r, org, signOnShown{tried: &ui.Notice{Kind: "error", Text: discoveryText(r, p, fault)}})
	case err != nil:
		return err
	}
	text := r.N("The provider answers and is the one that you entered. It signs with %d keys.", trial.Keys) + " " +
		r.T("Whether client ID and secret are right shows when somebody signs in.")
	return s.render(w, r, org, signOnShown{tried: &ui.Notice{Kind: "success", Text: text}})
}

// discoveryText says what is wrong with a provider.
func discoveryText(r *web.Request, p clinic.IdentityProvider, f *sso.DiscoveryFault) string {
	switch f.Lacks {
	case "":
		return r.T("The provider did not say how it works: %s.", outcomeText(r, f.Outcome)) + " " + r.T("It was asked at %s",
			strings.TrimSuffix(p.Issuer, "/")+clinic.DiscoveryPath)
	case "issuer":
		if f.Says != "" {
			return r.T("The provider says that its address is %s. If you trust that, enter it exactly so.", f.Says)
		}
	case "endpoint":
		return r.T("The provider names an address that is not safe (https://), or none.")
	case "code":
		return r.T("The provider does not offer the way that is needed here, the authorization code flow.")
	case "keys":
		return r.T("The provider shows no key to check its signatures with.")
	}
	return r.T("What is at this address is no OpenID Connect provider. Check the address.")
}

func (s singleSignOn) render(w http.ResponseWriter, r *web.Request, org *store.Org, shown signOnShown) error {
	p, err := org.IdentityProvider(r.Context())
	if err != nil {
		return err
	}
	people, err := org.Identities(r.Context())
	if err != nil {
		return err
	}
	view := signOnForm(r, p, shown)
	view.Org, view.Demo, view.Try = org.ID(), r.IsDemo(), shown.tried
	at := route.SignOn + "/" + string(org.ID())
	view.Return, view.Start = r.Absolute(at+"/callback"), r.Absolute(at+"/start")
	if text, ok := signOnNotices[shown.done]; ok {
		view.Notice = &ui.Notice{Kind: "success", Text: r.T(text)}
	}
	if p.Active && !p.HasSecret {
		view.Missing = &ui.Notice{Kind: "warn", Text: r.T("The secret of single sign-on is missing. An administrator has to enter it again.")}
	} else if p.Active && !p.SecondFactor && org.Settings().SecondFactor != clinic.OfNobody {
		view.Missing = &ui.Notice{Kind: "warn", Text: r.T(
			"This practice demands a second factor: the provider has to say that it asked for one, or you have to say that it always does.")}
	}
	zone := org.Settings().Zone()
	for _, k := range people {
		view.People = append(view.People, signOnPerson{k.User, k.Name, k.Email, r.MomentOf(k.Since, r.Now(), zone),
			r.MomentOf(k.Used, r.Now(), zone)})
	}
	return signOnPage.Render(w, r.Views, web.StatusOf(shown.cause), r.Frame(r.T("Single sign-on"), label.SingleSignOn), view)
}

// signOnForm returns the form with what is on file, or with what was typed, but never a
// secret.
func signOnForm(r *web.Request, saved clinic.IdentityProvider, shown signOnShown) signOnView {
	p, cause := saved, shown.cause
	if p.Version == 0 {
		p.Active = true
	}
	if shown.typed != nil {
		p = *shown.typed
	}
	input := func(name, text, kind, value, hint string, required bool) ui.Field {
		return ui.Field{Name: name, Label: text, Type: kind, Value: value, Hint: hint, Required: required, Autocomplete: "off",
			Error: r.MessageFor(cause, name)}
	}
	check := func(name, text, hint string, on bool) ui.Check {
		return ui.Check{Name: name, Label: text, Hint: hint, Value: "yes", Checked: on, Error: r.MessageFor(cause, name)}
	}
	secret := input("secret", r.T("Client secret"), "password", "", secretHint(r, clinic.Platform{HasKey: saved.HasSecret}),
		!saved.HasSecret)
	if !saved.HasSecret && r.PostFormValue("secret") == "" {
		secret.Hint = r.T("Stored sealed, and never shown again.")
	}
	secret.Autocomplete = "new-password"
	v := signOnView{Version: saved.Version, Badge: ui.Badge{Variant: "outline", Icon: "circle-slash", Text: r.T("not in use")},
		Summary: r.SummaryOf(cause), Secret: secret,
		Name: input("name", r.T("Name"), "text", p.Name, r.T("As members know it: “Sign in with …”."), true),
		Issuer: input("issuer", r.T("Address (issuer)"), "url", p.Issuer,
			r.T("Like %s", "https://id.example/realms/clinic"), true),
		ClientID: input("client_id", r.T("Client ID"), "text", p.ClientID, "", true),
		Domains: input("domains", r.T("Domains of email addresses"), "text", strings.Join(p.Domains, ", "),
			r.T("Who types an address of these is led there. Others are not let in by it."), true),
		Active: check("active", r.T("In use"), r.T("Switched off, it ends what was signed in by it."), p.Active),
		Factor: check("second_factor", r.T("It always asks for a second factor"),
			r.T("Then Televisit does not ask for one, and believes the provider."), p.SecondFactor),
		Only: check("only", r.T("Members sign in by it alone"),
			r.T("Who may change settings can still use a password, in case the provider fails."), p.Only)}
	if saved.Active && saved.HasSecret {
		v.Badge = ui.Badge{Variant: "secondary", Icon: "circle-check", Text: r.T("in use")}
	}
	return v
}
