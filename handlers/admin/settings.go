package admin

import (
	"net/http"
	"strings"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// settingsView is the page of the settings of the practice, group by group.
	settingsView struct {
		Org    clinic.OrgID // that the forms are of
		Manage bool         // the reader may change them
		Groups []groupView
	}
	groupView struct {
		ID, Heading, Text string
		Notice            *ui.Notice
		Summary           ui.Summary
		Fields            []fieldView
		Examples          []exampleView // of what another time zone changes
		Confirm           *ui.Check
	}
	// fieldView is one setting, of which one kind is there.
	fieldView struct {
		Field  *ui.Field
		Choice *ui.Choice
		Check  *ui.Check
	}
	// exampleView is an appointment as it is shown now, and as it would be.
	exampleView struct{ Patient, Now, Then string }
)

var settingsPage = ui.NewPage[settingsView]("admin/settings-page")

// groups are the settings in the order of the page.
var groups = []struct {
	id, heading, text string
	settings          []settingField
}{
	{"practice", "The practice", "How days and times are shown to everybody who chose nothing else.", []settingField{
		{key: "time_zone", label: "Time zone", choices: zoneChoices},
		{key: "state", label: "State of the office", choices: stateChoices,
			hint: "Providers are there during a visit, unless they say otherwise."},
		{key: "locale", label: "Language", choices: languageChoices},
		{key: "clock", label: "Times of day", choices: texts("locale", "As the language has it", "12", "12 hours, as 5:30 PM",
			"24", "24 hours, as 17:30")},
		{key: "day_begins", label: "Opens", kind: "time", hint: "Free times are offered from then on."},
		{key: "day_ends", label: "Closes", kind: "time"}}},
	{"visits", "Visits", "What a visit by telehealth asks for.", []settingField{
		{key: "telehealth_require_consent_every_encounter", label: "Demand consent at every visit", kind: "check",
			hint: "Without it no session starts, unless somebody says why."},
		{key: "telehealth_require_location", label: "Where the patient is", choices: texts("off", "is not asked for",
			"warn", "is asked for, with a warning", "block", "must be on record")},
		{key: "telehealth_default_platform", label: "Usual platform", choices: platformChoices},
		{key: "telehealth_no_show_grace_minutes", label: "Minutes before a no-show", kind: "number",
			hint: "So long after the start nobody can be marked as a no-show."}}},
	{"safety", "Signing in", "What signing in asks for, and how long it lasts.", []settingField{
		{key: "idle_lock_minutes", label: "Minutes until an unused login ends", kind: "number"},
		{key: "login_hours", label: "Hours that a login lasts at most", kind: "number"},
		{key: "second_factor", label: "Second factor", choices: texts(clinic.OfNobody, "is demanded of nobody",
			clinic.OfAdministrators, "is demanded of administrators", clinic.OfEverybody, "is demanded of everybody"),
			hint: "A code of an app after the password. Who has none sets it up before anything else."}}},
	{"rules", "Billing rules", "What the billing hint of a session goes by. Hints that are fixed stay as they are.", []settingField{
		{key: "org_kind", label: "Kind of practice", choices: labelled(label.OrgKinds)},
		{key: "billing_rule_set", label: "Rule set", choices: labelled(label.RuleSets),
			hint: "The rules themselves, and what another set would change, are under Billing."}}},
	{"records", "Records", "How long recordings are kept.", []settingField{
		{key: "telehealth_recording_retention_days", label: "Days that recordings are kept", kind: "number"}}},
}

// A settingField is how a setting is asked for: by a kind of field, or by choices.
type settingField struct {
	key, label, kind, hint string
	choices                func(r *web.Request, org *store.Org, value string) ([]ui.Option, error)
}

// texts returns choices of fixed values, each followed by its text.
func texts(pairs ...string) func(*web.Request, *store.Org, string) ([]ui.Option, error) {
	return func(r *web.Request, _ *store.Org, _ string) (all []ui.Option, err error) {
		for i := 0; i < len(pairs); i += 2 {
			all = append(all, ui.Option{Value: pairs[i], Text: r.T(pairs[i+1])})
		}
		return all, nil
	}
}

// labelled is texts of what pages call these values.
func labelled(all []label.Labelled) func(*web.Request, *store.Org, string) ([]ui.Option, error) {
	var pairs []string
	for _, l := range all {
		pairs = append(pairs, l.Value, l.Text)
	}
	return texts(pairs...)
}

func zoneChoices(r *web.Request, _ *store.Org, value string) (all []ui.Option, err error) {
	for _, z := range label.Zones(r, value) {
		all = append(all, ui.Option{Value: z.Value, Text: z.Text})
	}
	return all, nil
}

func stateChoices(r *web.Request, _ *store.Org, _ string) (all []ui.Option, err error) {
	all = []ui.Option{{Text: r.T("Not known")}}
	for _, state := range clinic.USStates {
		all = append(all, ui.Option{Value: state, Text: state})
	}
	return all, nil
}

func languageChoices(r *web.Request, _ *store.Org, _ string) (all []ui.Option, err error) {
	for _, c := range r.Languages() {
		all = append(all, ui.Option{Value: c.Lang(), Text: label.LanguageName(c.Lang())})
	}
	return all, nil
}

