package patients

import (
	"html/template"
	"net/http"
	"strings"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// patientsShown is how many patients are on one page of the list.
const patientsShown = 50

type patientsView struct {
	Search ui.Field
	List   patientsList
}

// patientsList is the part of the page that a search replaces.
type patientsList struct {
	Rows                     []patientRow
	Search                   string // what the rows were found by
	Count                    string // how many there are, in words
	Next                     string // where further ones begin, "" when there are none
	Later                    bool   // not the first page
	Lost                     bool   // the page that was asked for begins at nobody we know
	MayAdd, MayEdit, MayBook bool
}

type patientRow struct {
	ID                                        clinic.PatientID
	Name, Given, MRN, Born, Age, Phone, Payer string
	Dial                                      template.URL // of the phone
}

var (
	listPage  = ui.NewPage[patientsView]("patients/page")
	foundPart = ui.NewPart[patientsList]("patients/found")
)

// GET /pm/patients lists the patients by name, from after on.
func list(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return showList(w, r, org, "", r.FormValue("after"))
}

// POST /pm/patients/search answers the list of whom the words in q find.
// It is a POST so that what was typed is in no address and no history.
func search(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return showList(w, r, org, strings.TrimSpace(r.PostFormValue("q")), r.PostFormValue("after"))
}

// GET /pm/patients/search is where a browser comes back to after a search.
func backToList(w http.ResponseWriter, r *web.Request, _ *store.Org) error {
	r.Redirect(w, r.Path(label.Patients))
	return nil
}

func showList(w http.ResponseWriter, r *web.Request, org *store.Org, search, after string) error {
	found, err := listPatients(r, org, search, after)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost && r.IsHTMX() {
		return foundPart.Render(w, r.Views, http.StatusOK, found)
	}
	view := patientsView{List: found, Search: ui.Field{Name: "q", Label: r.T("Search"), Type: "search", Value: search,
		Placeholder: r.T("Name, MRN, phone or date of birth"), Autocomplete: "off"}}
	return listPage.Render(w, r.Views, http.StatusOK, r.Frame(r.T("Patients"), label.Patients), view)
}

// listPatients returns one page of the list. A page that begins at somebody
// who is no patient here is the first one instead.
func listPatients(r *web.Request, org *store.Org, search, after string) (patientsList, error) {
	f := store.PatientFilter{Search: search, Locale: r.Lang(), After: after, Limit: patientsShown}
	found, err := org.Patients(r.Context(), f)
	lost := after != "" && clinic.KindOf(err) == clinic.NotFound
	if lost {
		after, f.After = "", ""
		found, err = org.Patients(r.Context(), f)
	}
	if err != nil {
		return patientsList{}, err
	}
	may := org.Rights().May
	l := patientsList{Search: search, Later: after != "", Lost: lost, Next: found.Next, Count: patientCount(r, found, search, after),
		MayAdd: may(clinic.CreatePatients), MayEdit: may(clinic.EditPatients), MayBook: may(clinic.CreateAppointments)}
	today := clinic.DayIn(r.Now(), org.Settings().Zone())
	for _, v := range found.Rows {
		l.Rows = append(l.Rows, rowOf(r, org, v, today))
	}
	return l, nil
}

func rowOf(r *web.Request, org *store.Org, v clinic.Patient, today clinic.Day) patientRow {
	row := patientRow{ID: v.ID, Name: v.Name(), MRN: v.MRN, Born: r.Day(v.Born, "2 Jan 2006"), Age: label.Age(r, v.Born, today),
		Phone: label.Phone(org, v.Phone), Dial: label.Dial(v.Phone), Payer: label.Translated(r, label.Payers, v.PayerClass)}
	if v.Preferred != "" && v.Preferred != v.Given {
		row.Given = v.Given
	}
	return row
}

// patientCount says how many the list shows, of how many as far as it knows.
func patientCount(r *web.Request, l store.PatientList, search, after string) string {
	n := len(l.Rows)
	switch {
	case l.More && after != "":
		return r.T("The next %d patients, by family name", n)
	case l.More && search != "":
		return r.T("The first %d patients found, by family name", n)
	case l.More:
		return r.T("The first %d patients, by family name", n)
	case after != "":
		return r.N("The last %d patients, by family name", n)
	case n == 0 && search != "":
		return r.T("No patient found")
	case n == 0:
		return r.T("No patient")
	case search != "":
		return r.N("%d patients found", n)
	}
	return r.N("%d patients", n)
}
