package store

import (
	"context"
	"sync/atomic"

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

// others are the other processes that write: the command line beside a server.
type others struct {
	seen  int64                // the writer's data_version after the last commit
	times atomic.Int64         // how often it was another one
	ours  atomic.Pointer[beat] // after a commit that nobody else's came before, since that many times
}

// A beat is a state of the database: the pulse, and how often others were known
// to have written when it was felt.
type beat struct{ pulse, others int64 }

// beat returns the state of the database now, or a later one.
func (s *Store) beat(ctx context.Context) (b beat, err error) {
	b.others = s.others.times.Load()
	b.pulse, err = s.pulse.read(ctx, s.read)
	return b, err
}

// onlyWe reports whether, from one state to the other, at most this process
// wrote.
func (s *Store) onlyWe(then, now beat) bool {
	if then.pulse == now.pulse {
		return true
	}
	ours := s.others.ours.Load()
	return ours != nil && ours.pulse == now.pulse && ours.others == then.others
}

// wrote feels the pulse after a commit of ours. The order matters: what another
// process commits between the two questions counts as its own.
func (s *Store) wrote(ctx context.Context) error {
	pulse, err := s.pulse.read(ctx, s.read)
	if err != nil {
		return err
	}
	seen, err := othersCommits(ctx, s.write)
	if err != nil {
		return err
	}
	if seen != s.others.seen {
		s.others.seen = seen
		s.others.times.Add(1)
	}
	s.others.ours.Store(&beat{pulse, s.others.times.Load()})
	return nil
}
