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
	Text       ConsentRef // that was agreed to, also when it was withdrawn since
	Withdrawn  bool       // declined after it was granted
}

// After returns c as it is put on record after old: who declines what they granted withdraws it.
func (c Consent) After(old Consent) Consent {
	c.Withdrawn = c.State == ConsentDeclined && (old.State == ConsentGranted || old.Withdrawn)
	switch {
	case c.Withdrawn:
		c.Text = old.Text
	case c.State != ConsentGranted:
		c.Text = ConsentRef{}
	}
	return c
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

// askAgain says why a session does not start with c.
func (c Consent) askAgain() string {
	switch {
	case c.Withdrawn:
		return "The patient withdrew consent. Record that they agreed again before the session starts."
	case c.State == ConsentDeclined:
		return "The patient declined. Record that they agreed after all before the session starts."
	}
	return "Record the patient's consent before the session starts."
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
