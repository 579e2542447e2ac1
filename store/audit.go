package store

import (
	"time"

	"televisit/clinic"
)

// An AuditRow is one row of the audit trail. It is never changed.
type AuditRow struct {
	ID               string
	At               time.Time
	User             clinic.UserID // "" when the program itself acts
	Action           string
	Entity, EntityID string
	Detail           string // JSON
	Kind             clinic.AuditKind
	Origin
	Seq int64  // its place in the chain of its org, from 1; 0: from before there was one
	MAC string // authenticates it and all rows before it in the chain
}

var AuditTable = tableOf("pf_audit", auditColumns)

func auditColumns(a *AuditRow) []column {
	return []column{
		{"id", &a.ID},
		{"at", (*instant)(&a.At)},
		{"user_id", (*optionalText)(&a.User)},
		{"action", &a.Action},
		{"entity", &a.Entity},
		{"entity_id", &a.EntityID},
		{"detail", &a.Detail},
		{"kind", &a.Kind},
		{"via", &a.Via},
		{"address", &a.Address},
		{"seq", &a.Seq},
		{"mac", &a.MAC},
	}
}
