package handlers

import (
	"net/url"

	"televisit/clinic"
	"televisit/store"
)

// patientForm is the form of a new patient, and of one that is on file.
type patientForm struct {
	Heading, Action, Cancel                           string
	Version                                           int64        // 0 for a new one
	Org                                               clinic.OrgID // that the form is of
	Overtaken                                         bool
	Summary                                           summary
	Given, Family, Preferred, MRN, Born, Phone, Email field
	Language, TimeZone, Payer                         choice
}

// A labelled value is what is stored, and what people read for it.
type labelled struct{ value, text string }

var (
	payerTexts = []labelled{{"medicare", "Medicare"}, {"commercial", "Commercial"}, {"other", "Other"}}

	languageTexts = []labelled{
		{"", "As the practice"}, {"en", "English"}, {"es", "Spanish"}, {"ase", "American Sign Language"}, {"am", "Amharic"}, {"ar", "Arabic"},
		{"bn", "Bengali"}, {"my", "Burmese"}, {"yue", "Cantonese"}, {"zh", "Chinese"}, {"fa", "Persian"}, {"fr", "French"}, {"de", "German"},
		{"el", "Greek"}, {"gu", "Gujarati"}, {"ht", "Haitian Creole"}, {"he", "Hebrew"}, {"hi", "Hindi"}, {"hmn", "Hmong"}, {"it", "Italian"},
		{"ja", "Japanese"}, {"km", "Khmer"}, {"ko", "Korean"}, {"nv", "Navajo"}, {"ne", "Nepali"}, {"pl", "Polish"}, {"pt", "Portuguese"},
		{"pa", "Punjabi"}, {"ru", "Russian"}, {"so", "Somali"}, {"sw", "Swahili"}, {"tl", "Tagalog"}, {"th", "Thai"}, {"uk", "Ukrainian"},
		{"ur", "Urdu"}, {"vi", "Vietnamese"}, {"yi", "Yiddish"},
	}
)

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
func options(all []labelled, value string) []option {
	list := make([]option, 0, len(all)+1)
	selected := false
	for _, l := range all {
		list = append(list, option{l.value, l.text, l.value == value})
		selected = selected || l.value == value
	}
	if !selected && value != "" {
		list = append(list, option{value, value, true})
	}
	return list
}

// zoneTexts returns the zones to choose from; the first is the practice's.
func zoneTexts(practice string) []labelled {
	all := []labelled{{"", practice + " (practice)"}}
	for _, z := range clinic.Zones {
		all = append(all, labelled{z, z})
	}
	return all
}

// patientForm returns the form that holds v and what err says about it.
func (p *pages) patientForm(org *store.Org, v clinic.Patient, err error) patientForm {
	at := p.views.links.path
	f := patientForm{Org: org.ID(), Heading: "New patient", Action: at("/pm/patients/new"), Cancel: at("/pm/patients"), Summary: summaryOf(err)}
	if v.ID != "" {
		f.Cancel = at("/pm/patients/" + url.PathEscape(string(v.ID)))
		f.Heading, f.Action, f.Version = "Edit patient", f.Cancel+"/edit", v.Version
	}
	// Browsers keep what is typed into a field unless it is told not to.
	input := func(name, label, kind, value string, required bool) field {
		return field{Name: name, Label: label, Type: kind, Value: value, Error: messageFor(err, name), Required: required, Autocomplete: "off"}
	}
	f.Given = input("given", "Given name", "text", v.Given, true)
	f.Family = input("family", "Family name", "text", v.Family, true)
	f.Preferred = input("preferred", "Preferred name", "text", v.Preferred, false)
	f.MRN = input("mrn", "Medical record number (MRN)", "text", v.MRN, true)
	f.Born = input("born", "Date of birth", "date", string(v.Born), true)
	f.Phone = input("phone", "Phone", "tel", v.Phone, false)
	f.Email = input("email", "Email", "email", v.Email, false)
	f.Given.Autofocus = v.ID == "" && err == nil
	f.Preferred.Hint = "What they go by, when it is not the given name."
	f.Language = choice{Name: "language", Label: "Language", Error: messageFor(err, "language"), Options: options(languageTexts, v.Language)}
	f.TimeZone = choice{Name: "time_zone", Label: "Time zone", Error: messageFor(err, "time_zone"), Options: options(zoneTexts(org.Settings().TimeZone), v.TimeZone)}
	f.Payer = choice{Name: "payer_class", Label: "Payer", Error: messageFor(err, "payer_class"), Options: options(payerTexts, v.PayerClass), Required: true}
	return f
}

// compare notes at each field what is on file now when it is not what was
// typed.
func (f *patientForm) compare(typed, stored clinic.Patient) {
	f.Overtaken = true
	for _, c := range []struct {
		hint            *string
		typed, now, say string
	}{
		{&f.Given.Hint, typed.Given, stored.Given, stored.Given},
		{&f.Family.Hint, typed.Family, stored.Family, stored.Family},
		{&f.Preferred.Hint, typed.Preferred, stored.Preferred, stored.Preferred},
		{&f.MRN.Hint, typed.MRN, stored.MRN, stored.MRN},
		{&f.Born.Hint, string(typed.Born), string(stored.Born), dayText(stored.Born)},
		{&f.Phone.Hint, typed.Phone, stored.Phone, stored.Phone},
		{&f.Email.Hint, typed.Email, stored.Email, stored.Email},
		{&f.Language.Hint, typed.Language, stored.Language, textOf(languageTexts, stored.Language)},
		{&f.TimeZone.Hint, typed.TimeZone, stored.TimeZone, stored.TimeZone},
		{&f.Payer.Hint, typed.PayerClass, stored.PayerClass, textOf(payerTexts, stored.PayerClass)},
	} {
		switch {
		case c.typed == c.now:
		case c.say == "":
			*c.hint = "On file now: nothing."
		default:
			*c.hint = "On file now: " + c.say
		}
	}
}
