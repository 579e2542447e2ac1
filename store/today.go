package store

import (
	"context"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// mostAtOnce is how many sessions of one kind a day is read with: far more
// than a practice plans, and an end for a database that says otherwise.
const mostAtOnce = 500

// A Today is what a day has at one moment.
type Today struct {
	Active    []clinic.Session // on now, whichever day they began on, the newest first
	Scheduled []clinic.Session // planned for the day and not begun, the earliest first
}

// Today returns what is on now, and the scheduled sessions that are planned to
// start in [from, to).
func (o *Org) Today(ctx context.Context, from, to time.Time) (t Today, err error) {
	err = o.read(ctx, clinic.ViewSessions, func(c scope) error {
		if t.Active, err = list(ctx, c, scanSession, activeNow, mostAtOnce); err != nil {
			return err
		}
		t.Scheduled, err = list(ctx, c, scanSession, scheduledFor, from.UnixMilli(), to.UnixMilli(), mostAtOnce)
		return err
	})
	return t, err
}

var activeNow = sessionSelect + sessionTables + `
	WHERE s.org_id = $1 AND s.deleted_at IS NULL AND s.status = 'active' ORDER BY s.created_at DESC, s.id DESC LIMIT $2`

var scheduledFor = sessionSelect + sessionTables + `
	WHERE s.org_id = $1 AND s.deleted_at IS NULL AND s.status = 'scheduled' AND s.starts_at >= $2 AND s.starts_at < $3
	ORDER BY s.starts_at, s.id LIMIT $4`

// A DayCount is how many sessions were planned for a day, without the
// cancelled ones, and how many of them nobody came to.
type DayCount struct {
	Day               clinic.Day
	Sessions, NoShows int64
}

// DayCounts returns the counts of that many days in the org's zone, up to and
// with last, the earliest first.
func (o *Org) DayCounts(ctx context.Context, last clinic.Day, days int) (all []DayCount, err error) {
	err = o.read(ctx, clinic.ViewSessions, func(c scope) error {
		for n := range days {
			day := last.Add(n + 1 - days)
			from, to := day.Bounds(o.a.settings.Zone())
			k, err := one(ctx, c, scanDayCount, dayCount, from.UnixMilli(), to.UnixMilli())
			if err != nil {
				return err
			}
			k.Day = day
			all = append(all, k)
		}
		return nil
	})
	return all, err
}

func scanDayCount(r db.Row) (k DayCount, err error) {
	err = r.Scan(&k.Sessions, &k.NoShows)
	return k, err
}

var dayCount = `SELECT coalesce(sum(d.n), 0), coalesce(sum(CASE d.status WHEN 'no_show' THEN d.n END), 0) FROM (
	SELECT k.status, (SELECT count(*) FROM pm_telehealth_sessions s` + db.IndexedBy(byStart) + `
			WHERE s.org_id = $1 AND s.deleted_at IS NULL AND s.status = k.status AND s.starts_at >= $2 AND s.starts_at < $3) AS n
	FROM pm_session_counts k WHERE k.org_id = $1 AND k.n > 0 AND k.status <> 'cancelled') d`

// SessionsPlanned returns up to limit sessions that are planned to start in
// [from, to), the earliest first, the cancelled ones too. With search, only
// those of patients it finds by name or MRN.
func (o *Org) SessionsPlanned(ctx context.Context, from, to time.Time, search PatientSearch, limit int) (all []clinic.Session, err error) {
	err = o.read(ctx, clinic.ViewSessions, func(c scope) error {
		q := &conditions{}
		q.add("s.starts_at >= ?", from.UnixMilli())
		q.add("s.starts_at < ?", to.UnixMilli())
		if search.Text != "" {
			q.sql += " AND " + matchPatients("s.patient_id", o.search(search.Text, search.Locale), q.bind)
		}
		all, err = list(ctx, c, scanSession, sessionSelect+sessionTables+` WHERE s.org_id = $1 AND s.deleted_at IS NULL`+anyStatus+q.sql+
			` ORDER BY s.starts_at, s.id LIMIT `+q.bind(limit), q.args...)
		return err
	})
	return all, err
}
