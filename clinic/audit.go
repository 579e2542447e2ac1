package clinic

import "strings"

// An AuditKind is what an entry of the audit trail is about.
type AuditKind string

// The kinds of entries.
const (
	AuditSessions     AuditKind = "sessions"
	AuditPatients     AuditKind = "patients"
	AuditAppointments AuditKind = "appointments"
	AuditPeople       AuditKind = "people"
	AuditSettings     AuditKind = "settings"
	AuditLogins       AuditKind = "logins"
	AuditReads        AuditKind = "reads"
	AuditExports      AuditKind = "exports"
)

// AuditKinds are all kinds, in the order that they are offered in.
var AuditKinds = []AuditKind{AuditReads, AuditExports, AuditSessions, AuditPatients, AuditAppointments, AuditPeople, AuditSettings,
	AuditLogins}

// AuditKindOf returns the kind of an action, as session.move, on an entity. What is not
// known otherwise is a setting of the practice.
func AuditKindOf(action, entity string) AuditKind {
	switch {
	case strings.HasSuffix(action, ".read"):
		return AuditReads
	case strings.HasSuffix(action, ".export"):
		return AuditExports
	case strings.HasPrefix(action, "login."), action == "user.password":
		return AuditLogins
	}
	switch entity {
	case "session":
		return AuditSessions
	case "patient":
		return AuditPatients
	case "appointment":
		return AuditAppointments
	case "user", "role":
		return AuditPeople
	}
	return AuditSettings
}
