package store

import (
	"context"

	"televisit/clinic"
	"televisit/store/db"
)

// A PatientFilter says which patients of the org are wanted. Zero fields do
// not narrow.
type PatientFilter struct {
	Search string        // each word begins a name or the MRN
	After  PatientCursor // only patients listed after this one
	Limit  int
}

// A PatientCursor is a place in the list. Its ID is enough: without a
// SortName, the one the patient has now is looked up.
type PatientCursor struct {
	SortName string
	ID       clinic.PatientID
}

// PatientList is one page of patients.
type PatientList struct {
	Rows []clinic.Patient
	More bool // there are further ones
}

// Patients returns the patients of the org that f wants, by family and given
// name. It returns NotFound when After is no patient of the org.
func (o *Org) Patients(ctx context.Context, f PatientFilter) (l PatientList, err error) {
	err = o.read(ctx, clinic.ViewPatients, func(c scope) error {
		q := &conditions{}
		if f.Search != "" {
			q.sql += " AND " + matchPatients("id", f.Search, q.bind)
		}
		if f.After.ID != "" {
			if f.After.SortName == "" {
				if f.After.SortName, err = one(ctx, c, db.Text, `SELECT sort_name FROM pm_patients WHERE org_id = $1 AND id = $2`,
					f.After.ID); err != nil {
					return err
				}
			}
			q.sql += " AND (sort_name, id) > (" + q.bind(f.After.SortName) + ", " + q.bind(f.After.ID) + ")"
		}
		l.Rows, err = list(ctx, c, scanPatient, patientSelect+` WHERE org_id = $1`+q.sql+
			` ORDER BY sort_name, id LIMIT `+q.bind(f.Limit+1), q.args...)
		if len(l.Rows) > f.Limit {
			l.Rows, l.More = l.Rows[:f.Limit], true
		}
		return err
	})
	return l, err
}
