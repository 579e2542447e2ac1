package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
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
// deleted ones never. Those who ask for the same at once, at the same version of
// the org, share one reading: nobody may change what comes back.
func (o *Org) Sessions(ctx context.Context, f SessionFilter) (SessionList, error) {
	if err := o.allow(clinic.ViewSessions); err != nil {
		return SessionList{}, err
	}
	version, err := o.Version(ctx)
	if err != nil {
		return SessionList{}, err
	}
	same := fmt.Sprintf("%s %d %+v", o.a.org, version, f)
	l, err, _ := o.s.flights.Do(same, func() (any, error) {
		return o.readSessions(context.WithoutCancel(ctx), f) // it is not for one of them to call off
	})
	return l.(SessionList), err
}

func (o *Org) readSessions(ctx context.Context, f SessionFilter) (l SessionList, err error) {
	err = o.read(ctx, clinic.ViewSessions, func(c scope) error {
		query, args := f.counting()
		all, err := list(ctx, c, scanCount, query, args...)
		if err != nil {
			return err
		}
		l.Counts = make(map[clinic.Status]int64, len(all))
		for _, k := range all {
			l.Counts[k.status] = k.n
		}
		query, args = f.listing()
		l.Rows, err = list(ctx, c, scanSession, query, args...)
		if len(l.Rows) > f.Limit {
			l.Rows, l.More = l.Rows[:f.Limit], true
		}
		return err
	})
	return l, err
}

// listing returns the query for a page of rows, and one more to know whether
// there is another page. The sessions are chosen before they are joined: left
// to itself, the planner of a large database may begin with the patients.
func (f SessionFilter) listing() (query string, args []any) {
	const order = ` ORDER BY s.created_at DESC, s.id DESC`
	q := f.where()
	q.page(f)
	chosen := `SELECT s.* FROM pm_telehealth_sessions s WHERE s.org_id = $1 AND s.deleted_at IS NULL` + q.sql + order + ` LIMIT ` + q.bind(f.Limit+1)
	return `SELECT ` + sessionColumns + strings.Replace(sessionTables, "pm_telehealth_sessions s", "("+chosen+") s", 1) + order, q.args
}

// counting returns the query for how many sessions there are of each status.
// Without a filter the database keeps them. With one they are counted; grouped
// by an expression, because an index that is already in the order of the status
// would be walked whole for it.
func (f SessionFilter) counting() (query string, args []any) {
	q := f.where()
	if q.sql == "" {
		return `SELECT status, n FROM pm_session_counts WHERE org_id = $1 AND n > 0`, nil
	}
	return `SELECT s.status, count(*) FROM pm_telehealth_sessions s WHERE s.org_id = $1 AND s.deleted_at IS NULL` + q.sql + ` GROUP BY s.status || ''`, q.args
}

type count struct {
	status clinic.Status
	n      int64
}

func scanCount(r row) (k count, err error) { return k, r.Scan(&k.status, &k.n) }

// conditions are what a filter adds to a query. $1 is the org's, the arguments
// begin at $2.
type conditions struct {
	sql  string
	args []any
}

func (q *conditions) bind(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args)+1)
}

func (q *conditions) add(condition string, v any) {
	q.sql += " AND " + strings.Replace(condition, "?", q.bind(v), 1)
}

// where returns all of f but status and page: the scope that rows and counts
// share.
func (f SessionFilter) where() *conditions {
	q := &conditions{}
	if f.Provider != "" {
		q.add("s.provider_id = ?", f.Provider)
	}
	if f.Platform != "" {
		q.add("s.configuration_id = ?", f.Platform)
	}
	if f.Modality != "" {
		q.add("s.modality = ?", f.Modality)
	}
	if !f.From.IsZero() {
		q.add("s.starts_at >= ?", f.From.UnixMilli())
	}
	if !f.To.IsZero() {
		q.add("s.starts_at < ?", f.To.UnixMilli())
	}
	if f.Search != "" {
		condition, ok := found("s.patient_id", f.Search, q.bind)
		if !ok {
			condition = "1 = 0" // nothing is called by punctuation alone
		}
		q.sql += " AND " + condition
	}
	return q
}

// page adds which part of the scope is shown.
func (q *conditions) page(f SessionFilter) {
	if f.Status != "" {
		q.add("s.status = ?", f.Status)
	}
	if f.After.ID != "" {
		q.sql += " AND (s.created_at, s.id) < (" + q.bind(f.After.CreatedAt.UnixMilli()) + ", " + q.bind(f.After.ID) + ")"
	}
}
