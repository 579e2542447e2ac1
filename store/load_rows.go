package store

import (
	"slices"
	"strings"

	"televisit/clinic"
)

// A term is a word that a patient is found by.
type term struct {
	word    string
	patient clinic.PatientID
}

// loadRows are values on their way into the tables, row after row.
type loadRows struct{ patients, appointments, sessions, audit []any }

// A loadTable is a table and the columns that a load fills, the org first.
type loadTable struct {
	name    string
	columns string
	width   int
}

func loadInto[T any](t *Table[T]) loadTable {
	return loadTable{t.Name, "org_id, " + t.selected(""), len(t.names) + 1}
}

var (
	loadPatients     = loadInto(patientTable)
	loadTerms        = loadTable{"pm_patient_terms", "org_id, term, patient_id", 3}
	loadAppointments = loadInto(appointmentTable)
	loadAudit        = loadInto(auditTable)
	loadSessions     = loadInto(sessionTable)
)

// loadBatch is how many rows one statement writes.
const loadBatch = 50

// insert returns a statement for n rows. Its placeholders have no numbers:
// the driver searches for each numbered one, which takes most of the time when
// there are a thousand.
func (t loadTable) insert(n int) string {
	row := "(?" + strings.Repeat(", ?", t.width-1) + ")"
	return "INSERT INTO " + t.name + " (" + t.columns + ") VALUES " + row + strings.Repeat(", "+row, n-1)
}

// put writes as many rows of values as fill a batch, or all of them, and
// returns the rest.
func (o *OrgLoad) put(t loadTable, values []any, all bool) ([]any, error) {
	full := t.width * loadBatch
	for len(values) >= full || all && len(values) > 0 {
		n := min(full, len(values))
		if _, err := o.l.tx.Exec(o.l.ctx, o.l.insert(t, n/t.width), values[:n]...); err != nil {
			return nil, err
		}
		values = values[:copy(values, values[n:])]
	}
	return values, nil
}

// flush writes the batches that are full, or all that waits, parents first.
func (o *OrgLoad) flush(all bool) (err error) {
	r := &o.rows
	most := max(len(r.patients)/loadPatients.width, len(r.appointments)/loadAppointments.width, len(r.audit)/loadAudit.width)
	if most < loadBatch && !all {
		return nil
	}
	for _, w := range []struct {
		t      loadTable
		values *[]any
	}{{loadPatients, &r.patients}, {loadAppointments, &r.appointments}, {loadSessions, &r.sessions}, {loadAudit, &r.audit}} {
		// A session may not stand before its appointment, so a batch that is
		// full takes the others with it.
		if *w.values, err = o.put(w.t, *w.values, true); err != nil {
			return err
		}
	}
	return nil
}

// finish writes what waits and the words patients are found by.
func (o *OrgLoad) finish() error {
	if err := o.flush(true); err != nil {
		return err
	}
	// In the order of their table, which is far faster.
	slices.SortFunc(o.terms, func(a, b term) int {
		if c := strings.Compare(a.word, b.word); c != 0 {
			return c
		}
		return strings.Compare(string(a.patient), string(b.patient))
	})
	values := make([]any, 0, loadTerms.width*loadBatch)
	for i, t := range o.terms {
		values = append(values, o.c.org, t.word, t.patient)
		var err error
		if values, err = o.put(loadTerms, values, i == len(o.terms)-1); err != nil {
			return err
		}
	}
	return nil
}

// count writes how many sessions there are. It wants the index of cells, in
// whose order they come.
func (o *OrgLoad) count() error {
	_, err := o.c.exec(o.l.ctx, `
		INSERT INTO pm_session_cells (org_id, provider_id, configuration_id, modality, status, n)
		SELECT s.org_id, s.provider_id, coalesce(s.configuration_id, ''), s.modality, s.status, count(*) FROM `+sessionsBy(byFacet)+`
		GROUP BY s.org_id, s.provider_id, s.configuration_id, s.modality, s.status`)
	if err != nil {
		return err
	}
	_, err = o.c.exec(o.l.ctx, `
		INSERT INTO pm_session_counts (org_id, status, n)
		SELECT org_id, status, sum(n) FROM pm_session_cells WHERE org_id = $1 GROUP BY org_id, status`)
	return err
}
