package store

import (
	"context"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// A Today is the day at one moment: the first sessions of each kind, each kind by
// planned time, and how many there are.
type Today struct {
	Active  []clinic.Session // on now, whichever day they began on
	Earlier []clinic.Session // planned for an earlier day and not begun; of too many the latest
	Late    []clinic.Session // were to begin today by now
	Coming  []clinic.Session // are to begin later today
	Unready []clinic.Session // those of Late and Coming that lack something
	Done    []clinic.Session // planned for today and decided: completed, missed or cancelled
	Counts  TodayCounts
}

// TodayCounts are how many sessions of each kind there are, read or not.
type TodayCounts struct{ Active, Earlier, Late, Coming, Unready, Done int64 }

// Open returns how many sessions wait for somebody.
func (n TodayCounts) Open() int64 { return n.Active + n.Earlier + n.Late + n.Coming }

// Today returns the day as it stands, of each kind up to limit sessions; with a
// provider theirs alone. What was planned for an earlier day stays until somebody
// decides what becomes of it, however long ago that was.
func (o *Org) Today(ctx context.Context, provider clinic.UserID, limit int) (t Today, err error) {
	err = o.read(ctx, clinic.ViewSessions, func(c scope) error {
		from, to := clinic.DayOf(c.now, o.a.settings.Zone())
		begin, now, end := from.UnixMilli(), c.now.UnixMilli(), to.UnixMilli()
		demand := o.a.settings.RequireConsent
		n := &t.Counts
		if _, err := one(ctx, c, db.Into(&n.Active, &n.Earlier, &n.Late, &n.Coming, &n.Unready, &n.Done), todayCounts,
			begin, now, end, demand, provider); err != nil {
			return err
		}
		for _, kind := range []struct {
			into  *[]clinic.Session
			query string
			args  []any
		}{
			{&t.Active, activeNow, nil},
			{&t.Earlier, leftOver, []any{begin}},
			{&t.Late, lateToday, []any{begin, now}},
			{&t.Coming, comingToday, []any{now, end}},
			{&t.Unready, unreadyToday, []any{begin, end, demand}},
			{&t.Done, doneToday, []any{begin, end}},
		} {
			if *kind.into, err = list(ctx, c, scanSession, kind.query, append([]any{limit, provider}, kind.args...)...); err != nil {
				return err
			}
		}
		return nil
	})
	return t, err
}

// What is open, by the instants between which it is planned.
const (
	planned   = ` AND s.status = 'scheduled'`
	isEarlier = planned + ` AND s.starts_at < $4`
	isLate    = planned + ` AND s.starts_at >= $4 AND s.starts_at <= $5`
	isComing  = planned + ` AND s.starts_at > $4 AND s.starts_at < $5`
	isToday   = planned + ` AND s.starts_at >= $4 AND s.starts_at < $5`
	isDone    = ` AND s.status IN ('completed', 'no_show', 'cancelled') AND s.starts_at >= $4 AND s.starts_at < $5`
)

const earliestFirst = `s.starts_at, s.id`

var (
	activeNow    = firstOf(byStatus, ` AND s.status = 'active'`, earliestFirst)
	leftOver     = firstOf(byScheduled, isEarlier, `s.starts_at DESC, s.id DESC`)
	lateToday    = firstOf(byScheduled, isLate, earliestFirst)
	comingToday  = firstOf(byScheduled, isComing, earliestFirst)
	unreadyToday = firstOf(byScheduled, isToday+` AND `+isUnready("$6"), earliestFirst)
	doneToday    = firstOf(byStart, isDone, earliestFirst)
)

// firstOf returns the query for the first $2 sessions in an order that a condition
// finds by an index, of provider $3 unless that is "". They are chosen before they
// are read and joined, and come the earliest first.
func firstOf(index, condition, order string) string {
	chosen := `(SELECT s.` + db.RowID + ` AS row_id FROM ` + sessionsBy(index) + condition + ofProvider("$3") +
		` ORDER BY ` + order + ` LIMIT $2) chosen CROSS JOIN pm_telehealth_sessions s`
	return sessionSelect + strings.Replace(sessionTables, "pm_telehealth_sessions s", chosen, 1) +
		` WHERE s.` + db.RowID + ` = chosen.row_id ORDER BY ` + earliestFirst
}

// ofProvider is the condition that s is of the provider in an argument; "" there is
// any.
func ofProvider(argument string) string {
	return ` AND (` + argument + ` = '' OR s.provider_id = ` + argument + `)`
}

var todayCounts = `SELECT CASE WHEN $6 = ''
		THEN (SELECT coalesce(sum(k.n), 0) FROM pm_session_counts k WHERE k.org_id = $1 AND k.status = 'active')
		ELSE (SELECT count(*) FROM ` + sessionsBy(byStatus) + ` AND s.status = 'active' AND s.provider_id = $6) END,
	` + countOf(byScheduled, planned+` AND s.starts_at < $2`) + `,
	` + countOf(byScheduled, planned+` AND s.starts_at >= $2 AND s.starts_at <= $3`) + `,
	` + countOf(byScheduled, planned+` AND s.starts_at > $3 AND s.starts_at < $4`) + `,
	` + countOf(byScheduled, planned+` AND s.starts_at >= $2 AND s.starts_at < $4 AND `+isUnready("$5")) + `,
	` + countOf(byStart, ` AND s.status IN ('completed', 'no_show', 'cancelled') AND s.starts_at >= $2 AND s.starts_at < $4`)

// countOf returns the query for how many sessions of provider $6 a condition finds
// by an index.
func countOf(index, condition string) string {
	return `(SELECT count(*) FROM ` + sessionsBy(index) + condition + ofProvider("$6") + `)`
}

// isUnready is clinic.Session.Lacks as a condition on s: whether it lacks
// anything. demand is the argument that says whether the org demands consent.
func isUnready(demand string) string {
	return `(s.consent_status = 'declined' OR ` + demand + ` AND s.consent_status NOT IN ('granted', 'not_required', 'overridden')
		OR coalesce(s.session_url, '') = '' AND s.modality NOT IN ('store_forward', 'remote_monitoring')
			AND NOT EXISTS (SELECT 1 FROM pm_telehealth_configuration g
				WHERE g.org_id = s.org_id AND g.id = s.configuration_id AND g.kind = 'none'))`
}

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
