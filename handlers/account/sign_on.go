package account

import (
	"errors"
	"net/http"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/handlers/route"
	"televisit/sso"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// signOnView asks for an email address, or offers the providers that vouch for it.
	signOnView struct {
		Next, Login string // where to go afterwards, and where a password is asked for
		Errors      ui.Summary
		Lede        string
		Email       *ui.Field // nil when a provider is known
		Choices     []signOnChoice
	}
	// signOnChoice is a link: a form that led to another site would be stopped by the
	// content security policy.
	signOnChoice struct{ URL, Name, Org string }

	// signOnFailedView says why somebody was not let in, and what they can do.
	signOnFailedView struct{ Message, Again, Login string }
)

var (
	signOnPage       = ui.NewPage[signOnView]("account/sign-on-page")
	signOnFailedPage = ui.NewPage[signOnFailedView]("account/sign-on-failed-page")
)

// What a browser carries: the way back from a provider, and which practice it came to last.
const (
	wayBack = "sso"
	lastOrg = "sso-org"
)

func orgInPath(r *web.Request) clinic.OrgID { return clinic.OrgID(mux.Vars(r.Request)["org"]) }

func choiceOf(r *web.Request, c store.SignOnChoice, next string) signOnChoice {
	return signOnChoice{web.WithNext(r.Path(route.SignOn+"/"+string(c.Org)+"/start"), next), c.Name, c.OrgName}
}

// GET /sso asks for the email address: its domain tells the provider.
func (a *Area) signOnForm(w http.ResponseWriter, r *web.Request) error {
	return showSignOn(w, r, signOnView{Next: web.LocalPath(r.FormValue("next")), Email: signOnEmail(r, nil)}, nil)
}

func signOnEmail(r *web.Request, cause error) *ui.Field {
	return &ui.Field{Name: "email", Label: r.T("Email"), Type: "email", Value: r.PostFormValue("email"), Autocomplete: "username",
		Required: true, Autofocus: true, Error: r.MessageFor(cause, "email"), Hint: r.T("Its domain tells where you sign in.")}
}

func showSignOn(w http.ResponseWriter, r *web.Request, v signOnView, cause error) error {
	v.Errors, v.Login = r.SummaryOf(cause), web.WithNext(r.Path("/login"), v.Next)
	return signOnPage.Render(w, r.Views, web.StatusOf(cause), r.Frame(r.T("Single sign-on"), ""), v)
}

// POST /sso offers the providers of an address: email, next. Whether anybody has it makes
// no difference.
func (a *Area) findSignOn(w http.ResponseWriter, r *web.Request) error {
	v := signOnView{Next: web.LocalPath(r.PostFormValue("next"))}
	all, err := a.store.UnscopedSignOnChoices(r.Context(), r.PostFormValue("email"))
	if err != nil {
		return err
	}
	if len(all) == 0 {
		err := clinic.FieldErrorf("email", "There is no single sign-on for addresses of this domain. Sign in with your password.")
		v.Email = signOnEmail(r, err)
		return showSignOn(w, r, v, err)
	}
	for _, c := range all {
		v.Choices = append(v.Choices, choiceOf(r, c, v.Next))
	}
	v.Lede = r.T("You prove there who you are, and come back here.")
	return showSignOn(w, r, v, nil)
}

// GET /sso/{org} offers the provider of a practice, as to who came by a password where that
// is not enough.
func (a *Area) signOnOf(w http.ResponseWriter, r *web.Request) error {
	c, err := a.store.UnscopedSignOnChoice(r.Context(), orgInPath(r))
	if err != nil {
		return err
	}
	v := signOnView{Next: web.LocalPath(r.FormValue("next")), Lede: r.T("%s lets its members in by single sign-on.", c.OrgName)}
	c.OrgName = "" // it is said already
	v.Choices = []signOnChoice{choiceOf(r, c, v.Next)}
	return showSignOn(w, r, v, nil)
}

// GET /sso/{org}/start goes on to the provider of a practice.
func (a *Area) startSignOn(w http.ResponseWriter, r *web.Request) error {
	on, as, err := a.store.UnscopedBeginSignOn(r.Context(), orgInPath(r), web.LocalPath(r.FormValue("next")))
	if err != nil {
		return err
	}
	target, err := a.providers.Ask(r.Context(), questionOf(r, on, as))
	if err != nil {
		return a.signOnFailed(w, r, web.LocalPath(r.FormValue("next")), err)
	}
	a.cookie.SetCompanion(w, wayBack, on.Sealed, store.SignOnLasts)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r.Request, target, http.StatusSeeOther)
	return nil
}

