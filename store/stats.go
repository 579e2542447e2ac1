package store

import (
	"context"

	"televisit/store/db"
)

// Stats is how much there is to do.
type Stats struct {
	Saved    int64 // changes that were brought to disk
	UnderWay int64 // changes that wait for their turn or for the disk
	Logins   int   // logins that are cached, of those who poll
}

// Stats returns how much there is to do; it asks no database.
func (s *Store) Stats() Stats {
	return Stats{Saved: s.db.Saved(), UnderWay: s.db.UnderWay(), Logins: s.logins.size()}
}

// UnscopedBacklog returns how many events are on their way to a webhook that is in use.
func (s *Store) UnscopedBacklog(ctx context.Context) (int64, error) {
	return db.One(ctx, s.db, db.Int, `SELECT count(*) FROM pf_webhook_deliveries d
		JOIN pf_webhooks w ON w.org_id = d.org_id AND w.id = d.endpoint_id
		WHERE d.state = 'waiting' AND w.ended_at IS NULL AND w.paused_at IS NULL`)
}
