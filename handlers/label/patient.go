package label

import (
	"televisit/clinic"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// A Labelled value is what is stored, and what people read for it.
type Labelled struct{ Value, Text string }

// Languages are those that patients speak.
var Languages = []Labelled{
	{"en", "English"}, {"es", "Spanish"}, {"ase", "American Sign Language"}, {"am", "Amharic"}, {"ar", "Arabic"}, {"bn", "Bengali"},
	{"my", "Burmese"}, {"yue", "Cantonese"}, {"zh", "Chinese"}, {"fa", "Persian"}, {"fr", "French"}, {"de", "German"}, {"el", "Greek"},
	{"gu", "Gujarati"}, {"ht", "Haitian Creole"}, {"he", "Hebrew"}, {"hi", "Hindi"}, {"hmn", "Hmong"}, {"it", "Italian"},
	{"ja", "Japanese"}, {"km", "Khmer"}, {"ko", "Korean"}, {"nv", "Navajo"}, {"ne", "Nepali"}, {"pl", "Polish"}, {"pt", "Portuguese"},
	{"pa", "Punjabi"}, {"ru", "Russian"}, {"so", "Somali"}, {"sw", "Swahili"}, {"tl", "Tagalog"}, {"th", "Thai"}, {"uk", "Ukrainian"},
	{"ur", "Urdu"}, {"vi", "Vietnamese"}, {"yi", "Yiddish"},
}

// TextOf returns what people read for value, and value itself when nobody has
// said.
func TextOf(all []Labelled, value string) string {
	for _, l := range all {
		if l.Value == value {
			return l.Text
		}
	}
	return value
}

// Interpreter returns which interpreter p needs, "" for none.
func Interpreter(r *web.Request, p clinic.Patient) string {
	if !p.Interpreter {
		return ""
	}
	return r.T(TextOf(Languages, p.SpokenLanguage()))
}

// VisitFacts are what decides a visit of p, as far as there is something.
func VisitFacts(r *web.Request, org *store.Org, p clinic.Patient) (all []ui.Fact) {
	if language := Interpreter(r, p); language != "" {
		all = append(all, ui.Fact{Name: r.T("Interpreter"), Value: language})
	}
	if p.GuardianName != "" {
		all = append(all, ui.Fact{Name: r.T("Guardian"), Value: p.GuardianName})
	}
	if p.GuardianPhone != "" {
		all = append(all, ui.Fact{Name: r.T("Guardian’s phone"), Value: Phone(org, p.GuardianPhone), Dial: Dial(p.GuardianPhone)})
	}
	return all
}

// Age returns how old who was born on a day is on today: in months before the second
// birthday.
func Age(r *web.Request, born, today clinic.Day) string {
	if months := (clinic.Patient{Born: born}).AgeMonths(today); months >= 24 {
		return r.N("%d years", clinic.Patient{Born: born}.Age(today))
	}
	return ShortAge(r, born, today)
}

// ShortAge is Age with the years as a number alone.
func ShortAge(r *web.Request, born, today clinic.Day) string {
	p := clinic.Patient{Born: born}
	switch months := p.AgeMonths(today); {
	case months == 0:
		return r.T("under 1 month")
	case months < 24:
		return r.N("%d months", months)
	}
	return r.Number(int64(p.Age(today)))
}
