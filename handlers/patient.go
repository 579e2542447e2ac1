package handlers

import (
	"net/http"
	"strconv"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/store"
)

type patientView struct {
	ID               clinic.PatientID
	Name             string
	Facts            []fact
	MayEdit, MayBook bool
}

var (
	patientPage     = page[patientView]{"patients/patient-page"}
	patientFormPage = page[patientForm]{"patients/form-page"}
)

// GET /pm/patients/{id} shows one patient.
func (p *pages) patient(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	v, err := org.Patient(r.Context(), patientID(r))
	if err != nil {
		return err
	}
	set := org.Settings()
	view := patientView{ID: v.ID, Name: v.Name(), Facts: p.patientFacts(v, clinic.DayIn(p.now(), set.Zone()), set.TimeZone),
		MayEdit: org.Rights().May(clinic.EditPatients), MayBook: org.Rights().May(clinic.CreateAppointments)}
	return patientPage.render(w, p.views, http.StatusOK, p.frame(org, p.t("Patient"), "/pm/patients"), view)
}

// patientFacts are what is on file about v; one without a value is not.
func (w *words) patientFacts(v clinic.Patient, today clinic.Day, practice string) []fact {
	return []fact{
		{Name: w.t("Given name"), Value: v.Given}, {Name: w.t("Family name"), Value: v.Family}, {Name: w.t("Preferred name"), Value: v.Preferred},
		{Name: w.t("MRN"), Value: v.MRN}, {Name: w.t("Born"), Value: w.day(v.Born, "2 Jan 2006") + " · " + w.age(v, today)}, {Name: w.t("Payer"), Value: textOf(w.said(payerTexts), v.PayerClass)},
		{Name: w.t("Phone"), Value: v.Phone}, {Name: w.t("Email"), Value: v.Email}, {Name: w.t("Language"), Value: textOf(w.said(languageTexts), v.Language)}, {Name: w.t("Time zone"), Value: textOf(w.zoneTexts(practice), v.TimeZone)},
	}
}

// GET /pm/patients/new
func (p *pages) newPatient(w http.ResponseWriter, _ *http.Request, org *store.Org) error {
	return p.showPatientForm(w, org, http.StatusOK, p.patientForm(org, clinic.Patient{}, nil))
}

// POST /pm/patients/new adds a patient and goes to its page.
func (p *pages) addPatient(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	typed := typedPatient(r)
	saved, err := org.AddPatient(r.Context(), typed)
	if isForm(err) {
		return p.showPatientForm(w, org, codes[clinic.KindOf(err)], p.patientForm(org, typed, err))
	}
	if err != nil {
		return err
	}
	return p.toPatient(w, r, saved.ID)
}

// GET /pm/patients/{id}/edit
func (p *pages) editPatient(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	v, err := org.Patient(r.Context(), patientID(r))
	if err != nil {
		return err
	}
	return p.showPatientForm(w, org, http.StatusOK, p.patientForm(org, v, nil))
}

// POST /pm/patients/{id}/edit changes a patient that was seen at version.
func (p *pages) changePatient(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	typed := typedPatient(r)
	typed.ID = patientID(r)
	if n, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64); err == nil {
		typed.Version = n // without one, no version is the right one
	}
	_, err := org.ChangePatient(r.Context(), typed.Version, typed)
	switch clinic.KindOf(err) {
	case clinic.Invalid:
		return p.showPatientForm(w, org, http.StatusUnprocessableEntity, p.patientForm(org, typed, err))
	case clinic.Conflict:
		return p.overtaken(w, r, org, typed)
	}
	if err != nil {
		return err
	}
	return p.toPatient(w, r, typed.ID)
}

// overtaken shows what was typed beside what somebody else saved meanwhile.
// The form then holds the newer version, so that saving again is a choice.
func (p *pages) overtaken(w http.ResponseWriter, r *http.Request, org *store.Org, typed clinic.Patient) error {
	stored, err := org.Patient(r.Context(), typed.ID)
	if err != nil {
		return err
	}
	typed.Version = stored.Version
	f := p.patientForm(org, typed, nil)
	p.compare(&f, typed.Clean(), stored)
	return p.showPatientForm(w, org, http.StatusConflict, f)
}

func (p *pages) toPatient(w http.ResponseWriter, r *http.Request, id clinic.PatientID) error {
	http.Redirect(w, r, p.views.links.path("/pm/patients/"+string(id)), http.StatusSeeOther)
	return nil
}

func (p *pages) showPatientForm(w http.ResponseWriter, org *store.Org, code int, f patientForm) error {
	return patientFormPage.render(w, p.views, code, p.frame(org, f.Heading, "/pm/patients"), f)
}

func patientID(r *http.Request) clinic.PatientID { return clinic.PatientID(mux.Vars(r)["id"]) }

// typedPatient returns what the form holds. ID and Version are not in it.
func typedPatient(r *http.Request) clinic.Patient {
	v := r.PostFormValue
	return clinic.Patient{Given: v("given"), Family: v("family"), Preferred: v("preferred"), MRN: v("mrn"), Born: clinic.Day(v("born")),
		Phone: v("phone"), Email: v("email"), Language: v("language"), TimeZone: v("time_zone"), PayerClass: v("payer_class")}
}

// age returns how old a patient is on today.
func (w *words) age(v clinic.Patient, today clinic.Day) string {
	n := v.Age(today)
	if n == 0 {
		return w.t("under 1 year")
	}
	return w.n("%d years", n)
}
