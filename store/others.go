package store

import (
	"context"

	"televisit/clinic"
)

// Notice looks whether another process changed the database since it was last
// asked, and if so lets readers see logins and orgs' versions as they are now. What
// this process commits needs no Notice. It is cheap enough for every second.
func (s *Store) Notice(ctx context.Context) error {
	seen, err := othersCommits(ctx, s.write)
	if err != nil {
		return err
	}
	if s.seen.Swap(seen) == seen {
		return nil
	}
	s.logins.forget()
	rows, err := s.read.QueryContext(ctx, `SELECT org_id, version FROM pf_organizations`)
	if err != nil {
		return friendly(err)
	}
	defer rows.Close()
	for rows.Next() {
		var org clinic.OrgID
		var n int64
		if err := rows.Scan(&org, &n); err != nil {
			return friendly(err)
		}
		s.bump(org, n)
	}
	return friendly(rows.Err())
}
