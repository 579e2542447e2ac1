package store

import (
	"context"
	"fmt"
	"time"

	"televisit/clinic"
)

// A SessionFilter says which sessions of the org are wanted. Zero fields do
// not narrow.
type SessionFilter struct {
	Status   clinic.Status
	Provider clinic.UserID
	Platform clinic.PlatformID
	Modality clinic.Modality
	From, To time.Time // planned start in [From, To)
	Search   string    // patient's name or MRN
	After    Cursor    // only sessions older than this one
	Limit    int
}

// A Cursor is a place in the list, newest first.
type Cursor struct {
	CreatedAt time.Time
	ID        clinic.SessionID
}

// SessionList is one page of sessions and how many there are of each status
// under the same filter.
type SessionList struct {
	Rows   []clinic.Session
	Counts map[clinic.Status]int64
	More   bool // there are older ones
}

// Total returns how many sessions the filter finds, whatever their status.
func (l SessionList) Total() (n int64) {
	for _, k := range l.Counts {
		n += k
	}
	return n
}

// Sessions returns the sessions of the org that f wants, newest first, the
// deleted ones never. Those who ask for the same at once share one reading, and
// what was read is held while it can be kept up: nobody may change what comes
// back.
func (o *Org) Sessions(ctx context.Context, f SessionFilter) (SessionList, error) {
	if err := o.allow(clinic.ViewSessions); err != nil {
		return SessionList{}, err
	}
	version, err := o.Version(ctx)
	if err != nil {
		return SessionList{}, err
	}
	f.From, f.To, f.After.CreatedAt = f.From.UTC(), f.To.UTC(), f.After.CreatedAt.UTC() // equal instants are equal values
	key := listKey{o.a.org, f}
	if l, ok := o.s.lists.at(key, version); ok {
		return l, nil
	}
	l, err, _ := o.s.flights.Do(fmt.Sprintf("%s %d %+v", o.a.org, version, f), func() (any, error) {
		return o.readSessions(context.WithoutCancel(ctx), key) // it is not for one of them to call off
	})
	return l.(SessionList), err
}

// readSessions reads the list and holds it. If it is held from before, and all
// that happened since is known, only what that leaves open is read.
func (o *Org) readSessions(ctx context.Context, key listKey) (l SessionList, err error) {
	err = o.read(ctx, clinic.ViewSessions, func(c scope) error {
		version, err := one(ctx, c, scanInt, `SELECT version FROM pf_organizations WHERE org_id = $1`)
		if err != nil {
			return err
		}
		last, changes, ok := o.s.lists.since(key, version)
		whole := false
		if ok {
			l, whole, err = key.filter.follow(last, changes, func(p clinic.PatientID) (bool, error) { return c.isCalled(ctx, p, key.filter.Search) })
		} else {
			l.Counts, err = c.sessionCounts(ctx, key.filter)
		}
		if err == nil && !whole {
			err = c.sessionPage(ctx, key.filter, &l)
		}
		if err == nil {
			o.s.lists.keep(key, l, version)
		}
		return err
	})
	return l, err
}

// sessionCounts returns how many sessions of each status f finds.
func (c scope) sessionCounts(ctx context.Context, f SessionFilter) (map[clinic.Status]int64, error) {
	query, args := f.counting()
	all, err := list(ctx, c, scanCount, query, args...)
	counts := make(map[clinic.Status]int64, len(all))
	for _, k := range all {
		if k.n > 0 {
			counts[k.status] = k.n
		}
	}
	return counts, err
}

// sessionPage reads the rows of l, none where its counts say that there are
// none.
func (c scope) sessionPage(ctx context.Context, f SessionFilter, l *SessionList) (err error) {
	l.Rows, l.More = nil, false
	if f.Status != "" && l.Counts[f.Status] == 0 || l.Total() == 0 {
		return nil
	}
	query, args := f.listing()
	l.Rows, err = list(ctx, c, scanSession, query, args...)
	if len(l.Rows) > f.Limit {
		l.Rows, l.More = l.Rows[:f.Limit], true
	}
	return err
}

type count struct {
	status clinic.Status
	n      int64
}

func scanCount(r row) (k count, err error) { return k, r.Scan(&k.status, &k.n) }
