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
	payerTexts = []labelled{{"medicare", "Medicare"}, {"commercial", "Commercial"}, {"other", "Other|payer"}}

	languageTexts = []labelled{
		{"", "As the practice"}, {"en", "English"}, {"es", "Spanish"}, {"ase", "American Sign Language"}, {"am", "Amharic"}, {"ar", "Arabic"},
		{"bn", "Bengali"}, {"my", "Burmese"}, {"yue", "Cantonese"}, {"zh", "Chinese"}, {"fa", "Persian"}, {"fr", "French"}, {"de", "German"},
		{"el", "Greek"}, {"gu", "Gujarati"}, {"ht", "Haitian Creole"}, {"he", "Hebrew"}, {"hi", "Hindi"}, {"hmn", "Hmong"}, {"it", "Italian"},
		{"ja", "Japanese"}, {"km", "Khmer"}, {"ko", "Korean"}, {"nv", "Navajo"}, {"ne", "Nepali"}, {"pl", "Polish"}, {"pt", "Portuguese"},
		{"pa", "Punjabi"}, {"ru", "Russian"}, {"so", "Somali"}, {"sw", "Swahili"}, {"tl", "Tagalog"}, {"th", "Thai"}, {"uk", "Ukrainian"},
		{"ur", "Urdu"}, {"vi", "Vietnamese"}, {"yi", "Yiddish"},
	}
)

// said returns all with their texts in the language of w.
func (w *words) said(all []labelled) []labelled {
	said := make([]labelled, len(all))
	for i, l := range all {
		said[i] = labelled{l.value, w.t(l.text)}
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
func (w *words) zoneTexts(practice string) []labelled {
	all := []labelled{{"", w.t("%s (practice)", practice)}}
	for _, z := range clinic.Zones {
		all = append(all, labelled{z, z})
	}
	return all
}

// patientForm returns the form that holds v and what err says about it.
func (p *pages) patientForm(org *store.Org, v clinic.Patient, err error) patientForm {
	at := p.views.links.path
	f := patientForm{Org: org.ID(), Heading: p.t("New patient"), Action: at("/pm/patients/new"), Cancel: at("/pm/patients"), Summary: p.summaryOf(err)}
	if v.ID != "" {
		f.Cancel = at("/pm/patients/" + url.PathEscape(string(v.ID)))
		f.Heading, f.Action, f.Version = p.t("Edit patient"), f.Cancel+"/edit", v.Version
	}
	// Browsers keep what is typed into a field unless it is told not to.
	input := func(name, label, kind, value string, required bool) field {
		return field{Name: name, Label: label, Type: kind, Value: value, Error: p.messageFor(err, name), Required: required, Autocomplete: "off"}
	}
	f.Given = input("given", p.t("Given name"), "text", v.Given, true)
	f.Family = input("family", p.t("Family name"), "text", v.Family, true)
	f.Preferred = input("preferred", p.t("Preferred name"), "text", v.Preferred, false)
	f.MRN = input("mrn", p.t("Medical record number (MRN)"), "text", v.MRN, true)
	f.Born = input("born", p.t("Date of birth"), "date", string(v.Born), true)
	f.Phone = input("phone", p.t("Phone"), "tel", v.Phone, false)
	f.Email = input("email", p.t("Email"), "email", v.Email, false)
	f.Given.Autofocus = v.ID == "" && err == nil
	f.Preferred.Hint = p.t("What they go by, when it is not the given name.")
	f.Language = choice{Name: "language", Label: p.t("Language"), Error: p.messageFor(err, "language"), Options: options(p.said(languageTexts), v.Language)}
	f.TimeZone = choice{Name: "time_zone", Label: p.t("Time zone"), Error: p.messageFor(err, "time_zone"), Options: options(p.zoneTexts(org.Settings().TimeZone), v.TimeZone)}
	f.Payer = choice{Name: "payer_class", Label: p.t("Payer"), Error: p.messageFor(err, "payer_class"), Options: options(p.said(payerTexts), v.PayerClass), Required: true}
	return f
}

// compare notes at each field what is on file now when it is not what was
// typed.
func (p *pages) compare(f *patientForm, typed, stored clinic.Patient) {
	f.Overtaken = true
	for _, c := range []struct {
		hint            *string
		typed, now, say string
	}{
		{&f.Given.Hint, typed.Given, stored.Given, stored.Given},
		{&f.Family.Hint, typed.Family, stored.Family, stored.Family},
		{&f.Preferred.Hint, typed.Preferred, stored.Preferred, stored.Preferred},
		{&f.MRN.Hint, typed.MRN, stored.MRN, stored.MRN},
		{&f.Born.Hint, string(typed.Born), string(stored.Born), p.day(stored.Born, "2 Jan 2006")},
		{&f.Phone.Hint, typed.Phone, stored.Phone, stored.Phone},
		{&f.Email.Hint, typed.Email, stored.Email, stored.Email},
		{&f.Language.Hint, typed.Language, stored.Language, textOf(p.said(languageTexts), stored.Language)},
		{&f.TimeZone.Hint, typed.TimeZone, stored.TimeZone, stored.TimeZone},
		{&f.Payer.Hint, typed.PayerClass, stored.PayerClass, textOf(p.said(payerTexts), stored.PayerClass)},
	} {
		switch {
		case c.typed == c.now:
		case c.say == "":
			*c.hint = p.t("On file now: nothing.")
		default:
			*c.hint = p.t("On file now: %s", c.say)
		}
	}
}
