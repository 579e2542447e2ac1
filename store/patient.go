package store

import (
	"context"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

const patientColumns = `id, mrn, given_name, family_name, preferred_name, birth_date, phone, email, language, time_zone, payer_class, created_at, version`

func scanPatient(r db.Row) (p clinic.Patient, err error) {
	var created int64
	err = r.Scan(&p.ID, &p.MRN, &p.Given, &p.Family, &p.Preferred, &p.Born, &p.Phone, &p.Email, &p.Language, &p.TimeZone, &p.PayerClass, &created, &p.Version)
	p.CreatedAt = time.UnixMilli(created).UTC()
	return p, err
}

func (c scope) patient(ctx context.Context, id clinic.PatientID) (clinic.Patient, error) {
	return one(ctx, c, scanPatient, `SELECT `+patientColumns+` FROM pm_patients WHERE org_id = $1 AND id = $2`, id)
}

// Patient returns one patient, and NotFound when the org has none of that id.
func (o *Org) Patient(ctx context.Context, id clinic.PatientID) (p clinic.Patient, err error) {
	err = o.read(ctx, clinic.ViewPatients, func(c scope) error {
		p, err = c.patient(ctx, id)
		return err
	})
	return p, err
}

// AddPatient saves a new patient; its ID, Version and CreatedAt are made here.
// It returns Invalid, naming the fields, when p breaks a rule or its MRN is
// another patient's.
func (o *Org) AddPatient(ctx context.Context, p clinic.Patient) (saved clinic.Patient, err error) {
	p, p.ID = p.Clean(), clinic.PatientID(newID())
	what := &change{action: "patient.add", entity: "patient", id: string(p.ID)}
	err = o.write(ctx, clinic.CreatePatients, what, func(c scope) error {
		if err := p.Check(clinic.DayIn(c.now, o.a.settings.Zone())); err != nil {
			return err
		}
		if _, err := c.exec(ctx, `
			INSERT INTO pm_patients (org_id, id, mrn, given_name, family_name, preferred_name, sort_name, birth_date, phone, email, language, time_zone, payer_class, created_at, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)`,
			p.ID, p.MRN, p.Given, p.Family, p.Preferred, sortName(p), p.Born, p.Phone, p.Email, p.Language, p.TimeZone, p.PayerClass, c.now.UnixMilli()); err != nil {
			return mrnTaken(err)
		}
		if err := c.addTerms(ctx, p); err != nil {
			return err
		}
		saved, err = c.patient(ctx, p.ID)
		return err
	})
	return saved, err
}

// ChangePatient makes the patient p.ID, seen at version, what p says. It
// returns NotFound, Conflict when another hand was faster, and Invalid as
// AddPatient does.
func (o *Org) ChangePatient(ctx context.Context, version int64, p clinic.Patient) (saved clinic.Patient, err error) {
	p = p.Clean()
	what := &change{action: "patient.change", entity: "patient", id: string(p.ID)}
	err = o.write(ctx, clinic.EditPatients, what, func(c scope) error {
		old, err := c.patient(ctx, p.ID)
		if err != nil {
			return err
		}
		if err := p.Check(clinic.DayIn(c.now, o.a.settings.Zone())); err != nil {
			return err
		}
		if old.Version != version {
			return errFaster
		}
		what.detail = map[string]any{"fields": changedFields(old, p)}
		if _, err := c.exec(ctx, `
			UPDATE pm_patients SET mrn = $3, given_name = $4, family_name = $5, preferred_name = $6, sort_name = $7, birth_date = $8,
				phone = $9, email = $10, language = $11, time_zone = $12, payer_class = $13, version = version + 1
			WHERE org_id = $1 AND id = $2`,
			p.ID, p.MRN, p.Given, p.Family, p.Preferred, sortName(p), p.Born, p.Phone, p.Email, p.Language, p.TimeZone, p.PayerClass); err != nil {
			return mrnTaken(err)
		}
		if _, err := c.exec(ctx, `DELETE FROM pm_patient_terms WHERE org_id = $1 AND patient_id = $2`, p.ID); err != nil {
			return err
		}
		if err := c.addTerms(ctx, p); err != nil {
			return err
		}
		saved, err = c.patient(ctx, p.ID)
		return err
	})
	return saved, err
}

// mrnTaken returns Invalid, naming the field, for the one value of a patient
// that must be unique.
func mrnTaken(err error) error {
	if db.IsTaken(err) {
		err = clinic.FieldErrorf("mrn", "Another patient has this medical record number already.")
	}
	return err
}

// changedFields names, as the form does, what differs. The trail says which
// facts were changed and by whom; it does not repeat them.
func changedFields(old, p clinic.Patient) string {
	var names []string
	for _, f := range []struct{ name, was, is string }{
		{"given", old.Given, p.Given}, {"family", old.Family, p.Family}, {"preferred", old.Preferred, p.Preferred},
		{"mrn", old.MRN, p.MRN}, {"born", string(old.Born), string(p.Born)}, {"phone", old.Phone, p.Phone}, {"email", old.Email, p.Email},
		{"language", old.Language, p.Language}, {"time_zone", old.TimeZone, p.TimeZone}, {"payer_class", old.PayerClass, p.PayerClass},
	} {
		if f.was != f.is {
			names = append(names, f.name)
		}
	}
	return strings.Join(names, " ")
}

// sortName is what patients are listed by. The tab sorts before any letter of
// a name, so that all of one family stand together.
func sortName(p clinic.Patient) string { return fold(p.Family) + "\t" + fold(p.Given) }

// addTerms makes p findable.
func (c scope) addTerms(ctx context.Context, p clinic.Patient) error {
	for _, term := range patientTerms(p) {
		if _, err := c.exec(ctx, `INSERT INTO pm_patient_terms (org_id, term, patient_id) VALUES ($1, $2, $3)`, term, p.ID); err != nil {
			return err
		}
	}
	return nil
}
