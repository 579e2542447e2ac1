package account

import (
	"net/http"
	"slices"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type setupView struct {
	Action                             string
	Errors                             ui.Summary
	Org, Name, Email, Password, Repeat ui.Field
	Zone                               ui.Choice
	SeesPatients                       ui.Check
}

var setupPage = ui.NewPage[setupView]("account/setup-page")

// newSetup is the form with what was typed, but for the passwords, and what is
// wrong with it.
func newSetup(r *web.Request, token string, n store.NewPractice, err error) setupView {
	text := func(name, label, kind, value, complete string) ui.Field {
		return ui.Field{Name: name, Label: label, Type: kind, Value: value, Autocomplete: complete, Required: true,
			Error: r.MessageFor(err, name)}
	}
	v := setupView{
		Action: r.Path("/setup/" + token),
		Errors: r.SummaryOf(err),
		Org:    text("org", r.T("Organization"), "text", n.Org, "organization"),
		Zone: ui.Choice{Name: "time_zone", Label: r.T("Time zone"), Required: true, Error: r.MessageFor(err, "time_zone"),
			Options: zoneOptions(r, n.TimeZone)},
		Name:     text("name", r.T("Your name"), "text", n.Name, "name"),
		Email:    text("email", r.T("Email"), "email", n.Email, "username"),
		Password: text("password", r.T("Password"), "password", "", "new-password"),
		Repeat:   text("repeat", r.T("Repeat the password"), "password", "", "new-password"),
		SeesPatients: ui.Check{Name: "sees_patients", Value: "yes", Label: r.T("I also see patients"), Checked: n.SeesPatients,
			Hint: r.T("You can then be booked for appointments and hold sessions.")},
	}
	v.Org.Autofocus = err == nil
	v.Zone.Hint = r.T("Days and times are shown in this zone.")
	v.Email.Hint = r.T("You sign in with it.")
	if v.Password.Error == "" {
		v.Password.Hint = r.T("At least 12 characters; a few words are good.")
	}
	return v
}

// zoneOptions are the zones to pick from.
func zoneOptions(r *web.Request, chosen string) []ui.Option {
	all := []ui.Option{{Text: r.T("Choose…")}}
	for _, z := range label.Zones(r, chosen) {
		all = append(all, ui.Option{Value: z.Value, Text: z.Text, Selected: z.Value == chosen})
	}
	return all
}

// GET /setup/{token} shows the form of the first start, once.
func (a *Area) setup(w http.ResponseWriter, r *web.Request) error {
	token := mux.Vars(r.Request)["token"]
	if err := a.store.UnscopedSetupOpen(r.Context(), token); err != nil {
		return err
	}
	return showSetup(w, r, http.StatusOK, newSetup(r, token, store.NewPractice{SeesPatients: true}, nil))
}

func showSetup(w http.ResponseWriter, r *web.Request, code int, view setupView) error {
	return setupPage.Render(w, r.Views, code, r.Frame(r.T("Set up"), ""), view)
}

// firstView is what there is to read before the practice is set up.
type firstView struct{}

var firstPage = ui.NewPage[firstView]("account/first-page")

// showFirst says where the set-up link is, unless err is why that is not known.
func showFirst(w http.ResponseWriter, r *web.Request, err error) error {
	if err != nil {
		return err
	}
	return firstPage.Render(w, r.Views, http.StatusOK, r.Frame(r.T("Set up"), ""), firstView{})
}

// POST /setup/{token} makes the organization and its first person, uses the
// link up and signs them in.
func (a *Area) setUp(w http.ResponseWriter, r *web.Request) error {
	token := mux.Vars(r.Request)["token"]
	if err := a.store.UnscopedSetupOpen(r.Context(), token); err != nil {
		return err
	}
	n := store.NewPractice{Org: r.PostFormValue("org"), TimeZone: r.PostFormValue("time_zone"), Name: r.PostFormValue("name"),
		Email: r.PostFormValue("email"), Password: r.PostFormValue("password"), SeesPatients: r.PostFormValue("sees_patients") != ""}
	if err := checkSetup(n, r.PostFormValue("repeat")); err != nil {
		return showSetup(w, r, http.StatusUnprocessableEntity, newSetup(r, token, n, err))
	}
	login, err := a.store.UnscopedSetUp(r.Context(), token, n)
	if clinic.KindOf(err) == clinic.Invalid {
		return showSetup(w, r, http.StatusUnprocessableEntity, newSetup(r, token, n, err))
	}
	if err != nil {
		return err
	}
	return a.finishSignIn(w, r, login, "")
}

// checkSetup adds to what is wrong with n whether the password was repeated.
func checkSetup(n store.NewPractice, repeat string) error {
	p := clinic.Problems(clinic.FieldsOf(n.Check()))
	wrong := slices.ContainsFunc(p, func(f clinic.FieldError) bool { return f.Field == "password" })
	if !wrong && repeat != n.Password {
		p.Add("repeat", "The two passwords are not the same.")
	}
	return p.Err()
}
