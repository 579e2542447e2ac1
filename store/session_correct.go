package store

import (
	"context"
	"strconv"
	"time"

	"televisit/clinic"
)

// CorrectSession puts other times of a completed session on record, for a reason.
// The billing hint is looked up again: it depends on the day.
func (o *Org) CorrectSession(ctx context.Context, id clinic.SessionID, version int64, to clinic.Times,
	reason string) (clinic.Session, error) {
	what := &change{action: "session.correct"}
	return o.changeSession(ctx, clinic.ApproveSessions, id, version, what, func(c scope, old clinic.Session) (clinic.Session, error) {
		v, err := old.Correct(to, reason, o.Mover(old.ProviderID), c.now)
		if err != nil {
			return v, err
		}
		what.detail = map[string]any{"reason": reason}
		addTimes(what.detail, "", v)
		addTimes(what.detail, "old_", old)
		v.Billing, err = c.hint(ctx, v, o.a.settings)
		return v, err
	})
}

// addTimes adds the times of v to what the audit trail keeps, under names that
// begin with prefix. What was not on record stays out.
func addTimes(detail map[string]any, prefix string, v clinic.Session) {
	for name, t := range map[string]time.Time{"started": v.StartedAt, "ended": v.EndedAt} {
		if !t.IsZero() {
			detail[prefix+name] = t.UTC().Format(time.RFC3339)
		}
	}
	if v.Minutes != nil {
		detail[prefix+"minutes"] = strconv.Itoa(*v.Minutes)
	}
}
