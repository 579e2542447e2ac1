package store

import (
	"context"
	"encoding/json"
	"fmt"

	"televisit/clinic"
	"televisit/store/db"
)

// An act is one change: what is done to what, for the audit trail.
type act struct {
	action, entity, id string
	detail             map[string]any // stored as JSON, null when nothing more is to say
	events             []event
	also               []*act // what follows from it
}

// An event tells other programs what happened to the act's entity.
type event struct {
	name    string
	payload map[string]any
}

// change is what write does once it is permitted. by is "" when the program
// itself acts, as in a set-up.
func (s *Store) change(ctx context.Context, org clinic.OrgID, by clinic.UserID, a *act, do func(scope) error) error {
	foreign, version := s.db.ForeignWrites(), int64(0)
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		c := scope{org, s.now(), tx}
		if err = do(c); err == nil {
			version, err = c.record(ctx, by, a)
		}
		return err
	})
	if err != nil {
		return err
	}
	s.versions.bump(org, version, foreign)
	if changesLogins(a.entity) {
		s.logins.invalidate()
	}
	return nil
}

// record writes the audit and event rows of a and of what follows from it,
// and the org's next version.
func (c scope) record(ctx context.Context, by clinic.UserID, a *act) (version int64, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("record %s: %w", a.action, err)
		}
	}()
	for _, a := range append([]*act{a}, a.also...) {
		detail, err := json.Marshal(a.detail)
		if err != nil {
			return 0, err
		}
		if _, err = c.exec(ctx, `INSERT INTO pf_audit (org_id, id, at, user_id, action, entity, entity_id, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			newID(), c.now.UnixMilli(), orNull(string(by)), a.action, a.entity, a.id, string(detail)); err != nil {
			return 0, err
		}
		for _, e := range a.events {
			if err := c.tell(ctx, a.id, e); err != nil {
				return 0, err
			}
		}
	}
	return one(ctx, c, db.Int, `UPDATE pf_organizations SET version = version + 1 WHERE org_id = $1 RETURNING version`)
}

// tell writes one event row.
func (c scope) tell(ctx context.Context, id string, e event) error {
	payload, err := json.Marshal(e.payload)
	if err != nil {
		return err
	}
	_, err = c.exec(ctx, `INSERT INTO pf_events (org_id, id, at, name, entity_id, payload) VALUES ($1, $2, $3, $4, $5, $6)`,
		newID(), c.now.UnixMilli(), e.name, id, string(payload))
	return err
}
