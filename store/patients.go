package store

import (
	"context"
	"strings"

	"televisit/clinic"
	"televisit/store/db"
)

// A PatientFilter says which patients of the org are wanted. Zero fields do
// not narrow.
type PatientFilter struct {
	Search string // names, the MRN, a phone number, a date of birth
	Locale string // how dates are typed in Search; "" is the org's
	After  string // a PatientList's Next: only patients listed after those
	Limit  int
}

// PatientList is one page of patients.
type PatientList struct {
	Rows []clinic.Patient
	More bool   // there are further ones
	Next string // where they begin, to be shown to anybody; "" when there are none
}

// Patients returns the patients of the org that f wants, by family and given
// name, without merged ones. It returns NotFound when After is no place in the
// list.
func (o *Org) Patients(ctx context.Context, f PatientFilter) (l PatientList, err error) {
	seal, err := o.s.places.of(ctx, o.s)
	if err != nil {
		return l, err
	}
	err = o.read(ctx, clinic.ViewPatients, func(c scope) error {
		q := &conditions{}
		if f.Search != "" {
			q.sql += " AND " + matchPatients("id", o.search(f.Search, f.Locale), q.bind)
		}
		if f.After != "" {
			name, id, err := openPlace(seal, o.a.org, f.After)
			if err != nil {
				return err
			}
			q.sql += " AND (sort_name, id) > (" + q.bind(name) + ", " + q.bind(id) + ")"
		}
		rows, err := list(ctx, c, scanListed, listedSelect+q.sql+` ORDER BY sort_name, id LIMIT `+q.bind(f.Limit+1), q.args...)
		if len(rows) > f.Limit {
			rows, l.More = rows[:f.Limit], true
			last := rows[f.Limit-1]
			l.Next = sealPlace(seal, o.a.org, last.sortName, last.ID)
		}
		for _, row := range rows {
			l.Rows = append(l.Rows, row.Patient)
		}
		return err
	})
	return l, err
}

// search returns text as it is meant by a reader of locale, "" for the org's.
func (o *Org) search(text, locale string) PatientSearch {
	if locale == "" {
		locale = o.a.settings.Locale
	}
	return PatientSearch{strings.TrimSpace(text), locale}
}

// A listed patient is one with their position in the list.
type listed struct {
	clinic.Patient
	sortName string
}

var listedSelect = `SELECT ` + PatientTable.selected("") + `, sort_name FROM pm_patients WHERE org_id = $1 AND merged_into IS NULL`

func scanListed(r db.Row) (p listed, err error) {
	return p, r.Scan(PatientTable.into(&p.Patient, &p.sortName)...)
}
