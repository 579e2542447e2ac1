package appointments

import (
	"strings"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// A newPatient is what was typed of a caller who is not on file.
type newPatient struct{ Given, Family, Born, Phone string }

func readNewPatient(text func(field string) string) newPatient {
	return newPatient{text("given"), text("family"), text("born"), text("phone")}
}

// wish returns the patient that p is to be, nil when nothing was typed.
func (p newPatient) wish(distinct bool) *clinic.NewPatient {
	if p == (newPatient{}) {
		return nil
	}
	return &clinic.NewPatient{Distinct: distinct, Patient: clinic.Patient{Given: p.Given, Family: p.Family, Born: clinic.Day(p.Born),
		Phone: p.Phone, PayerClass: clinic.PayerUnknown}}
}

// check returns Invalid, naming each field of a new patient that cannot be saved.
func check(p *clinic.NewPatient, today clinic.Day) error {
	if p == nil {
		return nil
	}
	v := p.Clean()
	v.MRN = "0" // the practice's next is given when it is saved
	return v.Check(today)
}

// guess returns what somebody who looked for a text, and found nobody, would type of
// a new patient: the date of birth, a phone number, or a name with the family name
// last.
func guess(search string) (p newPatient) {
	if day, err := clinic.ParseDay(search); err == nil {
		p.Born = string(day)
		return p
	}
	if _, isPhone := clinic.ParsePhone(search); isPhone {
		p.Phone = search
		return p
	}
	if strings.ContainsAny(search, "0123456789") {
		return p
	}
	names := strings.Fields(search)
	if family, given, found := strings.Cut(search, ","); found {
		return newPatient{Given: strings.TrimSpace(given), Family: strings.TrimSpace(family)}
	}
	if n := len(names); n > 0 {
		p.Given, p.Family = strings.Join(names[:n-1], " "), names[n-1]
	}
	return p
}

// newIsGuess reports whether nobody typed a new patient: there is none, or the one
// guessed from the search.
func (f bookingForm) newIsGuess() bool { return f.New == (newPatient{}) || f.New == guess(f.Searched) }

// newPatientView is where a caller who is not on file is typed.
type newPatientView struct {
	Open                       bool // shown, not folded
	Family, Given, Born, Phone ui.Field
}

// viewOfNew returns the fields of a new patient, nil for those who may not add one.
// nobody says that a search found none.
func viewOfNew(r *web.Request, org *store.Org, f bookingForm, nobody bool, err error) *newPatientView {
	if !org.Rights().May(clinic.CreatePatients) {
		return nil
	}
	p := f.New
	v := newPatientView{Open: nobody || p != (newPatient{})}
	if nobody && p == (newPatient{}) {
		p = guess(f.Find)
	}
	input := func(name, text, kind, value string) ui.Field {
		field := ui.Field{Name: name, Label: r.T(text), Type: kind, Value: value, Error: r.MessageFor(err, name), Autocomplete: "off"}
		v.Open = v.Open || field.Error != ""
		return field
	}
	v.Family = input("family", "Family name", "text", p.Family)
	v.Given = input("given", "Given name", "text", p.Given)
	v.Born = input("born", "Date of birth", "date", p.Born)
	v.Phone = input("phone", "Phone", "tel", p.Phone)
	v.Born.Required = true
	return &v
}

// sameChoice asks whether the new patient is one of same, nil when there is none.
func sameChoice(r *web.Request, org *store.Org, same []clinic.Patient) *ui.Choice {
	if len(same) == 0 {
		return nil
	}
	c := &ui.Choice{Name: "same", Label: r.T("Is this the same person?"), Required: true,
		Hint: r.T("Somebody of this name and date of birth is on file. Nothing was saved yet.")}
	for _, p := range same {
		c.Options = append(c.Options, ui.Option{Value: string(p.ID), Text: r.T("Book for %s", patientOption(r, org, p).Text)})
	}
	c.Options = append(c.Options, ui.Option{Value: "no", Text: r.T("Somebody else: put a new patient on file")})
	return c
}
