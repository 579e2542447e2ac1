package clinic

import "time"

// maxCorrected is how long a session may be said to have taken.
const maxCorrected = 24 * time.Hour

// Times are when a session took place and how long it lasted: less than the time
// between, when it was interrupted.
type Times struct {
	StartedAt, EndedAt time.Time
	Minutes            int
}

// Times returns those on record, of a session that is completed.
func (s Session) Times() Times {
	t := Times{StartedAt: s.StartedAt, EndedAt: s.EndedAt}
	if s.Minutes != nil {
		t.Minutes = *s.Minutes
	}
	return t
}

// MayCorrect reports whether m may correct the times of s.
func (m Mover) MayCorrect(s Session) bool {
	return s.Status == Completed && s.DeletedAt.IsZero() && m.may(ApproveSessions)
}

// Correct returns s with other times, for a reason, at the instant at. It returns
// Forbidden when by may not correct it, and Invalid naming each field that is
// wrong, or when s is not completed.
func (s Session) Correct(to Times, reason string, by Mover, at time.Time) (Session, error) {
	if !by.may(ApproveSessions) {
		return s, Errorf(Forbidden, "You may not correct the times of this session.")
	}
	if !by.MayCorrect(s) {
		return s, Errorf(Invalid, "Only a completed session has times to correct.")
	}
	p := to.check(by.Settings.Zone(), at)
	p.AddErrors(FieldsOf(CheckReason("reason", reason))...)
	if err := p.Err(); err != nil {
		return s, err
	}
	s.StartedAt, s.EndedAt, s.Minutes = to.StartedAt, to.EndedAt, &to.Minutes
	if minutes(s.Before) != to.Minutes { // where the clock goes on if s is reopened
		s.Before = time.Duration(to.Minutes) * time.Minute
	}
	return s, nil
}

// check returns what is wrong with t at the instant at.
func (t Times) check(zone *time.Location, at time.Time) (p Problems) {
	lasted := t.EndedAt.Sub(t.StartedAt)
	switch {
	case t.EndedAt.After(at):
		p.Add("ended_at", "The end must not be in the future.")
	case lasted <= 0:
		p.Add("ended_at", "The end must be after the start, %s.", clockOf(t.StartedAt, at, zone))
	case lasted > maxCorrected:
		p.Add("ended_at", "A session lasts 24 hours at most.")
	}
	most := int((lasted + time.Minute - 1) / time.Minute)
	if t.Minutes < 0 || len(p) == 0 && t.Minutes > most {
		p.Add("minutes", "Enter whole minutes, from 0 up to the time between start and end.")
	}
	return p
}
