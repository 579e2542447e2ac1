package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// byServed serves what is to be billed: completed sessions by when they took place.
const byServed = "pm_sessions_served"

// A Claim is a completed session with what its claim needs besides.
type Claim struct {
	clinic.Session
	MRN     string
	Payer   string               // the class of who pays
	Missing []clinic.MissingItem // what is missing
}

// Served returns when c took place: when it began.
func (c Claim) Served() time.Time {
	if c.StartedAt.IsZero() {
		return c.StartsAt
	}
	return c.StartedAt
}

// A ClaimFilter says which completed sessions are wanted. Zero fields do not narrow.
type ClaimFilter struct {
	From, To  time.Time // took place in [From, To)
	Provider  clinic.UserID
	Payer     string
	Attention bool   // only those that lack something
	After     Cursor // only those after this one
	Limit     int    // how many rows a page has
}

// ClaimTotals are what all that a filter finds come to.
type ClaimTotals struct{ Sessions, Minutes, Attention int }

// A ClaimPage is a page of what a filter finds, the earliest first.
type ClaimPage struct {
	Rows   []Claim
	Totals ClaimTotals // of all pages, whether they lack something or not
	More   bool        // there are others after them
}

const claimServed = `coalesce(s.started_at, s.starts_at)`

var claimTables = strings.Replace(sessionTables, "pm_telehealth_sessions s", "pm_telehealth_sessions s"+db.IndexedBy(byServed), 1)

// claimsSQL returns the query for columns of what f finds but for its attention and
// its page, the earliest first.
func (f ClaimFilter) claimsSQL(columns, tables string) (*conditions, string) {
	q := &conditions{}
	q.add(claimServed+" >= ?", f.From.UnixMilli())
	q.add(claimServed+" < ?", f.To.UnixMilli())
	if f.Provider != "" {
		q.add("s.provider_id = ?", f.Provider)
	}
	if f.Payer != "" {
		q.add("p.payer_class = ?", f.Payer)
	}
	return q, `SELECT ` + columns + tables + ofOrg + ` AND s.status = 'completed'`
}

// ordered ends a query of claimsSQL.
func (q *conditions) ordered(query string) string {
	return query + q.sql + ` ORDER BY ` + claimServed + `, s.id`
}

const factColumns = `s.id, s.starts_at, s.started_at, s.modality, s.duration_minutes, s.consent_status, s.patient_location, s.patient_state,
		s.audio_reason, s.provider_video, s.billing IS NOT NULL, p.payer_class`

// claimFactTables are sessions and who pays for them alone.
var claimFactTables = ` FROM pm_telehealth_sessions s` + db.IndexedBy(byServed) + `
	JOIN pm_patients p ON p.org_id = s.org_id AND p.id = s.patient_id`

// factsSQL returns the query for as much of each session as says what it lacks: all of
// a range is looked at for every page, so there is little of each.
func (f ClaimFilter) factsSQL() (query string, args []any) {
	q, query := f.claimsSQL(factColumns, claimFactTables)
	return q.ordered(query), q.args
}

// scanFacts reads a row of factsSQL. Whether there is a hint is known, but not which.
func scanFacts(r db.Row) (v Claim, err error) {
	hinted := false
	err = r.Scan(&v.ID, (*instant)(&v.StartsAt), (*instant)(&v.StartedAt), &v.Modality, &v.Minutes, &v.Consent.State, &v.Location.Patient,
		&v.Location.PatientState, &v.Audio.Reason, &v.Audio.Video, &hinted, &v.Payer)
	if hinted {
		v.Billing = &clinic.BillingHint{}
	}
	return v, err
}

var claimColumns = SessionTable.selected("s.") + sessionNames + `, p.mrn, p.payer_class`

func (o *Org) scanClaim(r db.Row) (v Claim, err error) {
	err = scanSessionAnd(r, &v.Session, &v.MRN, &v.Payer)
	v.Missing = v.Session.Missing(v.Payer, o.a.settings)
	return v, err
}