func questionOf(r *web.Request, on store.SignOn, as store.Client) sso.Question {
	return sso.Question{Issuer: as.Issuer, ClientID: as.ID, Secret: as.Secret,
		Return: r.Absolute(route.SignOn + "/" + string(on.Org) + "/callback"),
		State:  on.State, Nonce: on.Nonce, Verifier: on.Verifier}
}

// GET /sso/{org}/callback is where a provider sends the browser back to: code, state, and
// iss or error.
func (a *Area) returnSignOn(w http.ResponseWriter, r *web.Request) error {
	q, org, ctx := r.URL.Query(), orgInPath(r), r.Context()
	on, as, err := a.store.UnscopedReturnSignOn(ctx, store.WayBack{Org: org, State: q.Get("state"),
		Sealed: a.cookie.Companion(r.Request, wayBack), Address: r.Client()})
	if k := clinic.KindOf(err); k == clinic.Gone || k == clinic.TooMany {
		setRetryAfter(w, err)
		return a.signOnFailed(w, r, "", err)
	}
	if err != nil {
		return err
	}
	a.cookie.SetCompanion(w, wayBack, "", 0)
	who, err := a.providers.Identify(ctx, questionOf(r, on, as), sso.Answer{Code: q.Get("code"), Issuer: q.Get("iss"), Error: q.Get("error")})
	if refused, ok := errors.AsType[*sso.Refusal](err); ok {
		if err := a.store.UnscopedNoteRefused(ctx, org, refused.Fault); err != nil {
			return err
		}
	}
	if err != nil {
		return a.signOnFailed(w, r, on.Next, err)
	}
	login, err := a.store.UnscopedSignOn(ctx, store.Arrival{Org: org, As: as, State: on.State, Identity: who})
	if err != nil {
		return a.signOnFailed(w, r, on.Next, err)
	}
	a.cookie.SetCompanion(w, lastOrg, string(org), web.LongestCookie)
	return a.finishSignIn(w, r, login, on.Next)
}

// signOnFailed says why somebody was not let in, and offers to try again or to use a
// password. Other errors are passed on.
func (a *Area) signOnFailed(w http.ResponseWriter, r *web.Request, next string, err error) error {
	v := signOnFailedView{Again: web.WithNext(r.Path(route.SignOn+"/"+string(orgInPath(r))+"/start"), next),
		Login: web.WithNext(r.Path("/login"), next)}
	code := http.StatusForbidden
	refused, atProvider := errors.AsType[*sso.Refusal](err)
	here, atDoor := errors.AsType[store.SignOnRefused](err)
	switch {
	case atProvider:
		r.LogError("single sign-on", err)
		v.Message = r.T(label.SignOnFaults[refused.Fault])
		if refused.Fault == clinic.SignOnUnreachable {
			code = http.StatusServiceUnavailable
			w.Header().Set("Retry-After", "60")
		}
	case atDoor:
		v.Message = r.T(label.SignOnFaults[here.Fault])
	case clinic.KindOf(err) == clinic.Gone, clinic.KindOf(err) == clinic.TooMany:
		v.Message, code = r.ErrorText(err), web.StatusOf(err)
	default:
		return err
	}
	return signOnFailedPage.Render(w, r.Views, code, r.Frame(r.T("Single sign-on"), ""), v)
}

// signOnLinks are the ways to a provider on the sign-in page: the one that the browser came
// by last, and where one is found by an address, "" when nobody has any.
func (a *Area) signOnLinks(r *web.Request, next string) (last *signOnChoice, find string, err error) {
	some, err := a.store.UnscopedHasSignOn(r.Context())
	if err != nil || !some {
		return nil, "", err
	}
	find = web.WithNext(r.Path(route.SignOn), next)
	org := clinic.OrgID(a.cookie.Companion(r.Request, lastOrg))
	if org == "" {
		return nil, find, nil
	}
	c, err := a.store.UnscopedSignOnChoice(r.Context(), org)
	switch clinic.KindOf(err) {
	case clinic.NotFound:
		return nil, find, nil
	case clinic.Internal:
		if err != nil {
			return nil, "", err
		}
	}
	choice := choiceOf(r, c, next)
	return &choice, find, err
}

// passwordOnly refuses what concerns a person in all their practices to who was vouched for
// by the provider of one.
func passwordOnly(l store.Login) error {
	if l.SignOn.Made {
		return clinic.Errorf(clinic.Forbidden,
			"You came by single sign-on, which is for one organization. Sign in with your password to change your second factor.")
	}
	return nil
}
