package clinic

import "slices"

// Places are where a patient or a provider can be during a visit.
var Places = []string{"home", "office", "shelter", "facility", "school", "work", "vehicle", "other"}

// Location is where both sides were. Empty texts are not recorded yet.
type Location struct {
	Patient, PatientState   string // one of Places; two-letter US state
	Provider, ProviderState string
}

// Missing reports whether the patient's place is not on record.
func (l Location) Missing() bool { return l.Patient == "" }

// Check returns an Invalid error that names each field that is not a place or
// a state.
func (l Location) Check() error {
	var p Problems
	place := func(field, v string) {
		if v != "" && !slices.Contains(Places, v) {
			p.Add(field, "Choose one of the listed places.")
		}
	}
	state := func(field, v string) {
		if v != "" && !slices.Contains(USStates, v) {
			p.Add(field, "Choose a US state or territory.")
		}
	}
	place("patient_place", l.Patient)
	state("patient_state", l.PatientState)
	place("provider_place", l.Provider)
	state("provider_state", l.ProviderState)
	return p.Err()
}

// USStates are the postal codes of states, the district and territories.
var USStates = []string{
	"AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA", "ME",
	"MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA", "RI",
	"SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "AS", "GU", "MP", "PR", "VI",
}
