package account

import (
	"encoding/base32"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// secondFactorView is the page of one's authenticator app: to set it up, or what there is.
	secondFactorView struct {
		Notice *ui.Notice
		Errors ui.Summary
		SetUp  *setUpView // nil for who has one
		Codes  *codesView // that were made a moment ago
		Have   *haveView  // nil for who has no second factor
		// Passkeys is where those are.
		Passkeys string
	}
	// setUpView is what an authenticator app needs, and the form that says that it has it.
	setUpView struct {
		QR                   qrView
		App                  template.URL // what it says
		Secret, Sealed, Next string
		Code                 ui.Field
	}
	// codesView are recovery codes, which are shown once.
	codesView struct {
		Text string
		File template.URL // the same
		Next string
	}
	// haveView is what one may know of one's second factor, and the form that changes it.
	haveView struct {
		Since, Left string // Since is "" for who has passkeys alone
		Proof       ui.Field
	}
)

var secondFactorPage = ui.NewPage[secondFactorView]("account/second-factor-page")

// GET /account/second-factor
func (a *Area) secondFactor(w http.ResponseWriter, r *web.Request, l store.Login) error {
	if err := passwordOnly(l); err != nil {
		return err
	}
	return a.showSecondFactor(w, r, l, nil, nil)
}

// showSecondFactor answers with the page: with codes that were made, or with why something
// was not done.
func (a *Area) showSecondFactor(w http.ResponseWriter, r *web.Request, l store.Login, codes []string, cause error) error {
	f, err := a.store.UnscopedSecondFactor(r.Context(), l.User)
	if err != nil {
		return err
	}
	next := web.LocalPath(r.FormValue("next"))
	v := secondFactorView{Errors: r.SummaryOf(cause), Passkeys: web.WithNext(r.Path(passkeysAt), next)}
	if codes == nil && !(f.Since.IsZero() && len(f.Passkeys) == 0) {
		v.Have = newHave(r, f, zoneOf(l), cause)
	}
	switch {
	case codes != nil:
		v.Codes = newCodes(r, codes, next)
	case f.Since.IsZero():
		if v.SetUp, err = a.newSetUp(r, l, next, cause); err != nil {
			return err
		}
		if l.LacksSecondFactor() {
			v.Notice = &ui.Notice{Kind: "info", Text: r.T("%s asks for a second factor. Set it up to go on.", a.store.For(l.Actor).Name())}
		}
	}
	return secondFactorPage.Render(w, r.Views, web.StatusOf(cause), r.Frame(r.T("Second factor"), ""), v)
}

// newSetUp is the form with a new seed, or with the one that it was sent with.
func (a *Area) newSetUp(r *web.Request, l store.Login, next string, cause error) (*setUpView, error) {
	seed, err := a.store.UnscopedOpenSeed(l.User, r.PostFormValue("sealed"))
	if clinic.KindOf(err) == clinic.Invalid {
		seed, err = a.store.UnscopedNewSeed(l.User)
	}
	if err != nil {
		return nil, err
	}
	person, err := a.store.UnscopedAccount(r.Context(), l.User)
	if err != nil {
		return nil, err
	}
	secret := base32.StdEncoding.EncodeToString(seed.Secret) // of 20 bytes: nothing is padded
	address := appURL(person.Email, secret)
	code, err := qrOf(address)
	if err != nil {
		return nil, err
	}
	v := &setUpView{QR: code, App: ui.AppLink(address), Sealed: seed.Sealed, Next: next, Code: codeField(r, cause)}
	v.Secret = strings.Join(slices.Collect(inFours(secret)), " ")
	v.Code.Label, v.Code.Hint = r.T("Code that the app shows"), r.T("Six digits, another every 30 seconds.")
	v.Code.Autofocus = cause != nil // first there is something to scan
	return v, nil
}

// inFours yields text in groups of four, which are easier to type.
func inFours(text string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for group := range slices.Chunk([]byte(text), 4) {
			if !yield(string(group)) {
				return
			}
		}
	}
}

func newCodes(r *web.Request, all []string, next string) *codesView {
	text := strings.Join(all, "\n")
	file := r.T("Recovery codes of Televisit, each good once:") + "\n\n" + text + "\n"
	return &codesView{Text: text, File: ui.TextFile(file), Next: after(r, next)}
}

func newHave(r *web.Request, f store.SecondFactor, zone *time.Location, cause error) *haveView {
	v := &haveView{Left: r.N("%d recovery codes are left.", f.Codes), Proof: proofField(r, "proof", cause)}
	if !f.Since.IsZero() {
		v.Since = r.Date(f.Since.In(zone), "2 Jan 2006")
	}
	return v
}

// zoneOf returns the zone that l works in.
func zoneOf(l store.Login) *time.Location {
	if l.Actor == nil {
		return time.UTC
	}
	return l.Actor.Zone()
}

// POST /account/second-factor sets up the app whose code is typed: sealed, code, next.
func (a *Area) setSecondFactor(w http.ResponseWriter, r *web.Request, l store.Login) error {
	if err := passwordOnly(l); err != nil {
		return err
	}
	codes, err := a.store.UnscopedSetSecondFactor(r.Context(), store.SetUp{User: l.User, Token: l.Token,
		Sealed: r.PostFormValue("sealed"), Code: r.PostFormValue("code")})
	return a.changed(w, r, l, codes, err)
}

// changed answers a change of the second factor: with codes that were made, or with what
// was wrong.
func (a *Area) changed(w http.ResponseWriter, r *web.Request, l store.Login, codes []string, err error) error {
	switch {
	case err == nil:
		return a.showSecondFactor(w, r, l, codes, nil)
	case clinic.KindOf(err) == clinic.TooMany:
		setRetryAfter(w, err)
	case !web.IsForm(err):
		return err
	}
	return a.showSecondFactor(w, r, l, nil, err)
}

// POST /account/second-factor/change makes new recovery codes, or takes the app away: do,
// proof.
func (a *Area) changeSecondFactor(w http.ResponseWriter, r *web.Request, l store.Login) error {
	if err := passwordOnly(l); err != nil {
		return err
	}
	proof := store.Proof{User: l.User, Text: r.PostFormValue("proof"), Address: r.Client()}
	switch r.PostFormValue("do") {
	case "codes":
		codes, err := a.store.UnscopedNewRecoveryCodes(r.Context(), proof)
		return a.changed(w, r, l, codes, err)
	case "remove":
		if err := a.store.UnscopedRemoveApp(r.Context(), proof); err != nil {
			return a.changed(w, r, l, nil, err)
		}
		toAccount(w, r, "removed")
		return nil
	}
	return clinic.Errorf(clinic.Invalid, "There is no such change.")
}
