package clinic

import "time"

// MayEndAsPlanned reports whether s, which is active, can be completed at its
// planned end: that lies between the start of the running span and now.
func (s Session) MayEndAsPlanned(now time.Time) bool {
	return s.EndsAt.After(s.SpanAt) && !s.EndsAt.After(now)
}

// end returns when s ends if it is completed by m at that instant.
func (m Move) end(at time.Time) time.Time {
	if m.EndedAt.IsZero() {
		return at
	}
	return m.EndedAt
}

// checkEnd returns Invalid when s, which is active, cannot have ended when m
// says.
func (s Session) checkEnd(m Move, zone *time.Location, at time.Time) error {
	if m.To != Completed || m.EndedAt.IsZero() {
		return nil
	}
	var p Problems
	if m.EndedAt.After(at) {
		p.Add("ended_at", "The end must not be in the future.")
	}
	if !m.EndedAt.After(s.SpanAt) {
		p.Add("ended_at", "The end must be after the start, %s.", clockOf(s.SpanAt, at, zone))
	}
	return p.Err()
}

// clockOf returns when t is, with its date unless that is the date of now.
func clockOf(t, now time.Time, zone *time.Location) LocalTime {
	if DayIn(t, zone) == DayIn(now, zone) {
		return LocalTime{t.In(zone), "15:04"}
	}
	return LocalTime{t.In(zone), "2 Jan, 15:04"}
}
