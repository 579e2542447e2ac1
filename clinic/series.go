package clinic

import (
	"slices"
	"time"
)

// An Exception is what somebody chose for one appointment of a series that cannot be
// as the others. Without a choice it is to be as planned.
type Exception struct {
	Key    string // which it is: the day that it would be on, or the id of one that there is
	Skip   bool   // there is to be none, or it stays as it is
	Move   bool   // it is on Day, and begins at Starts
	Day    Day
	Starts string // "15:04"
}

// Field returns the field of a form that what is wrong with e is said at.
func (e Exception) Field() string { return "each-" + e.Key }

// A Series is what somebody wants the appointments after the first one to be.
type Series struct {
	Repeat
	Exceptions []Exception
}

// A Planned is an appointment of a series after its first.
type Planned struct {
	Chosen Exception
	At     Occurrence
}

// Plan returns what is to be booked after the first appointment. Those that are moved
// come last: where one of them clashes with another one of the series, it is the one to
// be moved again.
func (s Series) Plan(first Occurrence) []Planned {
	var asPlanned, moved []Planned
	for _, day := range s.After(first.Day) {
		p := Planned{ExceptionOf(s.Exceptions, string(day)), first}
		p.At.Day = day
		switch p.At = p.At.With(p.Chosen); {
		case p.Chosen.Skip:
		case p.Chosen.Move:
			moved = append(moved, p)
		default:
			asPlanned = append(asPlanned, p)
		}
	}
	return append(asPlanned, moved...)
}

// ExceptionOf returns what of all was chosen for the one with that key.
func ExceptionOf(all []Exception, key string) Exception {
	if i := slices.IndexFunc(all, func(e Exception) bool { return e.Key == key }); i >= 0 {
		return all[i]
	}
	return Exception{Key: key}
}

// Follow returns what a is to be when old, an earlier one of its series, becomes b: what
// was changed of that one is changed, and all else stays as it is, but for what e says
// of its time. It returns Invalid, and the time as it is, when there is no such time.
func (a Appointment) Follow(old Appointment, b Booking, e Exception, zone *time.Location) (Booking, error) {
	w := a.Booking()
	w.OverrideReason, w.SharesRoom, w.Afterwards = "", b.SharesRoom, b.Afterwards
	follow(&w.PatientID, old.PatientID, b.PatientID)
	follow(&w.ProviderID, old.ProviderID, b.ProviderID)
	follow(&w.Telehealth, old.Telehealth, b.Telehealth)
	follow(&w.Modality, old.Modality, b.Modality)
	follow(&w.PlatformID, old.PlatformID, b.PlatformID)
	was := OccurrenceOf(a.Span(), zone)
	is := was.Follow(OccurrenceOf(old.Span(), zone), OccurrenceOf(b.Span(), zone)).With(e)
	if is == was {
		return w, nil
	}
	span, err := is.Span(zone)
	if err == nil {
		w.StartsAt, w.EndsAt = span.Start, span.End
	}
	return w, err
}

func follow[T comparable](v *T, old, changed T) {
	if old != changed {
		*v = changed
	}
}
