package handlers

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/store"
)

type setupView struct {
	Action                             string
	Errors                             summary
	Org, Name, Email, Password, Repeat field
	Zone                               choice
	SeesPatients                       check
}

var setupPage = page[setupView]{"setup/page"}

// setupForm is the form with what was typed, but for the passwords, and what is
// wrong with it.
func (g *gate) setupForm(token string, n store.NewPractice, err error) setupView {
	p := g.pages
	text := func(name, label, kind, value, complete string) field {
		return field{Name: name, Label: label, Type: kind, Value: value, Autocomplete: complete, Required: true, Error: p.messageFor(err, name)}
	}
	v := setupView{
		Action:   g.pages.views.links.path("/setup/" + token),
		Errors:   p.summaryOf(err),
		Org:      text("org", p.t("Organization"), "text", n.Org, "organization"),
		Zone:     choice{Name: "time_zone", Label: p.t("Time zone"), Required: true, Error: p.messageFor(err, "time_zone"), Options: p.zoneOptions(n.TimeZone)},
		Name:     text("name", p.t("Your name"), "text", n.Name, "name"),
		Email:    text("email", p.t("Email"), "email", n.Email, "username"),
		Password: text("password", p.t("Password"), "password", "", "new-password"),
		Repeat:   text("repeat", p.t("Repeat the password"), "password", "", "new-password"),
		SeesPatients: check{Name: "sees_patients", Value: "yes", Label: p.t("I also see patients"), Checked: n.SeesPatients,
			Hint: p.t("You can then be booked for appointments and hold sessions.")},
	}
	v.Org.Autofocus = err == nil
	v.Zone.Hint = p.t("Days and times are shown in this zone.")
	v.Email.Hint = p.t("You sign in with it.")
	if v.Password.Error == "" {
		v.Password.Hint = p.t("At least 12 characters; a few words are good.")
	}
	return v
}

// zoneOptions are the zones to pick from, with chosen among them.
func (p *pages) zoneOptions(chosen string) []option {
	all := []option{{Value: "", Text: p.t("Choose…")}}
	known := chosen == ""
	for _, name := range clinic.Zones {
		known = known || name == chosen
		all = append(all, option{Value: name, Text: strings.ReplaceAll(name, "_", " "), Selected: name == chosen})
	}
	if !known && clinic.KnownZone(chosen) {
		all = append(all, option{Value: chosen, Text: chosen, Selected: true})
	}
	return all
}

// GET /setup/{token} shows the form of the first start, once.
func (g *gate) setup(w http.ResponseWriter, r *http.Request) error {
	token := mux.Vars(r)["token"]
	if err := g.s.UnscopedSetupOpen(r.Context(), token); err != nil {
		return err
	}
	return g.showSetup(w, http.StatusOK, g.setupForm(token, store.NewPractice{}, nil))
}

func (g *gate) showSetup(w http.ResponseWriter, code int, view setupView) error {
	return setupPage.render(w, g.pages.views, code, g.pages.frame(nil, g.pages.t("Set up"), ""), view)
}

// POST /setup/{token} makes the organization and its first person, uses the
// link up and signs them in.
func (g *gate) setUp(w http.ResponseWriter, r *http.Request) error {
	token := mux.Vars(r)["token"]
	if err := g.s.UnscopedSetupOpen(r.Context(), token); err != nil {
		return err
	}
	n := store.NewPractice{Org: r.PostFormValue("org"), TimeZone: r.PostFormValue("time_zone"), Name: r.PostFormValue("name"),
		Email: r.PostFormValue("email"), Password: r.PostFormValue("password"), SeesPatients: r.PostFormValue("sees_patients") != ""}
	if err := checkSetup(n, r.PostFormValue("repeat")); err != nil {
		return g.showSetup(w, http.StatusUnprocessableEntity, g.setupForm(token, n, err))
	}
	login, err := g.s.UnscopedSetUp(r.Context(), token, n)
	if clinic.KindOf(err) == clinic.Invalid {
		return g.showSetup(w, http.StatusUnprocessableEntity, g.setupForm(token, n, err))
	}
	if err != nil {
		return err
	}
	return g.admit(w, r, login, "")
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
