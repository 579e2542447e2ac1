package storetest

import (
	"testing"

	"televisit/clinic"
)

// Patient adds a patient to org, as its front desk would. What is not given is
// the same for all: born in 1980, insured commercially.
func (d *Desk) Patient(t testing.TB, org clinic.OrgID, given, family, mrn string) clinic.Patient {
	t.Helper()
	staff := "staff@northside.example"
	if org == d.Harbor {
		staff = "staff@harbor.example"
	}
	p, err := d.As(t, staff, org).AddPatient(t.Context(), clinic.Patient{Given: given, Family: family, MRN: mrn, Born: "1980-05-17",
		PayerClass: "commercial"})
	if err != nil {
		t.Fatal(given, family, err)
	}
	return p
}
