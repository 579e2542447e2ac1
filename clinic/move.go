package clinic

import "time"

// How long a step can be taken back: a start and an end by the host, a no-show by
// the desk too, a booking by whoever made it.
const (
	UndoStart   = 2 * time.Minute
	Reopen      = 30 * time.Minute
	UndoNoShow  = 12 * time.Hour
	UndoBooking = time.Hour
)

// A Mover is who wants to move a session, and the house rules that apply.
type Mover struct {
	User     UserID
	Rights   Rights
	Own      bool // the mover is the session's provider
	Settings Settings
}

func (m Mover) may(p Permission) bool { return m.Rights.MayFor(p, m.Own) }

// MayRecord reports whether m may put consent and location on record.
func (m Mover) MayRecord() bool { return m.may(EditSessions) || m.may(HostSessions) }

// A Transition is a move that its asker may make, within its time.
type Transition struct {
	To            Status
	NeedsReason   bool
	NeedsConsent  bool      // consent must come with the move
	NeedsLocation bool      // so must where the patient is, or that it is not known
	AsksAudio     bool      // why there was no video is asked, and may stay open
	From, Until   time.Time // zero when it is open on that side
}

// Open reports whether the move may be made at that instant.
func (t Transition) Open(at time.Time) bool { return !at.Before(t.From) && !t.Over(at) }

// Over reports whether the time for the move is over at that instant.
func (t Transition) Over(at time.Time) bool { return !t.Until.IsZero() && at.After(t.Until) }

type endpoints struct{ from, to Status }

// transitions are all moves there are. Each says whether by may make it, and how.
var transitions = map[endpoints]func(s Session, by Mover) (Transition, bool){
	{Scheduled, Active}: func(s Session, by Mover) (Transition, bool) {
		return Transition{NeedsConsent: !s.Consent.allowsStart(by.Settings.RequireConsent), NeedsLocation: s.lacksLocation(by.Settings)},
			by.may(HostSessions)
	},
	{Active, Completed}: func(s Session, by Mover) (Transition, bool) {
		t := Transition{NeedsReason: !by.may(HostSessions), NeedsLocation: s.lacksLocation(by.Settings), AsksAudio: s.AsksAudio()}
		return t, by.may(HostSessions) || by.may(ApproveSessions)
	},
	{Active, Scheduled}: func(s Session, by Mover) (Transition, bool) {
		return Transition{NeedsReason: true, Until: s.StartedAt.Add(UndoStart)}, by.may(HostSessions)
	},
	{Completed, Active}: func(s Session, by Mover) (Transition, bool) {
		t := Transition{NeedsReason: true, NeedsConsent: s.Consent.Withdrawn}
		if by.may(ApproveSessions) {
			return t, true
		}
		t.Until = s.EndedAt.Add(Reopen)
		return t, by.may(HostSessions)
	},
	{Scheduled, NoShow}: func(s Session, by Mover) (Transition, bool) {
		return Transition{From: s.StartsAt.Add(by.Settings.NoShowGrace)}, by.may(EditSessions)
	},
	{NoShow, Scheduled}: fromNoShow,
	{NoShow, Active}: func(s Session, by Mover) (Transition, bool) {
		t, ok := fromNoShow(s, by)
		t.NeedsConsent, t.NeedsLocation = !s.Consent.allowsStart(by.Settings.RequireConsent), s.lacksLocation(by.Settings)
		return t, ok && by.may(HostSessions)
	},
	{Scheduled, Cancelled}: func(s Session, by Mover) (Transition, bool) {
		if by.may(EditSessions) {
			return Transition{NeedsReason: true}, true
		}
		return Transition{NeedsReason: true, Until: s.CreatedAt.Add(UndoBooking)}, by.User != "" && s.BookedBy == by.User
	},
	{Cancelled, Scheduled}: func(s Session, by Mover) (Transition, bool) {
		return Transition{Until: s.EndsAt}, by.may(CreateSessions)
	},
}

// fromNoShow is open to the desk and the host for a while, and later to who
// approves. A start needs the host in any case.
func fromNoShow(s Session, by Mover) (Transition, bool) {
	if by.may(ApproveSessions) {
		return Transition{NeedsReason: true}, true
	}
	marked := s.NoShowAt
	if marked.IsZero() {
		marked = s.StartsAt
	}
	return Transition{NeedsReason: true, Until: marked.Add(UndoNoShow)}, by.may(EditSessions) || by.may(HostSessions)
}

// Transitions returns the moves that by may make from where s stands, also those
// whose time has not come or is over, in the order of Statuses.
func (s Session) Transitions(by Mover) (all []Transition) {
	for _, to := range Statuses {
		if t, ok := s.Transition(to, by); ok {
			all = append(all, t)
		}
	}
	return all
}

// Transition returns the move to a status, and ok=false when there is none or by
// may never make it.
func (s Session) Transition(to Status, by Mover) (t Transition, ok bool) {
	rule, known := transitions[endpoints{s.Status, to}]
	if !known || !s.DeletedAt.IsZero() {
		return Transition{}, false
	}
	t, ok = rule(s, by)
	t.To = to
	return t, ok
}

// lacksLocation reports whether where the patient is is to be asked, and is not on
// record.
func (s Session) lacksLocation(set Settings) bool { return set.AsksLocation() && s.Location.Missing() }

// A Move is one wish to move a session.
type Move struct {
	To         Status
	Reason     string
	Consent    *Consent        // recorded with a start; nil leaves what is on record
	Location   *Location       // recorded with a start or an end; nil leaves what is on record
	NoLocation bool            // it is known that nobody knows where the patient is
	Audio      *AudioOnlyFacts // recorded with an end; nil leaves what is on record
	EndedAt    time.Time       // when a session that is completed ended; zero for now
	// With a session that is taken up again: that another patient in its room is
	// known, and why its time may overlap another appointment.
	SharesRoom     bool
	OverrideReason string
}

