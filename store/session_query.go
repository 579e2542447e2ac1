package store

import (
	"strconv"
	"strings"
	"time"

	"televisit/store/db"
)

// The list goes by the index that is named, however many sessions there are and
// whatever the planner knows of them. Each index holds all that is asked of it,
// so that no row is looked up that is not shown.
const (
	byNewest    = "pm_sessions_newest"
	byStatus    = "pm_sessions_status"
	byPatient   = "pm_sessions_patient"   // and status
	byStart     = "pm_sessions_start"     // status, planned start and facets
	byFacet     = "pm_sessions_cell"      // facets and status, newest first, and planned start
	byScheduled = "pm_sessions_scheduled" // planned start, of the scheduled alone
)

// The facets of a session are its provider, platform and modality. The database
// keeps how many sessions there are of each combination of facets and status
// (pm_session_cells), some hundreds of counts in an org.

// fewDays is up to how many days all that is planned for them is looked at;
// within more, the facet counts of a filter are less.
const fewDays = 31 * 24 * time.Hour

// index returns the one that serves f.
func (f SessionFilter) index() string {
	narrow := f.Provider != "" || f.Platform != "" || f.Modality != ""
	days := !f.From.IsZero() || !f.To.IsZero()
	few := !f.From.IsZero() && !f.To.IsZero() && f.To.Sub(f.From) <= fewDays
	switch {
	case f.Search != "":
		return byPatient
	case f.Unready:
		return byScheduled
	case days && (few || !narrow):
		return byStart
	case narrow:
		return byFacet
	case f.Status != "":
		return byStatus
	}
	return byNewest
}

// anyStatus lets byStart serve where the status does not matter.
const anyStatus = ` AND s.status IN (SELECT k.status FROM pm_session_counts k WHERE k.org_id = $1 AND k.n > 0)`

const (
	ofOrg   = ` WHERE s.org_id = $1 AND s.deleted_at IS NULL`
	ofFacet = ` AND s.provider_id = k.provider_id AND s.configuration_id IS NOT DISTINCT FROM nullif(k.configuration_id, '')
		AND s.modality = k.modality AND s.status = k.status`
)

func sessionsBy(index string) string {
	return `pm_telehealth_sessions s` + db.IndexedBy(index) + ofOrg
}

// countsSQL returns the query for how many sessions there are of each status,
// of those that f wants but for its status and page. A status may have none.
func (f SessionFilter) countsSQL() (query string, args []any) {
	q := &conditions{}
	switch index := f.index(); {
	case index == byPatient:
		q.narrow("s.", f)
		q.days(f)
		q.search(f)
		q.unready(f)
		return `SELECT s.status, count(*) FROM ` + sessionsBy(index) + q.sql + ` GROUP BY s.status`, q.args
	case index == byScheduled:
		q.narrow("s.", f)
		q.days(f)
		q.unready(f)
		return `SELECT 'scheduled', count(*) FROM ` + sessionsBy(index) + q.sql, q.args
	case index == byStart:
		q.narrow("s.", f)
		q.days(f)
		return `SELECT k.status, (SELECT count(*) FROM ` + sessionsBy(index) + ` AND s.status = k.status` + q.sql + `)
			FROM pm_session_counts k WHERE k.org_id = $1 AND k.n > 0`, q.args
	case index == byFacet && f.From.IsZero() && f.To.IsZero():
		q.narrow("k.", f)
		return `SELECT k.status, sum(k.n) FROM pm_session_cells k WHERE k.org_id = $1 AND k.n > 0` + q.sql + ` GROUP BY k.status`, q.args
	case index == byFacet:
		q.days(f)
		inside := q.sql
		q.sql = ""
		q.narrow("k.", f)
		return `SELECT k.status, sum((SELECT count(*) FROM ` + sessionsBy(index) + ofFacet + inside + `))
			FROM pm_session_cells k WHERE k.org_id = $1 AND k.n > 0` + q.sql + ` GROUP BY k.status`, q.args
	}
	return `SELECT status, n FROM pm_session_counts WHERE org_id = $1 AND n > 0`, nil
}

// listSQL returns the query for a page of rows, and one more to know whether
// there is another page. They are chosen before they are read and joined.
func (f SessionFilter) listSQL() (query string, args []any) {
	q := &conditions{}
	from := `(` + f.pageRowsSQL(q) + `) page CROSS JOIN pm_telehealth_sessions s`
	chosen := ` WHERE s.` + db.RowID + ` = page.row_id`
	order := ` ORDER BY page.created_at DESC, page.id DESC`
	if f.ByTime {
		order = ` ORDER BY page.starts_at, page.id`
	}
	return sessionSelect + strings.Replace(sessionTables, "pm_telehealth_sessions s", from, 1) + chosen + order, q.args
}

