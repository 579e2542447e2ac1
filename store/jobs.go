package store

import (
	"context"
	"time"
)

// UnscopedTakeJob reports whether a job that is due every so often is to be run now,
// and by who asks: of all servers it tells one. A time that lies ahead, of a clock that
// was wrong, does not count.
func (s *Store) UnscopedTakeJob(ctx context.Context, name string, every time.Duration) (bool, error) {
	now := s.now()
	n, err := s.exec(ctx, `INSERT INTO pf_jobs (name, begun_at) VALUES ($1, $2) ON CONFLICT (name)
		DO UPDATE SET begun_at = excluded.begun_at WHERE pf_jobs.begun_at <= $3 OR pf_jobs.begun_at > $2`,
		name, now.UnixMilli(), now.Add(-every).UnixMilli())
	return n > 0, err
}
