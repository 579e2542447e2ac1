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
	found := map[AppointmentID]Overlap{}
	eachOverlap(all, func(t TimeTaken) Span { return Span{t.StartsAt, t.EndsAt} }, func(a, b TimeTaken) {
		for _, id := range []AppointmentID{a.Appointment, b.Appointment} {
			o := found[id]
			o.Provider = o.Provider || a.Provider == b.Provider
			o.Patient = o.Patient || a.Patient == b.Patient
			found[id] = o
		}
	})
	return found
}

// eachOverlap calls do with each two of all whose times overlap.
func eachOverlap[T any](all []T, spanOf func(T) Span, do func(a, b T)) {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b T) int { return spanOf(a).Start.Compare(spanOf(b).Start) })
	for i, a := range all {
		for _, b := range all[i+1:] {
			if !spanOf(b).Start.Before(spanOf(a).End) {
				break
			}
			do(a, b)
		}
	}
}
