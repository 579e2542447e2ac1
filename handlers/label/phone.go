package label

import (
	"cmp"
	"html/template"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"televisit/clinic"
	"televisit/store"
	"televisit/web/ui"
)

// Dial returns the link that dials a number as it was typed, "" when nothing
// could.
func Dial(typed string) template.URL { return ui.SafeLink(clinic.PhoneLink(typed)) }

// Phone returns a number as people of the practice write it: as within their country
// if it is of that, else with its country. What is no whole number stays as it was
// typed.
func Phone(org *store.Org, typed string) string { return phoneIn(org.Settings().Country(), typed) }

// phoneIn is Phone for a country by its code; "" is the United States, as for who
// types a number without one.
func phoneIn(country, typed string) string {
	link := clinic.PhoneLink(typed)
	if !strings.HasPrefix(link, "tel:+") {
		return typed
	}
	number, err := phonenumbers.Parse(link, "")
	if err != nil || !phonenumbers.IsPossibleNumber(number) {
		return typed
	}
	if int(number.GetCountryCode()) == phonenumbers.GetCountryCodeForRegion(cmp.Or(country, clinic.UnitedStates)) {
		return phonenumbers.Format(number, phonenumbers.NATIONAL)
	}
	return phonenumbers.Format(number, phonenumbers.INTERNATIONAL)
}
