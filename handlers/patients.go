package handlers

import (
	"net/http"
	"strings"

	"televisit/clinic"
	"televisit/store"
)

// patientsShown is how many patients are on one page of the list.
const patientsShown = 50

type patientsView struct {
	Search field
	List   patientsList
}

// patientsList is the part of the page that a search replaces.
type patientsList struct {
	Rows                     []patientRow
	Search                   string // what the rows were found by
	Count                    string // how many there are, in words
	Next                     string // id of the last row when there are more
	Later                    bool   // not the first page
	Lost                     bool   // the page that was asked for begins at nobody we know
	MayAdd, MayEdit, MayBook bool
}

type patientRow struct {
	ID                                        clinic.PatientID
	Name, Given, MRN, Born, Age, Phone, Payer string
}

var (
	patientsPage  = page[patientsView]{"patients/page"}
	patientsFound = part[patientsList]{"patients/found"}
)

// GET /pm/patients lists the patients by name, from after on.
func (p *pages) patients(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	return p.showPatients(w, r, org, "", r.FormValue("after"))
}

// POST /pm/patients/search answers the list of whom the words in q find.
// It is a POST so that what was typed is in no address and no history.
func (p *pages) searchPatients(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	return p.showPatients(w, r, org, strings.TrimSpace(r.PostFormValue("q")), r.PostFormValue("after"))
}

// GET /pm/patients/search is where a browser comes back to after a search.
func (p *pages) toPatients(w http.ResponseWriter, r *http.Request, _ *store.Org) error {
	http.Redirect(w, r, p.views.links.path("/pm/patients"), http.StatusSeeOther)
	return nil
}

func (p *pages) showPatients(w http.ResponseWriter, r *http.Request, org *store.Org, search, after string) error {
	list, err := p.listPatients(r, org, search, after)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost && isHTMX(r) {
		return patientsFound.render(w, p.views, http.StatusOK, list)
	}
	view := patientsView{List: list, Search: field{Name: "q", Label: p.t("Search"), Type: "search", Value: search,
		Placeholder: p.t("Patient’s name or MRN"), Autocomplete: "off"}}
	return patientsPage.render(w, p.views, http.StatusOK, p.frame(org, p.t("Patients"), "/pm/patients"), view)
}

// listPatients returns one page of the list. A page that begins at somebody
// who is no patient here is the first one instead.
func (p *pages) listPatients(r *http.Request, org *store.Org, search, after string) (patientsList, error) {
	f := store.PatientFilter{Search: search, After: store.PatientCursor{ID: clinic.PatientID(after)}, Limit: patientsShown}
	found, err := org.Patients(r.Context(), f)
	lost := after != "" && clinic.KindOf(err) == clinic.NotFound
	if lost {
		after, f.After = "", store.PatientCursor{}
		found, err = org.Patients(r.Context(), f)
	}
	if err != nil {
		return patientsList{}, err
	}
	may := org.Rights().May
	l := patientsList{Search: search, Later: after != "", Lost: lost, Count: p.patientCount(found, search, after),
		MayAdd: may(clinic.CreatePatients), MayEdit: may(clinic.EditPatients), MayBook: may(clinic.CreateAppointments)}
	today := clinic.DayIn(p.now(), org.Settings().Zone())
	for _, v := range found.Rows {
		l.Rows = append(l.Rows, p.patientRow(v, today))
	}
	if found.More {
		l.Next = string(found.Rows[len(found.Rows)-1].ID)
	}
	return l, nil
}

func (w *words) patientRow(v clinic.Patient, today clinic.Day) patientRow {
	row := patientRow{ID: v.ID, Name: v.Name(), MRN: v.MRN, Born: w.day(v.Born, "2 Jan 2006"), Age: w.age(v, today), Phone: v.Phone, Payer: textOf(w.said(payerTexts), v.PayerClass)}
	if v.Preferred != "" && v.Preferred != v.Given {
		row.Given = v.Given
	}
	return row
}

// patientCount says how many the list shows, of how many as far as it knows.
func (w *words) patientCount(l store.PatientList, search, after string) string {
	n := len(l.Rows)
	switch {
	case l.More && after != "":
		return w.t("The next %d patients, by family name", n)
	case l.More && search != "":
		return w.t("The first %d patients found, by family name", n)
	case l.More:
		return w.t("The first %d patients, by family name", n)
	case after != "":
		return w.n("The last %d patients, by family name", n)
	case n == 0 && search != "":
		return w.t("No patient found")
	case n == 0:
		return w.t("No patient")
	case search != "":
		return w.n("%d patients found", n)
	}
	return w.n("%d patients", n)
}
