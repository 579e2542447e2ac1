package clinic

import "time"

// The events that other programs are told of.
const (
	EventScheduled = "telehealth_session_scheduled"
	EventStarted   = "telehealth_session_started"
	EventCompleted = "telehealth_session_completed"
	EventNoShow    = "telehealth_session_no_show"
	EventCancelled = "telehealth_session_cancelled"
)

// EventTest is sent to one webhook on demand.
const EventTest = "webhook_test"

// Events are those that a webhook can want, in the order of a visit.
var Events = []string{EventScheduled, EventStarted, EventCompleted, EventNoShow, EventCancelled}

// EventData is what an event tells of a session. There is nobody's name in it and no
// word that somebody wrote. Its JSON is a contract with other programs.
type EventData struct {
	Session       SessionID     `json:"session_id"`
	Appointment   AppointmentID `json:"appointment_id"`
	Patient       PatientID     `json:"patient_id"`
	Provider      UserID        `json:"provider_id"`
	Platform      PlatformID    `json:"platform_id,omitempty"`
	Status        Status        `json:"status"`
	Modality      Modality      `json:"modality"`
	StartsAt      time.Time     `json:"starts_at"`
	EndsAt        time.Time     `json:"ends_at"`
	StartedAt     time.Time     `json:"started_at,omitzero"`
	EndedAt       time.Time     `json:"ended_at,omitzero"`
	Minutes       *int          `json:"duration_minutes,omitempty"`
	PatientAt     string        `json:"patient_location,omitempty"`
	PatientState  string        `json:"patient_state,omitempty"`
	ProviderAt    string        `json:"provider_location,omitempty"`
	ProviderState string        `json:"provider_state,omitempty"`
}

// EventOf returns what an event tells of v.
func EventOf(v Session) EventData {
	return EventData{Session: v.ID, Appointment: v.AppointmentID, Patient: v.PatientID, Provider: v.ProviderID, Platform: v.PlatformID,
		Status: v.Status, Modality: v.Modality, StartsAt: v.StartsAt.UTC(), EndsAt: v.EndsAt.UTC(), StartedAt: v.StartedAt.UTC(),
		EndedAt: v.EndedAt.UTC(), Minutes: v.Minutes, PatientAt: v.Location.Patient, PatientState: v.Location.PatientState,
		ProviderAt: v.Location.Provider, ProviderState: v.Location.ProviderState}
}