// Claims returns a page of what f finds.
func (o *Org) Claims(ctx context.Context, f ClaimFilter) (page ClaimPage, err error) {
	err = o.readClaims(ctx, func(c scope) error {
		page = ClaimPage{}
		var ids []clinic.SessionID
		query, args := f.factsSQL()
		err := db.Each(ctx, c.tx, func(r db.Row) error {
			v, err := scanFacts(r)
			lacks := len(v.Session.Missing(v.Payer, o.a.settings)) > 0
			page.Totals.add(v, lacks)
			switch {
			case err != nil || f.Attention && !lacks || !v.after(f.After):
			case len(ids) == f.Limit:
				page.More = true
			default:
				ids = append(ids, v.ID)
			}
			return err
		}, query, c.args(query, args)...)
		if err != nil || len(ids) == 0 {
			return err
		}
		page.Rows, err = o.claimsOf(ctx, c, ids)
		return err
	})
	return page, err
}

func (t *ClaimTotals) add(v Claim, lacks bool) {
	t.Sessions++
	if v.Minutes != nil {
		t.Minutes += *v.Minutes
	}
	if lacks {
		t.Attention++
	}
}

// after reports whether v comes after a place in the list.
func (c Claim) after(at Cursor) bool {
	return at.ID == "" || c.Served().After(at.At) || c.Served().Equal(at.At) && c.ID > at.ID
}

// claimsOf returns those of these ids, which are a page's, in their order.
func (o *Org) claimsOf(ctx context.Context, c scope, ids []clinic.SessionID) ([]Claim, error) {
	var in []string
	var args []any
	for i, id := range ids {
		in, args = append(in, "$"+strconv.Itoa(i+2)), append(args, id)
	}
	query := `SELECT ` + claimColumns + sessionTables + ` WHERE s.org_id = $1 AND s.id IN (` + strings.Join(in, ", ") + `)
		ORDER BY ` + claimServed + `, s.id`
	return db.List(ctx, c.tx, o.scanClaim, query, c.args(query, args)...)
}

// readClaims is read for who may see sessions and take them out of the desk.
func (o *Org) readClaims(ctx context.Context, do func(scope) error) error {
	if err := o.allow(clinic.ViewSessions); err != nil {
		return err
	}
	return o.read(ctx, clinic.ExportSessions, do)
}

// exportedAtOnce is how many rows an export reads at a time: so long nobody who
// loads it slowly holds the database.
const exportedAtOnce = 1000

// ExportClaims hands all that f finds to write, some at a time and the earliest first,
// and puts on record that it left the desk. It returns Forbidden when the actor lacks
// anything of clinic.ToExport, and what write returns.
func (o *Org) ExportClaims(ctx context.Context, f ClaimFilter, write func([]Claim) error) error {
	detail := map[string]any{"from": f.From.UTC().Format(time.RFC3339), "to": f.To.UTC().Format(time.RFC3339)}
	what := &change{action: "billing.export", entity: "billing", id: string(o.a.org), detail: detail}
	if err := o.export(ctx, what, func(scope) error { return nil }); err != nil {
		return err
	}
	for more := true; more; {
		var some []Claim
		err := o.readClaims(ctx, func(c scope) (err error) {
			some, more, f.After, err = o.claimsAfter(ctx, c, f)
			return err
		})
		if err == nil && len(some) > 0 {
			err = write(some)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// exportSQL returns the query for the next of what f finds.
func (f ClaimFilter) exportSQL() (query string, args []any) {
	q, query := f.claimsSQL(claimColumns, claimTables)
	if f.After.ID != "" {
		q.sql += ` AND (` + claimServed + `, s.id) > (` + q.bind(f.After.At.UnixMilli()) + `, ` + q.bind(f.After.ID) + `)`
	}
	return q.ordered(query) + ` LIMIT ` + q.bind(exportedAtOnce), q.args
}

// claimsAfter returns the next of what f finds, whether there may be more, and where
// those begin.
func (o *Org) claimsAfter(ctx context.Context, c scope, f ClaimFilter) (some []Claim, more bool, next Cursor, err error) {
	query, args := f.exportSQL()
	all, err := db.List(ctx, c.tx, o.scanClaim, query, c.args(query, args)...)
	for _, v := range all {
		next = Cursor{v.Served(), v.ID}
		if !f.Attention || len(v.Missing) > 0 {
			some = append(some, v)
		}
	}
	return some, len(all) == exportedAtOnce, next, err
}
