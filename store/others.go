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

// others are those who write but for the changes of this process: the command
// line beside a server, and whoever signs in.
type others struct {
	last  int64                // the pulse after our last change
	times atomic.Int64         // how often it was another one before the next
	ours  atomic.Pointer[beat] // after that change
}

// A beat is a state of the database: the pulse, and how often others were known
// to have written when it was felt.
type beat struct{ pulse, others int64 }

// beat returns the state of the database now. Of others it may know less than
// there is: they count as later.
func (s *Store) beat(ctx context.Context) (b beat, err error) {
	b.others = s.others.times.Load()
	b.pulse, err = s.pulse.read(ctx)
	return b, err
}

// onlyWe reports whether, from one state to the other, there were at most
// changes of this process.
func (s *Store) onlyWe(then, now beat) bool {
	if then.pulse == now.pulse {
		return true
	}
	ours := s.others.ours.Load()
	return ours != nil && ours.pulse == now.pulse && ours.others == then.others
}

// wrote notes that we committed a change, where before was the pulse when
// nobody else could write any more.
func (o *others) wrote(before int64) {
	if before != o.last {
		o.times.Add(1)
	}
	o.last = before + 1
	o.ours.Store(&beat{o.last, o.times.Load()})
}
