package store

import (
	"context"

	"televisit/clinic"
	"televisit/store/db"
)

// checkPatient returns Invalid, naming the fields, when p breaks a rule or has
// what is another patient's. Nobody else writes meanwhile.
func (c scope) checkPatient(ctx context.Context, p clinic.Patient, today clinic.Day) error {
	problems := clinic.Problems(clinic.FieldsOf(p.Check(today)))
	for _, unique := range []struct{ field, value, condition, message string }{
		{"mrn", p.MRN, `mrn_folded = $2`, "Another patient has this medical record number already."},
		{"email", p.Email, `email_folded = $2 AND email_folded <> '' AND merged_into IS NULL`,
			"Another patient has this email address already. Leave it out here, or take it off there."},
	} {
		others, err := list(ctx, c, db.Text, `SELECT id FROM pm_patients WHERE org_id = $1 AND `+unique.condition+` AND id <> $3`,
			foldIdentifier(unique.value), p.ID)
		if err != nil {
			return err
		}
		if len(others) > 0 {
			problems.Add(unique.field, unique.message)
		}
	}
	return problems.Err()
}

// mrnTaken returns Invalid, naming the field, when the database found an MRN
// that checkPatient did not.
func mrnTaken(err error) error {
	if db.IsTaken(err) {
		err = clinic.FieldErrorf("mrn", "Another patient has this medical record number already.")
	}
	return err
}
