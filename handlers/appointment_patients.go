package handlers

import (
	"context"
	"net/http"

	"televisit/clinic"
	"televisit/store"
)

// patientsOffered is how many patients the form offers at once.
const patientsOffered = 50

// patientPick is the choice of the patient, and what was looked for.
type patientPick struct {
	Choice choice
	Found  string // the search that the options answer
	Said   string // how many there are, "" when nothing need be said
}

var patientPickPart = part[patientPick]{"appointments/patients"}

// POST /pm/appointments/patients answers the choice of the patient for the
// form that was sent. It is no GET: addresses are written to disk.
func (p *pages) choosePatient(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	view, err := p.patientsToChoose(r.Context(), org, readBooking(r))
	if err != nil {
		return err
	}
	return patientPickPart.render(w, p.views, http.StatusOK, view)
}

// patientsToChoose returns the patients that f looks for. Whoever was chosen
// before stays so.
func (p *pages) patientsToChoose(ctx context.Context, org *store.Org, f bookingForm) (patientPick, error) {
	l, err := org.Patients(ctx, store.PatientFilter{Search: f.Find, Limit: patientsOffered})
	if err != nil {
		return patientPick{}, err
	}
	view := patientPick{Found: f.Find, Said: p.found(f.Find, l)}
	view.Choice = choice{Name: "patient_id", Label: p.t("Patient"), Required: true}
	listed := false
	for _, t := range l.Rows {
		view.Choice.Options = append(view.Choice.Options, p.patientOption(t))
		listed = listed || string(t.ID) == f.Patient
	}
	if !listed && f.Patient != "" {
		chosen, err := org.Patient(ctx, clinic.PatientID(f.Patient))
		switch {
		case err == nil:
			view.Choice.Options = append([]option{p.patientOption(chosen)}, view.Choice.Options...)
		case clinic.KindOf(err) != clinic.NotFound:
			return view, err
		}
	}
	view.Choice.choose(f.Patient, p.t("Choose a patient"))
	return view, nil
}

func (w *words) found(search string, l store.PatientList) string {
	switch n := len(l.Rows); {
	case l.More && search == "":
		return w.t("These are the first %d patients. Find others by name or MRN.", n)
	case l.More:
		return w.t("More than %d patients match; these are the first. Type more of the name.", n)
	case search == "" && n == 0:
		return w.t("There are no patients yet.")
	case search == "":
		return ""
	case n == 0:
		return w.t("No patient matches. Each word must begin a name or the MRN.")
	default:
		return w.n("%d patients match.", n)
	}
}

func (w *words) patientOption(t clinic.Patient) option {
	return option{Value: string(t.ID), Text: w.t("%s, born %s, MRN %s", t.Name(), string(t.Born), t.MRN)}
}
