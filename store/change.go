package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"televisit/clinic"
	"televisit/store/db"
)

// A change says what is done to what, for the audit trail.
type change struct {
	action, entity, id string
	detail             map[string]any // stored as JSON, null when nothing more is to say
	events             []event
	followUps          []*change
	outgoing           bool // there is something to be sent to a webhook
	keyLost            bool // it goes on record although the key of the record before it is lost
}

// An event tells other programs what happened to the entity of a change.
type event struct {
	name    string
	payload any // stored as JSON
}

// write saves a change that is permitted. by is "" when the program itself acts,
// as in a set-up.
func (s *Store) write(ctx context.Context, org clinic.OrgID, by clinic.UserID, what *change, do func(scope) error) error {
	foreign, version := s.db.ForeignWrites(), int64(0)
	first := *what
	err := s.db.Write(ctx, db.Owner(org), func(tx *db.Tx) (err error) {
		*what = first.again() // the database may have broken off an earlier try
		c := scope{org, s.now(), tx}
		if err = do(c); err == nil {
			version, err = s.record(ctx, c, by, what)
		}
		return err
	})
	if err != nil {
		return err
	}
	s.versions.bump(org, version, foreign)
	if what.touchesLogins() {
		s.logins.invalidate()
	}
	if what.outgoing {
		s.wakeCourier()
	}
	return nil
}

// again returns what as it was before anything was added to it.
func (what change) again() change {
	what.detail, what.followUps = maps.Clone(what.detail), slices.Clone(what.followUps)
	return what
}

// touchesLogins reports whether what, or what follows from it, can change who
// may do what, or how a login is shown. Whatever is not known to be of the
// practice alone counts.
func (what *change) touchesLogins() bool {
	switch what.entity {
	case "session", "appointment", "patient", "day", "billing", "rule", "report", "webhook":
		return slices.ContainsFunc(what.followUps, (*change).touchesLogins)
	}
	return true
}

// record writes the audit and event rows of what and of its follow-ups, and the
// org's next version.
func (s *Store) record(ctx context.Context, c scope, by clinic.UserID, what *change) (version int64, err error) {
	open := s.chainOf
	if what.keyLost {
		open = s.endOfChain
	}
	h, err := open(ctx, c)
	if err != nil {
		return 0, err
	}
	for _, w := range append([]*change{what}, what.followUps...) {
		if err := c.audit(ctx, h, by, w); err != nil {
			return 0, fmt.Errorf("record %s: %w", w.action, err)
		}
		what.outgoing = what.outgoing || w.outgoing
	}
	return h.save(ctx, 1)
}

// audit writes the audit row and the event rows of one change.
func (c scope) audit(ctx context.Context, h *chain, by clinic.UserID, what *change) error {
	detail, err := json.Marshal(what.detail)
	if err != nil {
		return err
	}
	row := AuditRow{ID: NewID(), At: c.now, User: by, Action: what.action, Entity: what.entity, EntityID: what.id, Detail: string(detail),
		Kind: clinic.AuditKindOf(what.action, what.entity), Origin: originOf(ctx)}
	if err = h.add(ctx, &row); err != nil {
		return err
	}
	for _, e := range what.events {
		id, err := c.emit(ctx, what.id, e)
		if err != nil {
			return err
		}
		wanted, err := c.address(ctx, id, what.id, e.name)
		if err != nil {
			return err
		}
		what.outgoing = what.outgoing || wanted
	}
	return nil
}

// emit writes one event row and returns its id.
func (c scope) emit(ctx context.Context, entity string, e event) (id string, err error) {
	payload, err := json.Marshal(e.payload)
	if err != nil {
		return "", err
	}
	id = NewID()
	_, err = c.exec(ctx, `INSERT INTO pf_events (org_id, id, at, name, entity_id, payload) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, c.now.UnixMilli(), e.name, entity, string(payload))
	return id, err
}
