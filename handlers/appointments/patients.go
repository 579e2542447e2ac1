package appointments

import (
	"net/http"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// patientsOffered is how many patients the form offers at once.
const patientsOffered = 50

// patientPick is the choice of the patient, and what was looked for.
type patientPick struct {
	Choice   ui.Choice
	Searched string // the search that the options answer
	Status   string // how many there are, "" when nothing need be said
	Auto     string // who is chosen because nobody else was found
	New      *newPatientView
}

var patientPickPart = ui.NewPart[patientPick]("appointments/patients")

// POST /pm/appointments/patients answers the choice of the patient for the
// form that was sent. It is no GET: addresses are written to disk.
func choosePatient(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	f := readBooking(r)
	view, err := patientsToChoose(r, org, f, f.Version == 0, nil)
	if err != nil {
		return err
	}
	return patientPickPart.Render(w, r.Views, http.StatusOK, view)
}

// patientsToChoose returns the patients that f looks for, and where a new one is typed
// if f is for one. Whoever was chosen before stays so; the only one found is chosen.
func patientsToChoose(r *web.Request, org *store.Org, f bookingForm, isNew bool, cause error) (patientPick, error) {
	ctx := r.Context()
	l, err := org.Patients(ctx, store.PatientFilter{Search: f.Find, Locale: r.Lang(), Limit: patientsOffered})
	if err != nil {
		return patientPick{}, err
	}
	view := patientPick{Searched: f.Find, Status: matchText(r, f.Find, l)}
	if f.newIsGuess() {
		f.New = newPatient{}
	}
	if f.Patient == f.Auto {
		f.Patient = ""
	}
	if f.Patient == "" && f.Find != "" && len(l.Rows) == 1 && f.New == (newPatient{}) {
		f.Patient = string(l.Rows[0].ID)
		view.Auto = f.Patient
	}
	if isNew {
		view.New = viewOfNew(r, org, f, f.Find != "" && len(l.Rows) == 0, cause)
	}
	view.Choice = ui.Choice{Name: "patient_id", Label: r.T("Patient"), Required: view.New == nil || !view.New.Open,
		Error: r.MessageFor(cause, "patient_id")}
	listed := false
	for _, t := range l.Rows {
		view.Choice.Options = append(view.Choice.Options, patientOption(r, org, t))
		if string(t.ID) == f.Patient {
			listed, view.Choice.Hint = true, whereHint(r, org, t, f)
		}
	}
	if !listed && f.Patient != "" {
		chosen, err := org.Patient(ctx, clinic.PatientID(f.Patient))
		switch {
		case err == nil && chosen.MergedInto == "":
			view.Choice.Options = append([]ui.Option{patientOption(r, org, chosen)}, view.Choice.Options...)
			view.Choice.Hint = whereHint(r, org, chosen, f)
		case err != nil && clinic.KindOf(err) != clinic.NotFound:
			return view, err
		}
	}
	view.Choice.Choose(f.Patient, r.T("Choose a patient"))
	return view, nil
}

func matchText(r *web.Request, search string, l store.PatientList) string {
	switch n := len(l.Rows); {
	case l.More && search == "":
		return r.T("These are the first %d patients. Find others by name, MRN, phone or date of birth.", n)
	case l.More:
		return r.T("More than %d patients match; these are the first. Type more of the name.", n)
	case search == "" && n == 0:
		return r.T("There are no patients yet.")
	case search == "":
		return ""
	case n == 0:
		return r.T("No patient matches. Type the beginning of a name or of the MRN, the end of the phone number, or the date of birth.")
	default:
		return r.N("%d patients match.", n)
	}
}

// patientOption offers a patient, with what decides a visit, and with their time
// zone if their clocks show another time than the practice's.
func patientOption(r *web.Request, org *store.Org, t clinic.Patient) ui.Option {
	text := r.T("%s, born %s, MRN %s", t.Name(), string(t.Born), t.MRN)
	if label.PatientTime(r, r.Now(), t.TimeZone, org.Settings().Zone()) != "" {
		text += ", " + label.ZoneName(r, t.TimeZone)
	}
	if language := label.Interpreter(r, t); language != "" {
		text += " · " + r.T("interpreter: %s", language)
	}
	if t.GuardianName != "" {
		text += " · " + r.T("guardian: %s", t.GuardianName)
	}
	return ui.Option{Value: string(t.ID), Text: text}
}

// whereHint says when the visit that f asks for begins for a patient who lives by
// other clocks.
func whereHint(r *web.Request, org *store.Org, t clinic.Patient, f bookingForm) string {
	zone := org.Settings().Zone()
	span, _ := f.span(zone) // what is wrong is said beside the fields
	if span.Start.IsZero() {
		return ""
	}
	there := label.PatientTime(r, span.Start, t.TimeZone, zone)
	if there == "" {
		return ""
	}
	return r.T("%s here is %s for the patient.", label.LocalTime(r, span.Start, zone, "15:04"), there)
}
