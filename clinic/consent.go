package clinic

import (
	"slices"
	"time"
)

// A ConsentState says whether the patient agreed to be seen by telehealth.
type ConsentState string

// The consent states.
const (
	ConsentPending     ConsentState = "pending"
	ConsentGranted     ConsentState = "granted"
	ConsentDeclined    ConsentState = "declined"
	ConsentNotRequired ConsentState = "not_required"
	ConsentOverridden  ConsentState = "overridden"
)

// ConsentStates are the known ones.
var ConsentStates = []ConsentState{ConsentPending, ConsentGranted, ConsentDeclined, ConsentNotRequired, ConsentOverridden}

// ConsentMethods are the ways a consent can be given.
var ConsentMethods = []string{"verbal", "written", "electronic"}

// Consent is what is on record about the patient's consent to one session.
type Consent struct {
	State      ConsentState
	Method     string // one of ConsentMethods when granted, else ""
	Reason     string // of an override
	RecordedBy UserID
	ByName     string // read back with RecordedBy, not stored
	RecordedAt time.Time
}

// Check returns an Invalid error when c is not something to put on record.
func (c Consent) Check() error {
	var p Problems
	if !slices.Contains(ConsentStates, c.State) {
		p.Add("consent", "Choose what the patient said about consent.")
	}
	if c.State == ConsentGranted && !slices.Contains(ConsentMethods, c.Method) {
		p.Add("method", "Choose how consent was given: verbal, written or electronic.")
	}
	if c.State == ConsentOverridden {
		p = append(p, FieldsOf(CheckReason("consent_reason", c.Reason))...)
	}
	return p.Err()
}

// allowsStart reports whether a session may start. required is the org's
// setting: where it is off, only a refusal stands in the way.
func (c Consent) allowsStart(required bool) bool {
	switch c.State {
	case ConsentGranted, ConsentNotRequired, ConsentOverridden:
		return true
	case ConsentDeclined:
		return false
	}
	return !required
}
