package store

import (
	"context"

	"televisit/clinic"
	"televisit/store/db"
)

// A SamePersonError is a Conflict: those of Same may be who was to be put on file.
type SamePersonError struct{ Same []clinic.Patient }

func (e *SamePersonError) Error() string { return errSamePerson.Error() }

func (e *SamePersonError) Unwrap() error { return errSamePerson }

// withNewPatient puts the new patient of b, if there is one, on file, and returns b
// for them. It returns errors as BookAppointment does, and Forbidden for an actor who
// may not add patients.
func (o *Org) withNewPatient(ctx context.Context, c scope, what *change, b clinic.Booking) (clinic.Booking, error) {
	if b.New == nil {
		return b, nil
	}
	if err := o.allow(clinic.CreatePatients); err != nil {
		return b, err
	}
	p := b.New.Clean()
	p.ID, p.Once = clinic.PatientID(NewID()), ""
	same, err := o.insertPatient(ctx, c, p, b.New.Distinct)
	if len(same) > 0 {
		err = &SamePersonError{same}
	}
	what.followUps = append(what.followUps, &change{action: "patient.add", entity: "patient", id: string(p.ID)})
	b.PatientID, b.New = p.ID, nil
	return b, err
}

const keyNextMRN = "mrn_next"

// nextMRN returns the number that the practice gives next, and keeps the one after it.
func (c scope) nextMRN(ctx context.Context) (string, error) {
	kept, err := list(ctx, c, db.Text, `SELECT value FROM pm_module_settings WHERE org_id = $1 AND key = $2`, keyNextMRN)
	if err != nil {
		return "", err
	}
	if len(kept) == 0 {
		all, err := list(ctx, c, db.Text, `SELECT mrn FROM pm_patients WHERE org_id = $1`)
		if err != nil {
			return "", err
		}
		kept = []string{clinic.NextMRN(all)}
	}
	next := kept[0]
	for {
		taken, err := one(ctx, c, db.Int, `SELECT count(*) FROM pm_patients WHERE org_id = $1 AND mrn_folded = $2`, foldIdentifier(next))
		if err != nil {
			return "", err
		}
		after := clinic.NextMRN([]string{next})
		if taken == 0 {
			return next, c.putSetting(ctx, keyNextMRN, after)
		}
		next = after
	}
}
