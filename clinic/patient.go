package clinic

import (
	"cmp"
	"net/mail"
	"slices"
	"strings"
	"time"
)

// PayerClasses are who pays, as far as a billing rule cares.
var PayerClasses = []string{"medicare", "commercial", "other", PayerUnknown}

// PayerUnknown is the class of whoever has not said yet who pays: no rule speaks of it.
const PayerUnknown = "unknown"

// A Patient is one patient of one org.
type Patient struct {
	ID                 PatientID
	MRN                string // medical record number, unique in the org
	Given, Family      string
	Preferred          string // the name they go by, "" when none
	Born               Day
	Phone, Email       string
	Language, TimeZone string // BCP 47 tag, IANA name; "" when the org's
	PayerClass         string // one of PayerClasses
	Interpreter        bool   // one is needed at a visit
	// InterpreterLanguage is a BCP 47 tag, "" when no interpreter is needed.
	InterpreterLanguage         string
	GuardianName, GuardianPhone string    // of whoever decides for a child
	MergedInto                  PatientID // the record that is kept for the same person; "" for one that counts
	CreatedAt                   time.Time
	Version                     int64
	Once                        string // the same for a second send of the form that made it, "" when there is no telling
}

// Name returns the name the desk says: preferred before given, then family.
func (p Patient) Name() string {
	first := p.Given
	if p.Preferred != "" {
		first = p.Preferred
	}
	return strings.TrimSpace(first + " " + p.Family)
}

// Age returns how many years old the patient is on today: who is born on 29
// February is a year older on 1 March. It returns 0 when the date of birth is
// no date or still to come.
func (p Patient) Age(today Day) int {
	born, err := time.Parse(time.DateOnly, string(p.Born))
	now, err2 := time.Parse(time.DateOnly, string(today))
	if err != nil || err2 != nil {
		return 0
	}
	years := now.Year() - born.Year()
	if now.Month() < born.Month() || now.Month() == born.Month() && now.Day() < born.Day() {
		years--
	}
	return max(0, years)
}

// AgeMonths is Age in months: who is born on the 31st is a month older on the
// first day after a month without one.
func (p Patient) AgeMonths(today Day) int {
	born, err := time.Parse(time.DateOnly, string(p.Born))
	now, err2 := time.Parse(time.DateOnly, string(today))
	if err != nil || err2 != nil {
		return 0
	}
	months := 12*(now.Year()-born.Year()) + int(now.Month()) - int(born.Month())
	if now.Day() < born.Day() {
		months--
	}
	return max(0, months)
}

// IsChild reports whether somebody else decides for p on today.
func (p Patient) IsChild(today Day) bool { return p.Born != "" && p.Age(today) < 18 }

// SpokenLanguage returns what an interpreter of p speaks: what was said for
// interpreters, else the patient's language.
func (p Patient) SpokenLanguage() string { return cmp.Or(p.InterpreterLanguage, p.Language) }

// Clean returns p with its texts trimmed.
func (p Patient) Clean() Patient {
	for _, t := range []*string{&p.MRN, &p.Given, &p.Family, &p.Preferred, &p.Email, &p.Language, &p.TimeZone, &p.InterpreterLanguage,
		&p.GuardianName} {
		*t = strings.TrimSpace(*t)
	}
	for _, t := range []*string{&p.Phone, &p.GuardianPhone} {
		*t = cleanPhone(*t)
	}
	if !p.Interpreter {
		p.InterpreterLanguage = ""
	}
	return p
}

// Check returns an Invalid error that names every field that cannot be
// saved. today is the day it is at the practice.
func (p Patient) Check(today Day) error {
	var e Problems
	text := func(field string, name Translatable, v string, most int, needed bool) {
		switch {
		case needed && ShowsNothing(v):
			e.Add(field, "Enter the %s.", name)
		case len([]rune(v)) > most:
			e.Add(field, "The %s may have up to %d characters.", name, most)
		case strings.ContainsFunc(v, isUnseen) || v != "" && ShowsNothing(v):
			e.Add(field, "The %s holds characters that nobody can see. Type it anew.", name)
		}
	}
	phone := func(field, v string) {
		if _, ok := ParsePhone(v); v != "" && !ok {
			e.Add(field, "Enter a phone number in digits, with an extension as in x12 if there is one. Letters cannot be dialled.")
		}
	}
	if ShowsNothing(p.Given) && ShowsNothing(p.Family) {
		e.Add("given", "Enter a given or a family name.")
		e.Add("family", "Enter a given or a family name.")
	}
	text("given", "given name", p.Given, 100, false)
	text("family", "family name", p.Family, 100, false)
	text("preferred", "preferred name", p.Preferred, 100, false)
	text("mrn", "medical record number", p.MRN, 40, true)
	text("phone", "phone number", p.Phone, 40, false)
	text("email", "email address", p.Email, 254, false)
	text("language", "language", p.Language, 35, false)
	text("guardian_name", "name of the guardian", p.GuardianName, 100, false)
	text("guardian_phone", "phone number", p.GuardianPhone, 40, false)
	if p.Born == "" {
		e.Add("born", "Enter the date of birth.")
	} else if born, err := ParseDay(string(p.Born)); err != nil {
		e.Add("born", "Enter the date of birth as YYYY-MM-DD.")
	} else if born > today || born < "1880-01-01" {
		e.Add("born", "The date of birth cannot be %s.", born)
	}
	if p.Email != "" && !isEmail(p.Email) {
		e.Add("email", "Enter an email address like name@example.org.")
	}
	phone("phone", p.Phone)
	phone("guardian_phone", p.GuardianPhone)
	if p.Language != "" && !isLanguage(p.Language) {
		e.Add("language", "Choose a language from the list.")
	}
	if p.Interpreter && !isLanguage(p.SpokenLanguage()) {
		e.Add("interpreter_language", "Choose the language of the interpreter.")
	}
	if p.TimeZone != "" && !KnownZone(p.TimeZone) {
		e.Add("time_zone", "Choose a time zone from the list.")
	}
	if !slices.Contains(PayerClasses, p.PayerClass) {
		e.Add("payer_class", "Choose who pays.")
	}
	return e.Err()
}

func isEmail(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text
}

// isLanguage reports whether text has the form of a BCP 47 tag, as in "es" or
// "zh-Hant".
func isLanguage(text string) bool {
	for i, part := range strings.Split(text, "-") {
		if len(part) == 0 || len(part) > 8 || i == 0 && (len(part) < 2 || strings.ContainsAny(part, "0123456789")) {
			return false
		}
		for _, c := range part {
			if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}
