package store

import (
	"context"

	"televisit/clinic"
)

// DayQueries are what a day at a glance asks the database for sessions with.
var DayQueries = map[string]string{activeNow: "pm_sessions_status", scheduledFor: "pm_sessions_start", dayCount: "pm_sessions_start"}

// Waiting returns how many changes wait for their turn, -1 when nobody's is it.
func (s *Store) Waiting() int {
	s.commits.mu.Lock()
	defer s.commits.mu.Unlock()
	if !s.commits.busy {
		return -1
	}
	return len(s.commits.waiting)
}

// Fall is a change that panics once it has written something.
func Fall(ctx context.Context, o *Org) error {
	return o.write(ctx, clinic.ViewSessions, &act{action: "fall"}, func(c scope) error {
		if _, err := c.exec(ctx, `UPDATE pf_organizations SET name = 'fallen' WHERE org_id = $1`); err != nil {
			return err
		}
		panic("fallen")
	})
}

// Leave is a change whose browser is gone in its midst.
func Leave(ctx context.Context, o *Org) error {
	ctx, leave := context.WithCancel(ctx)
	return o.write(ctx, clinic.ViewSessions, &act{action: "leave"}, func(c scope) error {
		leave()
		if _, err := c.exec(ctx, `UPDATE pf_organizations SET name = 'left' WHERE org_id = $1`); err != nil {
			return err
		}
		_, err := c.outside(ctx, `UPDATE pf_setup SET used_at = used_at`)
		return err
	})
}