// Move returns s as it is after m at the instant at. It returns Invalid when
// there is no such move or its time, reason or consent is missing, and
// Forbidden when by may not make it.
func (s Session) Move(m Move, by Mover, at time.Time) (Session, error) {
	if !m.To.Known() {
		return s, FieldErrorf("to", "There is no such status.")
	}
	if _, known := transitions[endpoints{s.Status, m.To}]; !known || !s.DeletedAt.IsZero() {
		return s, FieldErrorf("to", "A session that is %s cannot become %s.", s.Status, m.To)
	}
	s, p := s.recorded(m)
	t, ok := s.Transition(m.To, by)
	if !ok {
		return s, Errorf(Forbidden, "You may not make this session %s.", m.To)
	}
	err := t.refuse(s, m, by, at)
	if err != nil && KindOf(err) != Invalid {
		return s, err
	}
	p.AddErrors(FieldsOf(err)...)
	if err := p.Err(); err != nil {
		return s, err
	}
	if m.To == Completed {
		at = m.end(at)
	}
	return s.moved(m.To, at), nil
}

// recorded returns s with what m puts on record, and what is wrong with that.
func (s Session) recorded(m Move) (Session, Problems) {
	var p Problems
	if m.Consent != nil && m.To == Active {
		s.Consent = m.Consent.After(s.Consent)
		p.AddErrors(FieldsOf(m.Consent.Check())...)
	}
	if m.Location != nil && (m.To == Active || m.To == Completed) {
		s.Location = *m.Location
		p.AddErrors(FieldsOf(m.Location.Check())...)
	}
	if m.Audio != nil && m.To == Completed && s.Modality == AudioOnly {
		s.Audio = m.Audio.Clean()
		p.AddErrors(FieldsOf(s.Audio.Check())...)
	}
	return s, p
}

// refuse returns why s cannot be moved by m at that instant, and nil when it can.
func (t Transition) refuse(s Session, m Move, by Mover, at time.Time) error {
	zone := by.Settings.Zone()
	var p Problems
	switch {
	case at.Before(t.From):
		p.Add("to", "This session can become %s from %s on.", m.To, clockOf(t.From, at, zone))
	case !t.Open(at) && m.To == Scheduled && t.NeedsReason, !t.Open(at) && (m.To == Active || m.To == Cancelled):
		return Errorf(Forbidden, "This could be taken back until %s. Ask someone who may approve it.", clockOf(t.Until, at, zone))
	case !t.Open(at):
		p.Add("to", "The planned end has passed. Schedule a new appointment.")
	}
	if t.NeedsConsent {
		p.Add("consent", s.Consent.askAgain())
	}
	if t.NeedsLocation && (!m.NoLocation || by.Settings.RequireLocation == LocationBlock) {
		p.AddErrors(s.askLocation(m.To)...)
	}
	if t.NeedsReason || m.Reason != "" {
		p = append(p, FieldsOf(CheckReason("reason", m.Reason))...)
	}
	p.AddErrors(FieldsOf(s.checkEnd(m, zone, at))...)
	return p.Err()
}

// askLocation says which half of where the patient is is missing, and what for.
func (s Session) askLocation(to Status) []FieldError {
	field, why := "patient_place", "Record where the patient is: help goes there in an emergency, and the license must cover the state."
	if to == Completed {
		why = "Record where the patient was: without it the claim has no place of service, and no hint can be given."
	}
	if s.Location.Patient != "" {
		field = "patient_state"
	}
	return []FieldError{{field, Msg(why)}}
}

// moved applies the effects of a move that is allowed.
func (s Session) moved(to Status, at time.Time) Session {
	from := s.Status
	s.Status, s.NoShowAt, s.CancelledAt = to, time.Time{}, time.Time{}
	switch to {
	case Active:
		if from != Completed {
			s.StartedAt, s.Before = at, 0
		}
		s.SpanAt, s.EndedAt, s.Minutes, s.Billing = at, time.Time{}, nil, nil
	case Completed:
		if at.Before(s.SpanAt) { // the clock was set back meanwhile
			at = s.SpanAt
		}
		s.Before += at.Sub(s.SpanAt)
		n := minutes(s.Before)
		s.SpanAt, s.EndedAt, s.Minutes = time.Time{}, at, &n
	case Scheduled:
		s.StartedAt, s.SpanAt, s.EndedAt, s.Before = time.Time{}, time.Time{}, time.Time{}, 0
	case NoShow:
		s.NoShowAt, s.URL = at, ""
	case Cancelled:
		s.CancelledAt, s.URL = at, ""
	}
	return s
}

// Delete returns s hidden everywhere as of at. It returns Invalid without a
// reason or while s is active.
func (s Session) Delete(reason string, at time.Time) (Session, error) {
	var p Problems
	if s.Status == Active {
		p.Add("reason", "An active session cannot be deleted. Complete it first.")
	}
	p.AddErrors(FieldsOf(CheckReason("reason", reason))...)
	s.DeletedAt, s.URL = at, ""
	return s, p.Err()
}

// Restore returns s shown again. It returns Invalid without a reason.
func (s Session) Restore(reason string) (Session, error) {
	var p Problems
	if s.DeletedAt.IsZero() {
		p.Add("reason", "This session is not deleted.")
	}
	p.AddErrors(FieldsOf(CheckReason("reason", reason))...)
	s.DeletedAt = time.Time{}
	return s, p.Err()
}
