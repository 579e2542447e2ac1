package load

import (
	"cmp"
	"slices"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/db"
)

// batchRows is how many rows go into the database together.
const batchRows = 500

// A batch is rows of one table that wait to be inserted together. They may wait
// longer than rows that refer to them: the database does not look during a load.
type batch struct {
	table   string
	columns []string
	values  []any // of one row after the other
}

func batchOf[T any](t *store.Table[T]) *batch { return newBatch(t.Name, t.Names()...) }

func newBatch(table string, columns ...string) *batch {
	return &batch{table: table, columns: append([]string{"org_id"}, columns...)}
}

// add puts a row of org into b, and b into the database once it is full.
func (l *Loader) add(b *batch, org clinic.OrgID, values []any) error {
	b.values = append(append(b.values, org), values...)
	if len(b.values) < len(b.columns)*batchRows {
		return nil
	}
	return l.flush(b)
}

// flush puts what waits into the database.
func (l *Loader) flush(b *batch) error {
	err := l.bulk.Load(l.ctx, b.table, b.columns, b.values)
	clear(b.values)
	b.values = b.values[:0]
	return err
}

// A term is a word that a patient is found by.
type term struct {
	org     clinic.OrgID
	word    string
	patient clinic.PatientID
}

// finish inserts what waits, the terms in the order of their table, which is
// far faster, and the trails in the order in which all was done.
func (l *Loader) finish() error {
	terms := newBatch("pm_patient_terms", "term", "patient_id")
	slices.SortFunc(l.terms, func(a, b term) int {
		return cmp.Or(cmp.Compare(a.org, b.org), cmp.Compare(a.word, b.word), cmp.Compare(a.patient, b.patient))
	})
	for _, t := range l.terms {
		if err := l.add(terms, t.org, []any{t.word, t.patient}); err != nil {
			return err
		}
	}
	for _, b := range []*batch{l.patients, l.appointments, l.sessions, terms} {
		if err := l.flush(b); err != nil {
			return err
		}
	}
	for _, o := range l.orgs {
		slices.SortStableFunc(o.trail, func(a, b store.AuditRow) int { return a.At.Compare(b.At) })
		if err := l.bulk.AddTrail(l.ctx, o.id, o.trail); err != nil {
			return err
		}
	}
	return nil
}

// countFacets reads the sessions in the order of the index by facets, so that
// index has to be there.
var countFacets = `
	INSERT INTO pm_session_cells (org_id, provider_id, configuration_id, modality, status, n)
	SELECT s.org_id, s.provider_id, coalesce(s.configuration_id, ''), s.modality, s.status, count(*)
	FROM pm_telehealth_sessions s` + db.IndexedBy("pm_sessions_cell") + ` WHERE s.org_id = $1 AND s.deleted_at IS NULL
	GROUP BY s.org_id, s.provider_id, s.configuration_id, s.modality, s.status`

const countTabs = `
	INSERT INTO pm_session_counts (org_id, status, n)
	SELECT org_id, status, sum(n) FROM pm_session_cells WHERE org_id = $1 GROUP BY org_id, status`

// countSessions saves the counts that triggers keep from now on.
func (o *Org) countSessions() error {
	for _, text := range []string{countFacets, countTabs} {
		if _, err := o.l.bulk.Exec(o.l.ctx, text, o.id); err != nil {
			return err
		}
	}
	return nil
}
