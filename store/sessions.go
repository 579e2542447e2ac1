package store

import (
	"context"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// A SessionFilter says which sessions of the org are wanted. Zero fields do
// not narrow.
type SessionFilter struct {
	Status   clinic.Status
	Provider clinic.UserID
	Platform clinic.PlatformID
	Modality clinic.Modality
	From, To time.Time // planned start in [From, To)
	Search   string    // of patients: see PatientFilter
	Locale   string    // how dates are typed in Search; "" is the org's
	Unready  bool      // only what is scheduled and lacks something: see clinic.Session.Lacks
	Demand   bool      // for Unready: whether consent is demanded; the org's setting
	ByTime   bool      // by planned start, the earliest first, not by creation
	After    Cursor    // only sessions that come after this one
	Limit    int
}

// A Cursor is a place in the list: a session, and when it was made, or in a list by
// time when it is planned.
type Cursor struct {
	At time.Time
	ID clinic.SessionID
}

// SessionList is one page of sessions and how many there are of each status
// under the same filter.
type SessionList struct {
	Rows   []clinic.Session
	Counts map[clinic.Status]int64
	More   bool // there are others after them
	// Version is the org's at which all this was read.
	Version int64
}

// Total returns how many sessions the filter finds, whatever their status.
func (l SessionList) Total() (n int64) {
	for _, k := range l.Counts {
		n += k
	}
	return n
}

// Sessions returns the sessions of the org that f wants, newest first unless it
// wants them by time, the deleted ones never.
func (o *Org) Sessions(ctx context.Context, f SessionFilter) (l SessionList, err error) {
	f.Locale, f.Demand = o.search("", f.Locale).Locale, o.a.settings.RequireConsent
	err = o.read(ctx, clinic.ViewSessions, func(c scope) error {
		if l.Version, err = one(ctx, c, db.Int, `SELECT version FROM pf_organizations WHERE org_id = $1`); err != nil {
			return err
		}
		if l.Counts, err = c.sessionCounts(ctx, f); err != nil {
			return err
		}
		return c.sessionPage(ctx, f, &l)
	})
	return l, err
}

// sessionCounts returns how many sessions of each status f finds.
func (c scope) sessionCounts(ctx context.Context, f SessionFilter) (map[clinic.Status]int64, error) {
	query, args := f.countsSQL()
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
	query, args := f.listSQL()
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

func scanCount(r db.Row) (k count, err error) { err = r.Scan(&k.status, &k.n); return k, err }
