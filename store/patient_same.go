package store

import (
	"context"
	"slices"

	"televisit/clinic"
	"televisit/store/db"
)

// errSamePerson asks for a decision before a patient is added.
var errSamePerson = clinic.Errorf(clinic.Conflict, "A patient of this name and date of birth is on file.")

// errMerged refuses what is done to a record that is hidden.
var errMerged = clinic.Errorf(clinic.Invalid, "This record was merged into another one. Change that one.")

// checkPatient returns Invalid, naming the fields, when p breaks a rule or has
// what is another patient's. Nobody else writes meanwhile.
func (c scope) checkPatient(ctx context.Context, p clinic.Patient, today clinic.Day) error {
	problems := clinic.Problems(clinic.FieldsOf(p.Check(today)))
	for _, unique := range []struct{ field, value, condition, message string }{
		{"mrn", p.MRN, `mrn_folded = $2`, "Another patient has this medical record number already."},
		{"email", p.Email, `email_folded = $2 AND email_folded <> '' AND merged_into IS NULL`,
			"Another patient has this email address already. Leave it out here, or take it off there."},
	} {
		equal, err := list(ctx, c, db.Text, `SELECT id FROM pm_patients WHERE org_id = $1 AND `+unique.condition+` AND id <> $3`,
			foldIdentifier(unique.value), p.ID)
		if err != nil {
			return err
		}
		if len(equal) > 0 {
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

// samePatients returns those of the same date of birth whose name is p's, however
// either is typed, in either order, with given or preferred name.
func (c scope) samePatients(ctx context.Context, p clinic.Patient) (same []clinic.Patient, err error) {
	all, err := list(ctx, c, scanPatient, patientSelect+` WHERE org_id = $1 AND merged_into IS NULL AND id IN (
		SELECT patient_id FROM pm_patient_terms WHERE org_id = $1 AND term = $2) ORDER BY sort_name, id`, bornMark+string(p.Born))
	wanted := wholeNames(p)
	for _, other := range all {
		if other.Born == p.Born && slices.ContainsFunc(wholeNames(other), func(n string) bool { return slices.Contains(wanted, n) }) {
			same = append(same, other)
		}
	}
	return same, err
}

// wholeNames returns what p is called in one word: given or preferred name with
// the family name, in both orders.
func wholeNames(p clinic.Patient) (all []string) {
	family := stripPunctuation(p.Family)
	for i, first := range []string{p.Given, p.Preferred} {
		if name := stripPunctuation(first); name != "" || i == 0 {
			all = append(all, name+family, family+name)
		}
	}
	return all
}
