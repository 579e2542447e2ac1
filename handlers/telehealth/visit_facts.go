package telehealth

import (
	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// visitFacts are what decides the visit of a patient, none for a reader who may
// not see patients.
func visitFacts(r *web.Request, org *store.Org, id clinic.PatientID) ([]ui.Fact, error) {
	if !org.Rights().May(clinic.ViewPatients) {
		return nil, nil
	}
	p, err := org.Patient(r.Context(), id)
	if err != nil {
		return nil, err
	}
	return label.VisitFacts(r, p), nil
}
