package store

import (
	"cmp"
	"context"
	"database/sql/driver"
	"slices"
	"strings"

	"televisit/clinic"
	"televisit/store/db"
)

var PatientTable = tableOf("pm_patients", patientColumns, "created_at", "merged_into", "once")

func patientColumns(p *clinic.Patient) []column {
	return []column{
		{"id", &p.ID},
		{"mrn", &p.MRN},
		{"mrn_folded", foldedText{&p.MRN, foldIdentifier}},
		{"given_name", &p.Given},
		{"family_name", &p.Family},
		{"preferred_name", &p.Preferred},
		{"sort_name", (*sortName)(p)},
		{"birth_date", &p.Born},
		{"phone", &p.Phone},
		{"email", &p.Email},
		{"email_folded", foldedText{&p.Email, foldIdentifier}},
		{"language", &p.Language},
		{"time_zone", &p.TimeZone},
		{"payer_class", &p.PayerClass},
		{"interpreter", &p.Interpreter},
		{"interpreter_language", &p.InterpreterLanguage},
		{"guardian_name", &p.GuardianName},
		{"guardian_phone", &p.GuardianPhone},
		{"merged_into", (*optionalText)(&p.MergedInto)},
		{"once", &p.Once},
		{"created_at", (*instant)(&p.CreatedAt)},
		{"version", &p.Version},
	}
}

// derived are the columns that follow from others.
var derived = []string{"sort_name", "mrn_folded", "email_folded"}

var patientSelect = `SELECT ` + PatientTable.selected("") + ` FROM pm_patients`

func scanPatient(r db.Row) (p clinic.Patient, err error) { return p, r.Scan(PatientTable.into(&p)...) }

// A sortName is the patient whose name is folded for the order of lists.
type sortName clinic.Patient

// Value returns the folded name. The tab sorts before any letter of a name, so
// that all of one family stand together. Who has one name is listed by it.
func (p *sortName) Value() (driver.Value, error) {
	if p.Family == "" {
		return fold(p.Given) + "\t", nil
	}
	return fold(p.Family) + "\t" + fold(p.Given), nil
}

// Scan leaves the patient as it is: the name follows from the others.
func (p *sortName) Scan(any) error { return nil }

// A foldedText is a text that is stored as it is compared.
type foldedText struct {
	text *string
	fold func(string) string
}

// Value returns what is stored.
func (f foldedText) Value() (driver.Value, error) { return f.fold(*f.text), nil }

// Scan leaves the text as it is.
func (f foldedText) Scan(any) error { return nil }

func (c scope) patient(ctx context.Context, id clinic.PatientID) (clinic.Patient, error) {
	return one(ctx, c, scanPatient, patientSelect+` WHERE org_id = $1 AND id = $2`, id)
}

// Patient returns one patient, a merged one too, and NotFound when the org has
// none of that id.
func (o *Org) Patient(ctx context.Context, id clinic.PatientID) (p clinic.Patient, err error) {
	err = o.read(ctx, clinic.ViewPatients, func(c scope) error {
		p, err = c.patient(ctx, id)
		return err
	})
	return p, err
}

// AddPatient saves a new patient; its ID, Version and CreatedAt are made here, and
// its MRN when it has none: the practice's next.
// It returns Invalid, naming the fields, when p breaks a rule or its MRN or
// email address is another patient's. A second send of p.Once saves nothing and
// returns what the first made.
func (o *Org) AddPatient(ctx context.Context, p clinic.Patient) (saved clinic.Patient, err error) {
	saved, _, err = o.addPatient(ctx, p, false)
	return saved, err
}

// AddDistinctPatient is AddPatient for somebody who is nobody on file. It
// returns Conflict, and those who may be the same person, when there are such.
func (o *Org) AddDistinctPatient(ctx context.Context, p clinic.Patient) (saved clinic.Patient, same []clinic.Patient, err error) {
	return o.addPatient(ctx, p, true)
}

func (o *Org) addPatient(ctx context.Context, p clinic.Patient, distinct bool) (saved clinic.Patient, same []clinic.Patient, err error) {
	p, p.ID = p.Clean(), clinic.PatientID(NewID())
	what := &change{action: "patient.add", entity: "patient", id: string(p.ID)}
	err = o.write(ctx, clinic.CreatePatients, what, func(c scope) error {
		if saved, err = one(ctx, c, scanPatient, patientSelect+` WHERE org_id = $1 AND once = $2 AND once <> ''`, p.Once); err == nil {
			return errMade
		} else if clinic.KindOf(err) != clinic.NotFound {
			return err
		}
		if same, err = o.insertPatient(ctx, c, p, distinct); err != nil {
			return err
		}
		saved, err = c.patient(ctx, p.ID)
		return err
	})
	return saved, same, unlessMade(err)
}

