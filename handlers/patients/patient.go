package patients

import (
	"html/template"
	"net/http"
	"strconv"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type patientView struct {
	ID                         clinic.PatientID
	Name, Born, Age, MRN       string
	Calls                      []callView
	Facts                      []ui.Fact
	AskGuardian                bool // of a child
	MayEdit, MayBook, MayMerge bool
	Errors                     ui.Summary
	Kept                       *keptView   // nil unless the record was merged
	Visits                     *visitsView // nil for those who may not see them
	WhoSaw                     string      // where it stands who looked at the patient, "" for those who may not know
}

// callView is a number that can be called.
type callView struct {
	Text, Number string
	Dial         template.URL
}

// keptView is the record that a merged one points to.
type keptView struct {
	Name, URL, Undo, Version string
}

var (
	patientPage     = ui.NewPage[patientView]("patients/patient-page")
	patientFormPage = ui.NewPage[patientForm]("patients/form-page")
)

// GET /pm/patients/{id} shows one patient.
func patient(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return showPatient(w, r, org, patientID(r), nil)
}

// showPatient answers with the page of a patient. cause is why something was not
// done with them.
func showPatient(w http.ResponseWriter, r *web.Request, org *store.Org, id clinic.PatientID, cause error) error {
	v, err := org.Patient(r.Context(), id)
	if err != nil {
		return err
	}
	org.NoteRead(r.Context(), "patient", string(id))
	today, may, code := label.Today(r, org), org.Rights().May, http.StatusOK
	if cause != nil {
		code = web.StatusOf(cause)
	}
	counts := v.MergedInto == ""
	view := patientView{ID: v.ID, Name: v.Name(), Facts: patientFacts(r, org, v, today), Errors: r.SummaryOf(cause),
		MayEdit: counts && may(clinic.EditPatients), MayBook: counts && may(clinic.CreateAppointments),
		MayMerge: counts && may(clinic.MergePatients)}
	view.Born, view.Age, view.MRN, view.Calls = r.Day(v.Born, "2 Jan 2006"), label.Age(r, v.Born, today), v.MRN, callsOf(r, org, v)
	view.AskGuardian = view.MayEdit && v.IsChild(today) && v.GuardianName == ""
	view.WhoSaw, _ = label.WhoSaw(r, org, "patient", string(v.ID))
	if view.Kept, err = keptOf(r, org, v); err != nil {
		return err
	}
	if view.Visits, err = visitsOf(r, org, v.ID); err != nil {
		return err
	}
	return patientPage.Render(w, r.Views, code, r.Frame(r.T("Patient"), label.Patients), view)
}

// keptOf returns the record that v was merged into, nil when it was not.
func keptOf(r *web.Request, org *store.Org, v clinic.Patient) (*keptView, error) {
	if v.MergedInto == "" {
		return nil, nil
	}
	kept, err := org.Patient(r.Context(), v.MergedInto)
	view := &keptView{Name: kept.Name(), URL: label.PatientPath(r, kept.ID), Version: strconv.FormatInt(v.Version, 10)}
	if org.Rights().May(clinic.MergePatients) {
		view.Undo = label.PatientPath(r, v.ID) + "/unmerge"
	}
	return view, err
}

// callsOf are the numbers to call about v.
func callsOf(r *web.Request, org *store.Org, v clinic.Patient) (all []callView) {
	add := func(text, number string) {
		if dial := label.Dial(number); dial != "" {
			all = append(all, callView{text, label.Phone(org, number), dial})
		}
	}
	add(r.T("Call"), v.Phone)
	add(r.T("Call guardian"), v.GuardianPhone)
	return all
}

// patientFacts are what is on file about v; one without a value is not.
func patientFacts(r *web.Request, org *store.Org, v clinic.Patient, today clinic.Day) []ui.Fact {
	all := []ui.Fact{
		{Name: r.T("Given name"), Value: v.Given},
		{Name: r.T("Family name"), Value: v.Family},
		{Name: r.T("Preferred name"), Value: v.Preferred},
		{Name: r.T("MRN"), Value: v.MRN},
		{Name: r.T("Born"), Value: r.Day(v.Born, "2 Jan 2006") + " · " + label.Age(r, v.Born, today)},
		{Name: r.T("Payer"), Value: label.Translated(r, label.Payers, v.PayerClass)},
		{Name: r.T("Phone"), Value: label.Phone(org, v.Phone), Dial: label.Dial(v.Phone)},
		{Name: r.T("Email"), Value: v.Email},
		{Name: r.T("Language"), Value: label.TextOf(translated(r, languageTexts), v.Language)},
		{Name: r.T("Time zone"), Value: label.TextOf(zoneTexts(r, org, v.TimeZone), v.TimeZone)},
	}
	return append(all, label.VisitFacts(r, org, v)...)
}

// GET /pm/patients/new
func newPatient(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return showForm(w, r, http.StatusOK, newForm(r, org, clinic.Patient{Once: store.NewID()}, nil))
}

// POST /pm/patients/new adds a patient and goes to its page.
func addPatient(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	typed := typedPatient(r)
	saved, same, err := addTyped(r, org, typed)
	if len(same) > 0 {
		return showSame(w, r, org, typed, same)
	}
	if web.IsForm(err) {
		return showForm(w, r, web.StatusOf(err), newForm(r, org, typed, err))
	}
	if err != nil {
		return err
	}
	return toPatient(w, r, saved.ID)
}

// addTyped adds a patient, unless there are such as may be the same person and
// the form does not say otherwise.
func addTyped(r *web.Request, org *store.Org, typed clinic.Patient) (saved clinic.Patient, same []clinic.Patient, err error) {
	typed.Once = web.Once(typed.Once, typed)
	if r.PostFormValue("same") == "no" {
		saved, err = org.AddPatient(r.Context(), typed)
		return saved, nil, err
	}
	return org.AddDistinctPatient(r.Context(), typed)
}

// GET /pm/patients/{id}/edit
func editPatient(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	v, err := org.Patient(r.Context(), patientID(r))
	if err != nil {
		return err
	}
	org.NoteRead(r.Context(), "patient", string(v.ID))
	return showForm(w, r, http.StatusOK, newForm(r, org, v, nil))
}

// POST /pm/patients/{id}/edit changes a patient that was seen at version.
func changePatient(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	typed := typedPatient(r)
	typed.ID, typed.Version = patientID(r), versionOf(r)
	_, err := org.ChangePatient(r.Context(), typed.Version, typed)
	switch clinic.KindOf(err) {
	case clinic.Invalid:
		return showForm(w, r, http.StatusUnprocessableEntity, newForm(r, org, typed, err))
	case clinic.Conflict:
		return showNewer(w, r, org, typed)
	}
	if err != nil {
		return err
	}
	return toPatient(w, r, typed.ID)
}

// showNewer shows what was typed beside what somebody else saved meanwhile.
// The form then holds the newer version, so that saving again is a choice.
func showNewer(w http.ResponseWriter, r *web.Request, org *store.Org, typed clinic.Patient) error {
	stored, err := org.Patient(r.Context(), typed.ID)
	if err != nil {
		return err
	}
	typed.Version = stored.Version
	f := newForm(r, org, typed, nil)
	compare(r, &f, typed.Clean(), stored)
	return showForm(w, r, http.StatusConflict, f)
}

func toPatient(w http.ResponseWriter, r *web.Request, id clinic.PatientID) error {
	r.Redirect(w, r.Path("/pm/patients/"+string(id)))
	return nil
}

func showForm(w http.ResponseWriter, r *web.Request, code int, f patientForm) error {
	return patientFormPage.Render(w, r.Views, code, r.Frame(f.Heading, label.Patients), f)
}

func patientID(r *web.Request) clinic.PatientID { return clinic.PatientID(mux.Vars(r.Request)["id"]) }

// typedPatient returns what the form holds. ID and Version are not in it.
func typedPatient(r *web.Request) clinic.Patient {
	v := r.PostFormValue
	return clinic.Patient{Given: v("given"), Family: v("family"), Preferred: v("preferred"), MRN: v("mrn"), Born: clinic.Day(v("born")),
		Phone: v("phone"), Email: v("email"), Language: v("language"), TimeZone: v("time_zone"), PayerClass: v("payer_class"),
		Interpreter: v("interpreter") == "yes", InterpreterLanguage: v("interpreter_language"), GuardianName: v("guardian_name"),
		GuardianPhone: v("guardian_phone"), Once: v(web.OnceField)}
}
