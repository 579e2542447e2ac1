package store

import (
	"context"
	"encoding/json"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// An Entry is one thing that was done, from the audit trail.
type Entry struct {
	At     time.Time
	By     string // the actor's name, "" when the program itself acted
	Action string
	Detail map[string]string
}

func scanEntry(r db.Row) (e Entry, err error) {
	var a AuditRow
	if err = r.Scan(AuditTable.into(&a, (*optionalText)(&e.By))...); err != nil {
		return e, err
	}
	e.At, e.Action = a.At, a.Action
	return e, json.Unmarshal([]byte(a.Detail), &e.Detail)
}

// SessionHistory returns who did what to a session, the oldest first. Who looked at it is for
// the trail to say.
func (o *Org) SessionHistory(ctx context.Context, id clinic.SessionID) (all []Entry, err error) {
	err = o.read(ctx, clinic.ViewSessions, func(c scope) error {
		if _, err := c.session(ctx, id, false); err != nil {
			return err
		}
		all, err = list(ctx, c, scanEntry, `SELECT `+AuditTable.selected("a.")+`, u.name FROM pf_audit a LEFT JOIN pf_users u ON u.id = a.user_id
			WHERE a.org_id = $1 AND a.entity = 'session' AND a.entity_id = $2 AND a.kind <> 'reads' ORDER BY a.id`, id)
		return err
	})
	return all, err
}