func platformChoices(r *web.Request, org *store.Org, _ string) ([]ui.Option, error) {
	platforms, err := org.Platforms(r.Context())
	all := []ui.Option{{Text: r.T("None")}}
	for _, p := range platforms {
		if p.Active {
			all = append(all, ui.Option{Value: string(p.ID), Text: p.Name})
		}
	}
	return all, err
}

// GET /pm/settings
func showSettings(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return renderSettings(w, r, org, typedSettings{})
}

// typedSettings is what somebody typed into a group, and what came of it.
type typedSettings struct {
	group    string
	values   map[string]string
	err      error
	examples []exampleView // of what another time zone changes, before it is saved
	changed  []string      // the settings that were saved
	saved    bool
}

// POST /pm/settings saves one group. Another time zone is saved when it was seen what it
// changes.
func changeSettings(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	t := typedSettings{group: r.PostFormValue("group"), values: map[string]string{}}
	for _, g := range groups {
		for _, f := range g.settings {
			if g.id == t.group {
				t.values[f.key] = f.read(r)
			}
		}
	}
	if len(t.values) == 0 {
		return clinic.Errorf(clinic.Invalid, "There are no such settings.")
	}
	var err error
	if t.examples, err = zoneExamples(r, org, t.values["time_zone"]); err != nil {
		return err
	}
	switch locale, given := t.values["locale"]; {
	case given && label.LanguageName(locale) == "":
		t.err, t.examples = clinic.FieldErrorf("locale", "Choose one of the list."), nil
	case len(t.examples) == 0:
		t.changed, t.err = org.ChangeSettings(r.Context(), t.values)
		t.saved = t.err == nil
	}
	if t.err != nil && !web.IsForm(t.err) {
		return t.err
	}
	return renderSettings(w, r, org, t)
}

// read returns what r says of a setting.
func (f settingField) read(r *web.Request) string {
	if f.kind != "check" {
		return r.PostFormValue(f.key)
	}
	if r.PostFormValue(f.key) != "" {
		return "true"
	}
	return "false"
}

func renderSettings(w http.ResponseWriter, r *web.Request, org *store.Org, t typedSettings) error {
	stored := org.SettingTexts()
	if t.saved {
		for key, value := range t.values {
			stored[key] = strings.TrimSpace(value)
		}
	}
	view := settingsView{Org: org.ID(), Manage: org.Rights().May(clinic.ManageSettings)}
	for _, g := range groups {
		group := groupView{ID: g.id, Heading: r.T(g.heading), Text: r.T(g.text)}
		of := typedSettings{}
		if g.id == t.group {
			of = t
			group.Notice, group.Summary = savedSettings(r, t, labelsOf(r, g.settings)), r.SummaryOf(t.err)
			group.ask(r, t)
		}
		for _, f := range g.settings {
			value := stored[f.key]
			if typed, ok := of.values[f.key]; ok && !t.saved {
				value = typed
			}
			field, err := f.view(r, org, value, of.err)
			if err != nil {
				return err
			}
			group.Fields = append(group.Fields, field)
		}
		view.Groups = append(view.Groups, group)
	}
	code := http.StatusOK
	switch {
	case t.err != nil:
		code = web.StatusOf(t.err)
	case len(t.examples) > 0:
		code = http.StatusUnprocessableEntity
	}
	return settingsPage.Render(w, r.Views, code, r.Frame(r.T("Settings"), settings), view)
}

// view returns the field of a setting with that value.
func (f settingField) view(r *web.Request, org *store.Org, value string, cause error) (v fieldView, err error) {
	hint := ""
	if f.hint != "" {
		hint = r.T(f.hint)
	}
	text, wrong := r.T(f.label), r.MessageFor(cause, f.key)
	switch {
	case f.choices != nil:
		v.Choice = &ui.Choice{Name: f.key, Label: text, Hint: hint, Error: wrong, Required: true}
		v.Choice.Options, err = f.choices(r, org, value)
		v.Choice.Choose(value, r.T("Choose…"))
	case f.kind == "check":
		v.Check = &ui.Check{Name: f.key, Label: text, Hint: hint, Error: wrong, Value: "yes", Checked: value == "true"}
	default:
		v.Field = &ui.Field{Name: f.key, Label: text, Type: f.kind, Value: value, Hint: hint, Error: wrong, Required: true}
	}
	return v, err
}

func labelsOf(r *web.Request, fields []settingField) map[string]string {
	all := map[string]string{}
	for _, f := range fields {
		all[f.key] = r.T(f.label)
	}
	return all
}

// savedSettings says which settings were changed, nil when nothing was saved.
func savedSettings(r *web.Request, t typedSettings, labels map[string]string) *ui.Notice {
	if !t.saved {
		return nil
	}
	if len(t.changed) == 0 {
		return &ui.Notice{Kind: "info", Text: r.T("Nothing was changed.")}
	}
	var names []string
	for _, key := range t.changed {
		names = append(names, labels[key])
	}
	return &ui.Notice{Kind: "success", Text: r.T("Saved: %s.", strings.Join(names, ", "))}
}
