package clinic

import "slices"

// Places are where a patient or a provider can be during a visit.
var Places = []string{"home", "office", "shelter", "facility", "school", "work", "vehicle", "other"}

// Location is where both sides were. Empty texts are not recorded yet.
type Location struct {
	Patient, PatientState   string // one of Places; two-letter US state
	Provider, ProviderState string
}

// Missing reports whether where the patient is is not on record. A place without
// its state is no location: license and claim need both.
func (l Location) Missing() bool { return l.Patient == "" || l.PatientState == "" }

// PatientPlace returns the patient's place as far as it counts, "" for none.
func (l Location) PatientPlace() string {
	if l.Missing() {
		return ""
	}
	return l.Patient
}

// Check returns an Invalid error that names each field that is not a place or
// a state, or that the other of the two lacks.
func (l Location) Check() error {
	var p Problems
	side := func(who, place, state string) {
		switch {
		case place != "" && !slices.Contains(Places, place), place == "" && state != "":
			p.Add(who+"_place", "Choose one of the listed places.")
		}
		switch {
		case state != "" && !slices.Contains(USStates, state):
			p.Add(who+"_state", "Choose a US state or territory.")
		case state == "" && place != "":
			p.Add(who+"_state", "Choose the state as well. A place without its state does not count.")
		}
	}
	side("patient", l.Patient, l.PatientState)
	side("provider", l.Provider, l.ProviderState)
	return p.Err()
}

// USStates are the postal codes of states, the district and territories.
var USStates = []string{
	"AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA", "ME",
	"MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA", "RI",
	"SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "AS", "GU", "MP", "PR", "VI",
}
