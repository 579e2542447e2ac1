// Package clinic holds the rules of the practice: who may do what, how a
// session moves, what a visit may be billed as. It imports only the standard
// library and touches neither files, nor SQL, nor HTTP, nor the clock.
package clinic

// Ids are opaque UUIDv7 texts; each kind has its own type so that they cannot
// be mixed up.
type (
	OrgID         string
	UserID        string
	RoleID        string
	PatientID     string
	AppointmentID string
	SeriesID      string
	SessionID     string
	PlatformID    string
	WebhookID     string
)
