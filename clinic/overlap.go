package clinic

import (
	"slices"
	"time"
)

// A TimeTaken is the time that an appointment takes of its patient and provider.
type TimeTaken struct {
	Appointment      AppointmentID
	Patient          PatientID
	Provider         UserID
	StartsAt, EndsAt time.Time
}

// An Overlap says whose time two appointments take at once.
type Overlap struct{ Provider, Patient bool }

// Overlaps returns those of all that overlap another in their provider's or their
// patient's time.
func Overlaps(all []TimeTaken) map[AppointmentID]Overlap {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b TimeTaken) int { return a.StartsAt.Compare(b.StartsAt) })
	found := map[AppointmentID]Overlap{}
	for i, a := range all {
		for _, b := range all[i+1:] {
			if !b.StartsAt.Before(a.EndsAt) {
				break
			}
			for _, id := range []AppointmentID{a.Appointment, b.Appointment} {
				o := found[id]
				o.Provider = o.Provider || a.Provider == b.Provider
				o.Patient = o.Patient || a.Patient == b.Patient
				found[id] = o
			}
		}
	}
	return found
}
