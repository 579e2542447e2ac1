package store

import (
	"context"
	"sync"

	"televisit/clinic"
	"televisit/store/db"
)

// orgVersions are the counters of the orgs' changes as of their last commits,
// so that a poll which finds nothing new reads no row.
type orgVersions struct {
	mu    sync.RWMutex
	known map[clinic.OrgID]orgVersion
}

// An orgVersion is a counter and how many foreign writes were known before it
// was read: once there are more, it may be too low.
type orgVersion struct{ n, foreign int64 }

func (v *orgVersions) get(org clinic.OrgID, foreign int64) (n int64, ok bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	known, ok := v.known[org]
	return known.n, ok && known.foreign >= foreign
}

// bump makes n the version that readers see, unless a later one is known.
func (v *orgVersions) bump(org clinic.OrgID, n, foreign int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.known == nil {
		v.known = map[clinic.OrgID]orgVersion{}
	}
	known := v.known[org]
	v.known[org] = orgVersion{max(n, known.n), max(foreign, known.foreign)}
}

// version returns the counter of org's changes as of the last commit.
func (s *Store) version(ctx context.Context, org clinic.OrgID) (int64, error) {
	foreign := s.db.ForeignWrites()
	if n, ok := s.versions.get(org, foreign); ok {
		return n, nil
	}
	n, err := db.One(ctx, s.db, db.Int, `SELECT version FROM pf_organizations WHERE org_id = $1`, org)
	if err != nil {
		return 0, err
	}
	s.versions.bump(org, n, foreign)
	return n, nil
}
