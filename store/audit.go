package store

import (
	"time"

	"televisit/clinic"
)

// An auditRow is one row of the audit trail. It is never changed.
type auditRow struct {
	id               string
	at               time.Time
	user             clinic.UserID // "" when the program itself acts
	action           string
	entity, entityID string
	detail           string // JSON
}

var auditTable = tableOf("pf_audit", auditColumns)

func auditColumns(a *auditRow) []Column {
	return []Column{
		{"id", &a.id},
		{"at", (*instant)(&a.at)},
		{"user_id", (*optionalText)(&a.user)},
		{"action", &a.action},
		{"entity", &a.entity},
		{"entity_id", &a.entityID},
		{"detail", &a.detail},
	}
}