const selectRowID = `SELECT s.` + db.RowID + ` AS row_id, s.created_at, s.starts_at, s.id FROM `

// pageRowsSQL returns the query for where the rows of a page are.
func (f SessionFilter) pageRowsSQL(q *conditions) string {
	index := f.index()
	switch {
	case f.ByTime && index != byPatient && index != byScheduled:
		return f.pageRowsByTimeSQL(q)
	case index == byFacet:
		return f.pageRowsByFacetSQL(q)
	}
	q.narrow("s.", f)
	q.days(f)
	q.search(f)
	q.unready(f)
	q.page(f)
	switch {
	case f.Status != "":
		q.add("s.status = ?", f.Status)
	case index == byStart:
		q.sql += anyStatus
	}
	return selectRowID + sessionsBy(index) + q.sql + f.limited(q)
}

// limited takes as many rows as a page has, and one more, in the order of the list.
func (f SessionFilter) limited(q *conditions) string {
	if f.ByTime {
		return ` ORDER BY s.starts_at, s.id LIMIT ` + q.bind(f.Limit+1)
	}
	return ` ORDER BY s.created_at DESC, s.id DESC LIMIT ` + q.bind(f.Limit+1)
}

// sessionsOf are the first sessions for each row of counts, k, that belong to it and of
// which inside holds.
func sessionsOf(counts, index, inside string) db.First {
	return db.First{Each: counts + " k", Of: "pm_telehealth_sessions s", Name: "s", Index: index,
		Where: "s.org_id = $1 AND s.deleted_at IS NULL" + inside}
}

// pageRowsByTimeSQL takes as many of each status as a page has, and of those the
// first.
func (f SessionFilter) pageRowsByTimeSQL(q *conditions) string {
	q.narrow("s.", f)
	q.days(f)
	q.page(f)
	first := sessionsOf("pm_session_counts", byStart, ` AND s.status = k.status`+q.sql)
	first.By, first.Limit = "s.starts_at", q.bind(f.Limit)
	q.sql = ""
	if f.Status != "" {
		q.add("k.status = ?", f.Status)
	}
	return selectRowID + first.SQL() + `AND k.org_id = $1 AND k.n > 0` + q.sql + f.limited(q)
}

// pageRowsByFacetSQL takes as many of each facet count as a page has, and of
// those the newest. So it does not matter how long ago those that f wants were made.
func (f SessionFilter) pageRowsByFacetSQL(q *conditions) string {
	q.days(f)
	q.page(f)
	first := sessionsOf("pm_session_cells", byFacet, ofFacet+q.sql)
	first.By, first.Last, first.Limit = "s.created_at", true, q.bind(f.Limit)
	q.sql = ""
	q.narrow("k.", f)
	if f.Status != "" {
		q.add("k.status = ?", f.Status)
	}
	return selectRowID + first.SQL() + `AND k.org_id = $1 AND k.n > 0` + q.sql + f.limited(q)
}

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

// narrow adds provider, platform and modality, of the table by that name.
func (q *conditions) narrow(table string, f SessionFilter) {
	if f.Provider != "" {
		q.add(table+"provider_id = ?", f.Provider)
	}
	if f.Platform != "" {
		q.add(table+"configuration_id = ?", f.Platform)
	}
	if f.Modality != "" {
		q.add(table+"modality = ?", f.Modality)
	}
}

// days adds when a session is planned to start.
func (q *conditions) days(f SessionFilter) {
	if !f.From.IsZero() {
		q.add("s.starts_at >= ?", f.From.UnixMilli())
	}
	if !f.To.IsZero() {
		q.add("s.starts_at < ?", f.To.UnixMilli())
	}
}

// search adds what patients are called.
func (q *conditions) search(f SessionFilter) {
	if f.Search != "" {
		q.sql += " AND " + matchPatients("s.patient_id", PatientSearch{f.Search, f.Locale}, q.bind)
	}
}

// unready adds that something is still to be settled before a session starts.
func (q *conditions) unready(f SessionFilter) {
	if f.Unready {
		q.sql += planned + " AND " + isUnready(q.bind(f.Demand))
	}
}

// page adds where the page begins.
func (q *conditions) page(f SessionFilter) {
	if f.After.ID == "" {
		return
	}
	rest := " AND (s.created_at, s.id) < ("
	if f.ByTime {
		rest = " AND (s.starts_at, s.id) > ("
	}
	q.sql += rest + q.bind(f.After.At.UnixMilli()) + ", " + q.bind(f.After.ID) + ")"
}
