package store

import (
	"cmp"
	"context"
	"slices"

	"televisit/clinic"
	"televisit/store/db"
)

// goMigrations are the migrations that SQL cannot do.
var goMigrations = []db.Step{{Version: 6, Run: reindexPatients}}

// A filed patient is one as migration 6 finds them.
type filed struct {
	org clinic.OrgID
	clinic.Patient
	mrn, email string // folded
}

func scanFiled(r db.Row) (p filed, err error) {
	err = r.Scan(&p.org, &p.ID, &p.MRN, &p.Given, &p.Family, &p.Preferred, &p.Born, &p.Phone, &p.Email)
	return p, err
}

// reindexPatients folds the names and identifiers of all patients anew, makes
// the identifiers unique and the patients findable. It reads only columns that
// the schema has at this step.
func reindexPatients(ctx context.Context, tx *db.Tx) error {
	all, err := db.List(ctx, tx, scanFiled, `SELECT org_id, id, mrn, given_name, family_name, preferred_name, birth_date, phone, email
		FROM pm_patients ORDER BY org_id, created_at, id`)
	if err != nil {
		return err
	}
	distinguish(all)
	for i := range all {
		p := &all[i]
		name, _ := (*sortName)(&p.Patient).Value() // it has no error
		if _, err := tx.Exec(ctx, `UPDATE pm_patients SET sort_name = $3, mrn_folded = $4, email_folded = $5 WHERE org_id = $1 AND id = $2`,
			p.org, p.ID, name, p.mrn, p.email); err != nil {
			return err
		}
	}
	if err := execAll(ctx, tx, `DROP INDEX pm_patient_terms_patient`, `DELETE FROM pm_patient_terms`); err != nil {
		return err
	}
	if err := insertTerms(ctx, tx, all); err != nil {
		return err
	}
	return execAll(ctx, tx, `CREATE INDEX pm_patient_terms_patient ON pm_patient_terms (org_id, patient_id)`,
		`CREATE UNIQUE INDEX pm_patients_mrn ON pm_patients (org_id, mrn_folded)`,
		`CREATE UNIQUE INDEX pm_patients_email ON pm_patients (org_id, email_folded) WHERE email_folded <> '' AND merged_into IS NULL`,
		`CREATE INDEX pm_patients_merged ON pm_patients (org_id, merged_into) WHERE merged_into IS NOT NULL`)
}

// distinguish folds the identifiers of all. The oldest with one has it; those who
// had the same before it was unique have their id beside it, and nothing of what
// was typed is lost.
func distinguish(all []filed) {
	taken := map[string]bool{}
	unique := func(p *filed, kind, folded string) string {
		key := string(p.org) + "\t" + kind + "\t" + folded
		if taken[key] && folded != "" {
			return folded + "\t" + string(p.ID)
		}
		taken[key] = true
		return folded
	}
	for i := range all {
		all[i].mrn = unique(&all[i], "mrn", foldIdentifier(all[i].MRN))
		all[i].email = unique(&all[i], "email", foldIdentifier(all[i].Email))
	}
}

// insertTerms makes all findable. In the order of the table it is far faster.
func insertTerms(ctx context.Context, tx *db.Tx, all []filed) error {
	type row struct {
		org, term, patient string
	}
	var rows []row
	for _, p := range all {
		for _, term := range PatientTerms(p.Patient) {
			rows = append(rows, row{string(p.org), term, string(p.ID)})
		}
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.org, b.org), cmp.Compare(a.term, b.term), cmp.Compare(a.patient, b.patient))
	})
	values := make([]any, 0, 3*len(rows))
	for _, r := range rows {
		values = append(values, r.org, r.term, r.patient)
	}
	return tx.Load(ctx, "pm_patient_terms", []string{"org_id", "term", "patient_id"}, values)
}

func execAll(ctx context.Context, tx *db.Tx, statements ...string) error {
	for _, text := range statements {
		if _, err := tx.Exec(ctx, text); err != nil {
			return err
		}
	}
	return nil
}
