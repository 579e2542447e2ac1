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
	Summary                                           ui.Summary
	Given, Family, Preferred, MRN, Born, Phone, Email ui.Field
	Language, TimeZone, Payer                         ui.Choice
	Same                                              *samePerson // who may be the same person, nil when nobody asked
}

// A labelled value is what is stored, and what people read for it.
type labelled struct{ value, text string }

var (
	payerTexts = []labelled{{"medicare", "Medicare"}, {"commercial", "Commercial"}, {"other", "Other|payer"}}

	languageTexts = []labelled{
		{"", "As the practice"}, {"en", "English"}, {"es", "Spanish"}, {"ase", "American Sign Language"}, {"am", "Amharic"}, {"ar",
			"Arabic"},
		{"bn", "Bengali"}, {"my", "Burmese"}, {"yue", "Cantonese"}, {"zh", "Chinese"}, {"fa", "Persian"}, {"fr", "French"}, {"de",
			"German"},
		{"el", "Greek"}, {"gu", "Gujarati"}, {"ht", "Haitian Creole"}, {"he", "Hebrew"}, {"hi", "Hindi"}, {"hmn", "Hmong"}, {"it",
			"Italian"},
		{"ja", "Japanese"}, {"km", "Khmer"}, {"ko", "Korean"}, {"nv", "Navajo"}, {"ne", "Nepali"}, {"pl", "Polish"}, {"pt", "Portuguese"},
		{"pa", "Punjabi"}, {"ru", "Russian"}, {"so", "Somali"}, {"sw", "Swahili"}, {"tl", "Tagalog"}, {"th", "Thai"}, {"uk", "Ukrainian"},
		{"ur", "Urdu"}, {"vi", "Vietnamese"}, {"yi", "Yiddish"},
	}
)

// said returns all with their texts in the language of w.
func said(r *web.Request, all []labelled) []labelled {
	said := make([]labelled, len(all))
	for i, l := range all {
		said[i] = labelled{l.value, r.T(l.text)}
	}
	return said
}

// textOf returns what people read for value, and value itself when nobody has
// said.
func textOf(all []labelled, value string) string {
	for _, l := range all {
		if l.value == value {
			return l.text
		}
	}
	return value
}

// options returns all as a choice of which value is made. A value that is
// stored but not offered can be kept.
func options(all []labelled, value string) []ui.Option {
	list := make([]ui.Option, 0, len(all)+1)
	selected := false
	for _, l := range all {
		list = append(list, ui.Option{Value: l.value, Text: l.text, Selected: l.value == value})
		selected = selected || l.value == value
	}
	if !selected && value != "" {
		list = append(list, ui.Option{Value: value, Text: value, Selected: true})
	}
	return list
}

// zoneTexts returns the zones to choose from; the first is the practice's.
func zoneTexts(r *web.Request, practice string) []labelled {
	all := []labelled{{"", r.T("%s (practice)", practice)}}
	for _, z := range clinic.Zones {
		all = append(all, labelled{z, z})
	}
	return all
}

// newForm returns the form that holds v and what err says about it.
func newForm(r *web.Request, org *store.Org, v clinic.Patient, err error) patientForm {
	f := patientForm{Org: org.ID(), Heading: r.T("New patient"), Action: r.Path("/pm/patients/new"), Cancel: r.Path(label.Patients),
		Summary: r.SummaryOf(err)}
	if v.ID != "" {
		f.Cancel = label.PatientPath(r, v.ID)
		f.Heading, f.Action, f.Version = r.T("Edit patient"), f.Cancel+"/edit", v.Version
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
	f.MRN = input("mrn", r.T("Medical record number (MRN)"), "text", v.MRN, true)
	f.Born = input("born", r.T("Date of birth"), "date", string(v.Born), true)
	f.Phone = input("phone", r.T("Phone"), "tel", v.Phone, false)
	f.Email = input("email", r.T("Email"), "email", v.Email, false)
	f.Given.Autofocus = v.ID == "" && err == nil
	f.Preferred.Hint = r.T("What they go by, when it is not the given name.")
	f.Language = ui.Choice{Name: "language", Label: r.T("Language"), Error: r.MessageFor(err, "language"),
		Options: options(said(r, languageTexts), v.Language)}
	f.TimeZone = ui.Choice{Name: "time_zone", Label: r.T("Time zone"), Error: r.MessageFor(err, "time_zone"),
		Options: options(zoneTexts(r, org.Settings().TimeZone), v.TimeZone)}
	f.Payer = ui.Choice{Name: "payer_class", Label: r.T("Payer"), Error: r.MessageFor(err, "payer_class"),
		Options: options(said(r, payerTexts), v.PayerClass), Required: true}
	return f
}

// compare notes at each field what is on file now when it is not what was
// typed.
func compare(r *web.Request, f *patientForm, typed, stored clinic.Patient) {
	f.Overtaken = true
	for _, c := range []struct {
		hint            *string
		typed, now, say string
	}{
		{&f.Given.Hint, typed.Given, stored.Given, stored.Given},
		{&f.Family.Hint, typed.Family, stored.Family, stored.Family},
		{&f.Preferred.Hint, typed.Preferred, stored.Preferred, stored.Preferred},
		{&f.MRN.Hint, typed.MRN, stored.MRN, stored.MRN},
		{&f.Born.Hint, string(typed.Born), string(stored.Born), r.Day(stored.Born, "2 Jan 2006")},
		{&f.Phone.Hint, typed.Phone, stored.Phone, stored.Phone},
		{&f.Email.Hint, typed.Email, stored.Email, stored.Email},
		{&f.Language.Hint, typed.Language, stored.Language, textOf(said(r, languageTexts), stored.Language)},
		{&f.TimeZone.Hint, typed.TimeZone, stored.TimeZone, stored.TimeZone},
		{&f.Payer.Hint, typed.PayerClass, stored.PayerClass, textOf(said(r, payerTexts), stored.PayerClass)},
	} {
		switch {
		case c.typed == c.now:
		case c.say == "":
			*c.hint = r.T("On file now: nothing.")
		default:
			*c.hint = r.T("On file now: %s", c.say)
		}
	}
}
