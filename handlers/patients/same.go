package patients

import (
	"net/http"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
)

// samePerson asks whether who was typed is one of those on file.
type samePerson struct {
	Typed  patientRow
	OnFile []patientRow
}

// showSame answers with what was typed and those of the same name and date of
// birth: one of them can be opened, or the new one created anyway.
func showSame(w http.ResponseWriter, r *web.Request, org *store.Org, typed clinic.Patient, same []clinic.Patient) error {
	f := newForm(r, org, typed, nil)
	f.Given.Autofocus = false
	today := label.Today(r, org)
	f.Same = &samePerson{Typed: rowOf(r, org, typed.Clean(), today)}
	for _, v := range same {
		f.Same.OnFile = append(f.Same.OnFile, rowOf(r, org, v, today))
	}
	return showForm(w, r, http.StatusConflict, f)
}
