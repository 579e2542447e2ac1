package store

import (
	"context"
	"fmt"
	"time"

	"televisit/clinic"
)

// Moved is a session after a move.
type Moved struct {
	clinic.Session
	From clinic.Status
}

// MoveSession moves a session that the caller saw at version. Whether the
// actor may is for the move to say. It returns NotFound, Invalid, Forbidden or
// Conflict; then nothing is saved, and the session is as it stands.
func (o *Org) MoveSession(ctx context.Context, id clinic.SessionID, version int64, m clinic.Move) (moved Moved, err error) {
	what := &change{action: "session.move"}
	next := func(c scope, old clinic.Session) (clinic.Session, error) {
		if m.Consent != nil {
			m.Consent.RecordedBy, m.Consent.RecordedAt = o.a.user, c.now
			if err := c.agreedTo(ctx, old, m.Consent, o.a.settings); err != nil {
				return old, err
			}
		}
		v, err := old.Move(m, o.Mover(old.ProviderID), c.now)
		if err != nil {
			return v, err
		}
		moved.From = old.Status
		what.detail = map[string]any{"from": old.Status, "to": v.Status, "reason": m.Reason}
		if m.Consent != nil {
			noteConsent(what.detail, v.Consent)
		}
		noteLocation(what.detail, old, v)
		if v.Audio != old.Audio {
			what.detail["audio"] = "recorded"
		}
		if v.Status == clinic.Completed {
			if !m.EndedAt.IsZero() {
				what.detail["ended"] = v.EndedAt.UTC().Format(time.RFC3339)
			}
			if v.Billing, err = c.hint(ctx, v, o.a.settings); err != nil {
				return v, err
			}
		}
		if v, err = c.relink(ctx, what, old, v); err != nil {
			return v, err
		}
		what.events = moveEvents(old.Status, v)
		return v, o.takenUpAgain(ctx, c, what, old, v, m)
	}
	moved.Session, err = o.changeSession(ctx, clinic.ViewSessions, id, version, what, next)
	return moved, err
}

// noteLocation puts into detail whether a move recorded where both sides are, or
// completed v without.
func noteLocation(detail map[string]any, old, v clinic.Session) {
	switch {
	case v.Location != old.Location:
		detail["location"] = "recorded"
	case v.Status == clinic.Completed && v.Location.Missing():
		detail["location"] = "missing"
	}
}

// moveEvents returns what other programs are told of a move that made a session v.
func moveEvents(from clinic.Status, v clinic.Session) []event {
	name := ""
	switch {
	case from == clinic.Scheduled && v.Status == clinic.Active:
		name = clinic.EventStarted
	case v.Status == clinic.Completed:
		name = clinic.EventCompleted
	case v.Status == clinic.NoShow:
		name = clinic.EventNoShow
	case v.Status == clinic.Cancelled:
		name = clinic.EventCancelled
	default:
		return nil
	}
	return []event{{name, clinic.EventOf(v)}}
}

// RecordConsent puts on record what the patient said about consent.
func (o *Org) RecordConsent(ctx context.Context, id clinic.SessionID, version int64, consent clinic.Consent) (clinic.Session, error) {
	what := &change{action: "session.consent", detail: map[string]any{"reason": consent.Reason}}
	return o.changeSession(ctx, clinic.EditSessions, id, version, what, func(c scope, v clinic.Session) (clinic.Session, error) {
		if err := o.mayRecord(v); err != nil {
			return v, err
		}
		if err := consent.Check(); err != nil {
			return v, err
		}
		consent.RecordedBy, consent.RecordedAt = o.a.user, c.now
		if err := c.agreedTo(ctx, v, &consent, o.a.settings); err != nil {
			return v, err
		}
		v.Consent = consent.After(v.Consent)
		noteConsent(what.detail, v.Consent)
		return v, nil
	})
}

// noteConsent puts into detail what is on record about consent from now on.
func noteConsent(detail map[string]any, c clinic.Consent) {
	detail["consent"], detail["method"] = c.State, c.Method
	if c.Withdrawn {
		detail["withdrawn"] = "yes"
	}
	if c.Text.Version > 0 {
		detail["text"] = fmt.Sprintf("%s %d", c.Text.Language, c.Text.Version)
	}
}

// RecordLocation puts on record where both sides are. On a completed session
// the billing hint is looked up again: it depends on the place.
func (o *Org) RecordLocation(ctx context.Context, id clinic.SessionID, version int64, at clinic.Location) (clinic.Session, error) {
	what := &change{action: "session.location"}
	return o.changeSession(ctx, clinic.EditSessions, id, version, what, func(c scope, v clinic.Session) (clinic.Session, error) {
		if err := o.mayRecord(v); err != nil {
			return v, err
		}
		if err := at.Check(); err != nil {
			return v, err
		}
		v.Location = at
		if v.Status != clinic.Completed {
			return v, nil
		}
		var err error
		v.Billing, err = c.hint(ctx, v, o.a.settings)
		return v, err
	})
}

// mayRecord returns Forbidden where the actor may neither edit nor host v.
func (o *Org) mayRecord(v clinic.Session) error {
	if o.Mover(v.ProviderID).MayRecord() {
		return nil
	}
	return clinic.Errorf(clinic.Forbidden, "Only the provider or the front desk may record this.")
}

// DeleteSession hides a session everywhere. It is never erased.
func (o *Org) DeleteSession(ctx context.Context, id clinic.SessionID, version int64, reason string) (clinic.Session, error) {
	what := &change{action: "session.delete", detail: map[string]any{"reason": reason}}
	return o.changeSession(ctx, clinic.DeleteSessions, id, version, what, func(c scope, v clinic.Session) (clinic.Session, error) {
		deleted, err := v.Delete(reason, c.now)
		if err != nil {
			return v, err
		}
		return c.relink(ctx, what, v, deleted)
	})
}

// RestoreSession shows a deleted session again. It returns Conflict when its
// appointment has another live session by now.
func (o *Org) RestoreSession(ctx context.Context, id clinic.SessionID, version int64, reason string) (clinic.Session, error) {
	what := &change{action: "session.restore", detail: map[string]any{"reason": reason}}
	return o.changeSession(ctx, clinic.DeleteSessions, id, version, what, func(c scope, v clinic.Session) (clinic.Session, error) {
		if v.Status == clinic.Scheduled {
			if err := c.stillPlanned(ctx, v); err != nil {
				return v, err
			}
		}
		restored, err := v.Restore(reason)
		if err != nil {
			return v, err
		}
		return c.relink(ctx, what, v, restored)
	})
}

// stillPlanned returns Invalid when the appointment of v is no longer what v
// was made for.
func (c scope) stillPlanned(ctx context.Context, v clinic.Session) error {
	a, err := c.appointment(ctx, v.AppointmentID)
	if err == nil && (a.Status != clinic.Booked || !plannedFor(v, a)) {
		err = errReplanned
	}
	return err
}
