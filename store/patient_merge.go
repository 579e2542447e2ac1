package store

import (
	"context"

	"televisit/clinic"
	"televisit/store/db"
)

// MergePatient hides a patient, seen at version, who is the same person as into:
// all their appointments and sessions go over to that one. It returns Invalid,
// naming the field, when into cannot be it, and Conflict when another hand was
// faster.
func (o *Org) MergePatient(ctx context.Context, id clinic.PatientID, version int64, into clinic.PatientID) error {
	what := &change{action: "patient.merge", entity: "patient", id: string(id), detail: map[string]any{"into": into},
		followUps: []*change{{action: "patient.merged", entity: "patient", id: string(into), detail: map[string]any{"from": id}}}}
	return o.write(ctx, clinic.MergePatients, what, func(c scope) error {
		old, err := c.patient(ctx, id)
		if err != nil {
			return err
		}
		kept, err := c.patient(ctx, into)
		switch {
		case err != nil:
			return orInvalid(err, "into", "Choose a patient from the list.")
		case old.MergedInto != "":
			return errMerged
		case into == id, kept.MergedInto != "":
			return clinic.FieldErrorf("into", "Choose the record that is to be kept.")
		case old.Version != version:
			return errFaster
		}
		if err := c.moveVisits(ctx, id, into); err != nil {
			return err
		}
		if _, err := c.exec(ctx, `DELETE FROM pm_patient_terms WHERE org_id = $1 AND patient_id = $2`, id); err != nil {
			return err
		}
		return c.setMerged(ctx, id, into, kept)
	})
}

// moveVisits gives all appointments and sessions of a patient to another one,
// and notes which they were.
func (c scope) moveVisits(ctx context.Context, id, into clinic.PatientID) error {
	for _, of := range []struct{ entity, table string }{{"appointment", "pm_appointments"}, {"session", "pm_telehealth_sessions"}} {
		if _, err := c.exec(ctx, `INSERT INTO pm_patient_merges (org_id, patient_id, entity, entity_id)
			SELECT org_id, patient_id, $3, id FROM `+of.table+` WHERE org_id = $1 AND patient_id = $2`, id, of.entity); err != nil {
			return err
		}
		_, err := c.exec(ctx, `UPDATE `+of.table+` SET patient_id = $3, version = version + 1 WHERE org_id = $1 AND patient_id = $2`, id, into)
		if db.IsTaken(err) {
			return clinic.Causef(clinic.Invalid, err, "Both records have the same appointment. Cancel one of the two first.")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// setMerged makes id a record that points to into, "" for one that counts, and
// kept findable by what is now theirs.
func (c scope) setMerged(ctx context.Context, id, into clinic.PatientID, kept clinic.Patient) error {
	if _, err := c.exec(ctx, `UPDATE pm_patients SET merged_into = $3, version = version + 1 WHERE org_id = $1 AND id = $2`,
		id, (*optionalText)(&into)); err != nil {
		return err
	}
	if _, err := c.exec(ctx, `UPDATE pm_patients SET version = version + 1 WHERE org_id = $1 AND id = $2`, kept.ID); err != nil {
		return err
	}
	return c.renewTerms(ctx, kept)
}

// UnmergePatient takes a merge back, seen at version: the patient counts again,
// and has what went over and is still the other one's. It returns Invalid when
// they are not merged, or the other one is by now, or has their email address.
func (o *Org) UnmergePatient(ctx context.Context, id clinic.PatientID, version int64) error {
	what := &change{action: "patient.unmerge", entity: "patient", id: string(id)}
	return o.write(ctx, clinic.MergePatients, what, func(c scope) error {
		old, err := c.patient(ctx, id)
		if err != nil {
			return err
		}
		if old.MergedInto == "" {
			return clinic.Errorf(clinic.Invalid, "This record is not merged.")
		}
		if old.Version != version {
			return errFaster
		}
		kept, err := c.patient(ctx, old.MergedInto)
		if err != nil {
			return err
		}
		if kept.MergedInto != "" {
			return clinic.Errorf(clinic.Invalid, "The record that was kept is merged itself by now. Take that back first.")
		}
		what.detail = map[string]any{"from": kept.ID}
		if err := c.returnVisits(ctx, id, kept.ID); err != nil {
			return err
		}
		if err := c.setMerged(ctx, id, "", kept); err != nil {
			if db.IsTaken(err) {
				return clinic.Causef(clinic.Invalid, err, "Another patient has the email address of this record by now. Take it off there first.")
			}
			return err
		}
		return c.addTerms(ctx, old)
	})
}

// returnVisits gives back what went over from id to kept, as far as it is still
// kept's. A session made since goes with its appointment.
func (c scope) returnVisits(ctx context.Context, id, kept clinic.PatientID) error {
	const wentOver = `SELECT entity_id FROM pm_patient_merges WHERE org_id = $1 AND patient_id = $2 AND entity = `
	for _, text := range []string{
		`UPDATE pm_telehealth_sessions SET patient_id = $2, version = version + 1 WHERE org_id = $1 AND patient_id = $3
			AND (id IN (` + wentOver + `'session') OR appointment_id IN (` + wentOver + `'appointment'))`,
		`UPDATE pm_appointments SET patient_id = $2, version = version + 1 WHERE org_id = $1 AND patient_id = $3
			AND id IN (` + wentOver + `'appointment')`,
	} {
		if _, err := c.exec(ctx, text, id, kept); err != nil {
			return err
		}
	}
	_, err := c.exec(ctx, `DELETE FROM pm_patient_merges WHERE org_id = $1 AND patient_id = $2`, id)
	return err
}
