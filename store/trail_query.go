package store

import (
	"televisit/clinic"
	"televisit/store/db"
)

// The trail goes by the index that is named.
const (
	auditNewest = "pf_audit_newest"
	auditKind   = "pf_audit_kind"
	auditPerson = "pf_audit_person"
	auditEntity = "pf_audit_entity"
)

// index returns the one that serves f.
func (f AuditFilter) index() string {
	switch {
	case f.Session != "" || f.Patient != "":
		return auditEntity
	case f.Person != "":
		return auditPerson
	case f.Kind != "":
		return auditKind
	}
	return auditNewest
}

// trailSQL returns the query for a page and one more, of patient records as they are
// merged. Entries are chosen before what they concern is looked up.
func (f AuditFilter) trailSQL(records []clinic.PatientID) (query string, args []any) {
	q := &conditions{}
	things := f.thingsSQL(q, records)
	f.narrow(q)
	chosen := `SELECT ` + AuditTable.selected("a.") + ` FROM ` + things + `pf_audit a` + db.IndexedBy(f.index()) + ` WHERE a.org_id = $1` +
		q.sql + ` ORDER BY a.at DESC, a.id DESC LIMIT ` + q.bind(f.Limit+1)
	return `SELECT ` + AuditTable.selected("a.") + traceColumns + ` FROM (` + chosen + `) a` + traceTables +
		` ORDER BY a.at DESC, a.id DESC`, q.args
}

// thingsSQL returns what the entries are to concern, as a table to be joined.
func (f AuditFilter) thingsSQL(q *conditions, records []clinic.PatientID) string {
	if f.Session != "" {
		q.add("a.entity = ?", "session")
		q.add("a.entity_id = ?", f.Session)
	}
	if len(records) == 0 {
		return ""
	}
	var ids string
	for i, id := range records {
		if i > 0 {
			ids += ", "
		}
		ids += q.bind(id)
	}
	q.sql += " AND a.entity = t.entity AND a.entity_id = t.id"
	const sessions = ` UNION ALL SELECT 'session', s.id FROM pm_telehealth_sessions s WHERE s.org_id = $1 AND s.patient_id IN (`
	return `(SELECT 'patient' AS entity, p.id FROM pm_patients p WHERE p.org_id = $1 AND p.id IN (` + ids + `)
		UNION ALL SELECT 'appointment', b.id FROM pm_appointments b WHERE b.org_id = $1 AND b.patient_id IN (` + ids + `)` +
		sessions + ids + `) AND s.deleted_at IS NULL` + sessions + ids + `) AND s.deleted_at IS NOT NULL) t CROSS JOIN `
}

// narrow adds what f wants but for the thing.
func (f AuditFilter) narrow(q *conditions) {
	if f.Kind != "" {
		q.add("a.kind = ?", f.Kind)
	}
	if f.Person != "" {
		q.add("a.user_id = ?", f.Person)
	}
	if !f.From.IsZero() {
		q.add("a.at >= ?", f.From.UnixMilli())
	}
	if !f.To.IsZero() {
		q.add("a.at < ?", f.To.UnixMilli())
	}
	if f.Before.ID != "" {
		q.sql += " AND (a.at, a.id) < (" + q.bind(f.Before.At.UnixMilli()) + ", " + q.bind(f.Before.ID) + ")"
	}
}

const (
	traceColumns = `, coalesce(u.name, ''), coalesce(w.name, ''), coalesce(p.id, ''), coalesce(p.given_name, ''),
		coalesce(p.preferred_name, ''), coalesce(p.family_name, ''), coalesce(s.starts_at, b.starts_at),
		s.id IS NOT NULL, s.deleted_at IS NOT NULL`
	traceTables = `
		LEFT JOIN pf_users u ON u.id = a.user_id
		LEFT JOIN pf_users w ON a.entity = 'user' AND w.id = a.entity_id
		LEFT JOIN pm_telehealth_sessions s ON a.entity = 'session' AND s.org_id = $1 AND s.id = a.entity_id
		LEFT JOIN pm_appointments b ON a.entity = 'appointment' AND b.org_id = $1 AND b.id = a.entity_id
		LEFT JOIN pm_patients p ON p.org_id = $1 AND p.id = CASE a.entity WHEN 'patient' THEN a.entity_id WHEN 'session' THEN s.patient_id
			WHEN 'appointment' THEN b.patient_id END`
)
