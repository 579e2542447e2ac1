package store

import (
	"context"
	"encoding/json"

	"televisit/clinic"
	"televisit/store/db"
)

// A Deleted is a session that was deleted, by whom and why.
type Deleted struct {
	clinic.Session
	By, Reason string
}

// DeletedSessions returns up to limit sessions that were deleted, the latest deletion
// first, to those who may restore them.
func (o *Org) DeletedSessions(ctx context.Context, limit int) (all []Deleted, err error) {
	err = o.read(ctx, clinic.DeleteSessions, func(c scope) error {
		all, err = list(ctx, c, scanDeleted, deletedSelect, limit)
		return err
	})
	return all, err
}

var deletedSelect = `SELECT ` + SessionTable.selected("s.") + sessionNames + `, coalesce(d.name, ''), coalesce(a.detail, '')` +
	sessionTables + `
	LEFT JOIN pf_audit a ON a.org_id = s.org_id AND a.id = (SELECT max(x.id) FROM pf_audit x
		WHERE x.org_id = s.org_id AND x.entity = 'session' AND x.entity_id = s.id AND x.action = 'session.delete')
	LEFT JOIN pf_users d ON d.id = a.user_id
	WHERE s.org_id = $1 AND s.deleted_at IS NOT NULL ORDER BY s.deleted_at DESC, s.id DESC LIMIT $2`

func scanDeleted(r db.Row) (v Deleted, err error) {
	var p clinic.Patient
	var detail string
	err = r.Scan(SessionTable.into(&v.Session, &p.Given, &p.Preferred, &p.Family, &v.PatientBorn, &v.PatientZone, &v.PatientSpeaks,
		&v.ProviderName, (*optionalText)(&v.Consent.ByName), &v.By, &detail)...)
	v.PatientName = p.Name()
	if err == nil && detail != "" {
		var recorded struct{ Reason string }
		err = json.Unmarshal([]byte(detail), &recorded)
		v.Reason = recorded.Reason
	}
	return v, err
}
