package label

import (
	"html/template"

	"televisit/clinic"
	"televisit/web/ui"
)

// Dial returns the link that dials a number as it was typed, "" when nothing
// could.
func Dial(typed string) template.URL { return ui.SafeLink(clinic.PhoneLink(typed)) }
