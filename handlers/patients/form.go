package patients

import (
	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// patientForm is the form of a new patient, and of one that is on file.
type patientForm struct {
	Heading, Action, Cancel                           string
	Version                                           int64        // 0 for a new one
	Org                                               clinic.OrgID // that the form is of
	Overtaken                                         bool
	Once                                              string // one-time key of the form of a new one
	Summary                                           ui.Summary
	Given, Family, Preferred, MRN, Born, Phone, Email ui.Field
	GuardianName, GuardianPhone                       ui.Field
	Language, TimeZone, Payer, InterpreterLanguage    ui.Choice
	Interpreter                                       ui.Check
	Same                                              *samePerson // who may be the same person, nil when nobody asked
}

var (
	languageTexts    = append([]label.Labelled{{Text: "As the practice"}}, label.Languages...)
	interpreterTexts = append([]label.Labelled{{Text: "The patient’s language"}}, label.Languages...)
)

// translated returns all with their texts in the language of r.
func translated(r *web.Request, all []label.Labelled) []label.Labelled {
	texts := make([]label.Labelled, len(all))
	for i, l := range all {
		texts[i] = label.Labelled{Value: l.Value, Text: r.T(l.Text)}
	}
	return texts
}

// options returns all as a choice of which value is made. A value that is
// stored but not offered can be kept.
func options(all []label.Labelled, value string) []ui.Option {
	list := make([]ui.Option, 0, len(all)+1)
	selected := false
	for _, l := range all {
		list = append(list, ui.Option{Value: l.Value, Text: l.Text, Selected: l.Value == value})
		selected = selected || l.Value == value
	}
	if !selected && value != "" {
		list = append(list, ui.Option{Value: value, Text: value, Selected: true})
	}
	return list
}

// zoneTexts returns the zones to choose from; the first is the practice's.
func zoneTexts(r *web.Request, org *store.Org, chosen string) []label.Labelled {
	return append([]label.Labelled{{Text: r.T("%s (practice)", label.ZoneOf(r, org))}}, label.Zones(r, chosen)...)
}

// newForm returns the form that holds v and what err says about it.
func newForm(r *web.Request, org *store.Org, v clinic.Patient, err error) patientForm {
	f := patientForm{Org: org.ID(), Heading: r.T("New patient"), Action: r.Path("/pm/patients/new"), Cancel: r.Path(label.Patients),
		Summary: r.SummaryOf(err), Once: v.Once}
	if v.ID != "" {
		f.Cancel = label.PatientPath(r, v.ID)
		f.Heading, f.Action, f.Version = r.T("Edit patient"), f.Cancel+"/edit", v.Version
		f.Once = ""
	}
	// Browsers keep what is typed into a field unless it is told not to.
	input := func(name, text, kind, value string, required bool) ui.Field {
		return ui.Field{Name: name, Label: text, Type: kind, Value: value, Error: r.MessageFor(err, name), Required: required,
			Autocomplete: "off"}
	}
	f.Given = input("given", r.T("Given name"), "text", v.Given, false)
	f.Family = input("family", r.T("Family name"), "text", v.Family, false)
	f.Given.Hint = r.T("One name is enough, in either field.")
	f.Preferred = input("preferred", r.T("Preferred name"), "text", v.Preferred, false)
	f.MRN = input("mrn", r.T("Medical record number (MRN)"), "text", v.MRN, v.ID != "")
	if v.ID == "" {
		f.MRN.Hint = r.T("Left empty, it is the practice’s next number.")
	}
	f.Born = input("born", r.T("Date of birth"), "date", string(v.Born), true)
	f.Phone = input("phone", r.T("Phone"), "tel", v.Phone, false)
	f.Email = input("email", r.T("Email"), "email", v.Email, false)
	f.GuardianName = input("guardian_name", r.T("Guardian"), "text", v.GuardianName, false)
	f.GuardianPhone = input("guardian_phone", r.T("Guardian’s phone"), "tel", v.GuardianPhone, false)
	f.GuardianName.Hint = r.T("Who decides for a patient under 18, or for one who cannot.")
	f.Given.Autofocus = v.ID == "" && err == nil
	f.Preferred.Hint = r.T("What they go by, when it is not the given name.")
	f.Language = ui.Choice{Name: "language", Label: r.T("Language"), Error: r.MessageFor(err, "language"),
		Options: options(translated(r, languageTexts), v.Language)}
	f.TimeZone = ui.Choice{Name: "time_zone", Label: r.T("Time zone"), Error: r.MessageFor(err, "time_zone"),
		Options: options(zoneTexts(r, org, v.TimeZone), v.TimeZone)}
	f.Interpreter = ui.Check{Name: "interpreter", Label: r.T("Needs an interpreter"), Value: "yes", Checked: v.Interpreter,
		Error: r.MessageFor(err, "interpreter")}
	f.InterpreterLanguage = ui.Choice{Name: "interpreter_language", Label: r.T("Language of the interpreter"),
		Error: r.MessageFor(err, "interpreter_language"), Options: options(translated(r, interpreterTexts), v.InterpreterLanguage)}
	f.Payer = ui.Choice{Name: "payer_class", Label: r.T("Payer"), Error: r.MessageFor(err, "payer_class"),
		Options: options(translated(r, label.Payers), v.PayerClass), Required: true}
	return f
}

// compare notes at each field what is on file now when it is not what was
// typed.
func compare(r *web.Request, f *patientForm, typed, stored clinic.Patient) {
	f.Overtaken = true
	for _, c := range []struct {
		hint              *string
		typed, now, shown string
	}{
		{&f.Given.Hint, typed.Given, stored.Given, stored.Given},
		{&f.Family.Hint, typed.Family, stored.Family, stored.Family},
		{&f.Preferred.Hint, typed.Preferred, stored.Preferred, stored.Preferred},
		{&f.MRN.Hint, typed.MRN, stored.MRN, stored.MRN},
		{&f.Born.Hint, string(typed.Born), string(stored.Born), r.Day(stored.Born, "2 Jan 2006")},
		{&f.Phone.Hint, typed.Phone, stored.Phone, stored.Phone},
		{&f.Email.Hint, typed.Email, stored.Email, stored.Email},
		{&f.Language.Hint, typed.Language, stored.Language, label.TextOf(translated(r, languageTexts), stored.Language)},
		{&f.TimeZone.Hint, typed.TimeZone, stored.TimeZone, label.ZoneChoice(r, stored.TimeZone)},
		{&f.Interpreter.Hint, yesNo(r, typed.Interpreter), yesNo(r, stored.Interpreter), yesNo(r, stored.Interpreter)},
		{&f.InterpreterLanguage.Hint, typed.InterpreterLanguage, stored.InterpreterLanguage,
			label.TextOf(translated(r, languageTexts[1:]), stored.InterpreterLanguage)},
		{&f.GuardianName.Hint, typed.GuardianName, stored.GuardianName, stored.GuardianName},
		{&f.GuardianPhone.Hint, typed.GuardianPhone, stored.GuardianPhone, stored.GuardianPhone},
		{&f.Payer.Hint, typed.PayerClass, stored.PayerClass, label.Translated(r, label.Payers, stored.PayerClass)},
	} {
		switch {
		case c.typed == c.now:
		case c.shown == "":
			*c.hint = r.T("On file now: nothing.")
		default:
			*c.hint = r.T("On file now: %s", c.shown)
		}
	}
}

func yesNo(r *web.Request, yes bool) string {
	if yes {
		return r.T("yes")
	}
	return r.T("no")
}
