package store

import (
	"context"
	"fmt"
	"time"

	"televisit/store/db"
)

// Contents is what a database holds, so that a copy of it can be told from another.
type Contents struct {
	Schema    int64            `json:"schema"`
	Rows      map[string]int64 `json:"rows"`       // by table
	AuditHead string           `json:"audit_head"` // the id of the latest row of the audit trail, "" for none
	AuditAt   time.Time        `json:"audit_at"`   // when that was written
	// AuditHeads are the ends of the chains, each as one word. An older schema has none.
	AuditHeads []string `json:"audit_heads"`
}

// UnscopedSnapshot writes all that there is, as it is at one instant, to a new file at path that
// nobody else may read. A server refuses.
func (s *Store) UnscopedSnapshot(ctx context.Context, path string) error {
	return s.db.Snapshot(ctx, path)
}

// UnscopedContents looks through the whole database and returns what it holds. One that is
// damaged, of a newer program, no practice's or no file is an error.
func (s *Store) UnscopedContents(ctx context.Context) (c Contents, err error) {
	if c.Rows, err = s.db.Prove(ctx); err != nil {
		return c, err
	}
	want := int64(0)
	if c.Schema, want, err = s.db.Schema(ctx); err != nil {
		return c, err
	}
	if c.Schema > want || c.Schema == 0 {
		return c, fmt.Errorf("it has schema %d, and this program knows %d: use the program that made it", c.Schema, want)
	}
	if c.AuditHead, c.AuditAt, err = s.auditHead(ctx); err != nil || c.Schema < chainSchema {
		return c, err
	}
	heads, err := s.UnscopedChainHeads(ctx)
	for _, h := range heads {
		c.AuditHeads = append(c.AuditHeads, h.String())
	}
	return c, err
}

// chainSchema is the first schema that has chains.
const chainSchema = 25

// auditHead returns the latest row of the audit trail of all orgs, and when it was written.
func (s *Store) auditHead(ctx context.Context) (id string, at time.Time, err error) {
	err = db.Each(ctx, s.db, func(r db.Row) error { return r.Scan(&id, (*instant)(&at)) },
		`SELECT id, at FROM pf_audit ORDER BY at DESC, id DESC LIMIT 1`)
	return id, at, err
}

// UnscopedLastChange returns when the latest row of the audit trail of all orgs was written, zero for never.
func (s *Store) UnscopedLastChange(ctx context.Context) (time.Time, error) {
	_, at, err := s.auditHead(ctx)
	return at, err
}