// insertPatient saves p as a new patient, with the next number when it has none. It
// returns Invalid as AddPatient does, and if p is to be distinct, Conflict and those
// who may be the same person.
func (o *Org) insertPatient(ctx context.Context, c scope, p clinic.Patient, distinct bool) (same []clinic.Patient, err error) {
	if clinic.ShowsNothing(p.MRN) {
		if p.MRN, err = c.nextMRN(ctx); err != nil {
			return nil, err
		}
	}
	if err := c.checkPatient(ctx, p, clinic.DayIn(c.now, o.a.settings.Zone())); err != nil {
		return nil, err
	}
	if distinct {
		if same, err = c.samePatients(ctx, p); err != nil || len(same) > 0 {
			return same, cmp.Or(err, errSamePerson)
		}
	}
	p.CreatedAt, p.Version, p.MergedInto = c.now, 1, ""
	if err := insertRow(ctx, c, PatientTable, &p); err != nil {
		return nil, mrnTaken(err)
	}
	return nil, c.addTerms(ctx, p)
}

// ChangePatient makes the patient p.ID, seen at version, what p says. It
// returns NotFound, Conflict when another hand was faster, and Invalid as
// AddPatient does, or for a merged one.
func (o *Org) ChangePatient(ctx context.Context, version int64, p clinic.Patient) (saved clinic.Patient, err error) {
	p = p.Clean()
	what := &change{action: "patient.change", entity: "patient", id: string(p.ID)}
	err = o.write(ctx, clinic.EditPatients, what, func(c scope) error {
		old, err := c.patient(ctx, p.ID)
		if err != nil {
			return err
		}
		if old.MergedInto != "" {
			return errMerged
		}
		if err := c.checkPatient(ctx, p, clinic.DayIn(c.now, o.a.settings.Zone())); err != nil {
			return err
		}
		if old.Version != version {
			return errFaster
		}
		what.detail = map[string]any{"fields": changedFields(old, p)}
		if err := updateRow(ctx, c, PatientTable, &p, p.ID, version); err != nil {
			return mrnTaken(err)
		}
		if err := c.renewTerms(ctx, p); err != nil {
			return err
		}
		if p.PayerClass != old.PayerClass {
			if err := o.giveHints(ctx, c, what, p.ID); err != nil {
				return err
			}
		}
		saved, err = c.patient(ctx, p.ID)
		return err
	})
	return saved, err
}

// changedFields names the columns that differ, for the trail: it says which
// facts were changed and by whom, and does not repeat them.
func changedFields(old, p clinic.Patient) string {
	names := PatientTable.changed(&old, &p)
	return strings.Join(slices.DeleteFunc(names, func(name string) bool { return slices.Contains(derived, name) }), " ")
}

// renewTerms makes p findable by what it is now.
func (c scope) renewTerms(ctx context.Context, p clinic.Patient) error {
	if _, err := c.exec(ctx, `DELETE FROM pm_patient_terms WHERE org_id = $1 AND patient_id = $2`, p.ID); err != nil {
		return err
	}
	return c.addTerms(ctx, p)
}

// addTerms makes p findable, also by what the records have that were merged into
// theirs.
func (c scope) addTerms(ctx context.Context, p clinic.Patient) error {
	merged, err := list(ctx, c, scanPatient, patientSelect+` WHERE org_id = $1 AND id IN (
		WITH RECURSIVE m (id) AS (SELECT id FROM pm_patients WHERE org_id = $1 AND merged_into = $2
			UNION SELECT q.id FROM pm_patients q JOIN m ON q.merged_into = m.id WHERE q.org_id = $1)
		SELECT id FROM m)`, p.ID)
	all := PatientTerms(p)
	for _, m := range merged {
		all = append(all, PatientTerms(m)...)
	}
	slices.Sort(all)
	for _, term := range slices.Compact(all) {
		if err == nil {
			_, err = c.exec(ctx, `INSERT INTO pm_patient_terms (org_id, term, patient_id) VALUES ($1, $2, $3)`, term, p.ID)
		}
	}
	return err
}
