package store

import (
	"context"
	"slices"
	"strings"

	"televisit/clinic"
)

// The indexes of the list.
const (
	ByNewest  = byNewest
	ByStatus  = byStatus
	ByPatient = byPatient
	ByFacet   = byFacet
	ByStart   = byStart
)

// HostingQuery is how it is found out whether somebody is in a visit.
const HostingQuery = hostingSQL

// DayQueries are what a day at a glance asks the database for sessions with.
var DayQueries = map[string]string{activeNow: byStatus, leftOver: byScheduled, lateToday: byScheduled,
	comingToday: byScheduled, unreadyToday: byScheduled, doneToday: byStart, todayCounts: byScheduled, dayCount: byStart, roomUses: byStart}

// SeriesQuery is how the appointments of a day are found, each with its place in its
// series.
var SeriesQuery = appointmentSelect + ` WHERE a.org_id = $1 AND a.starts_at >= $2 AND a.starts_at < $3`

// Content returns what the code of a row is made of.
func Content(a AuditRow, org clinic.OrgID, before string) string {
	return string(a.content(org, before))
}

// DueQuery and ClaimQuery find what is to be sent to webhooks.
var DueQuery, ClaimQuery = dueSQL, claimSQL

// LastPlaceQuery is how it is found out where a patient was last.
var LastPlaceQuery = lastPlaceSQL

// Queries are what the list asks the database with under a filter: for a page,
// and for the counts. index is the one that the page is to go by.
func (f SessionFilter) Queries() (index, page string, pageArgs []any, counts string, countArgs []any) {
	page, pageArgs = f.listSQL()
	counts, countArgs = f.countsSQL()
	if index = f.index(); f.ByTime && index != byPatient && index != byScheduled {
		index = byStart
	}
	return index, page, pageArgs, counts, countArgs
}

// PutSecret seals a secret of o, in a change of its own.
func PutSecret(ctx context.Context, o *Org, id, secret string) error {
	return o.write(ctx, clinic.ViewSessions, &change{action: "test", entity: "test", id: id}, func(c scope) error {
		return o.s.putSecret(ctx, c, id, secret)
	})
}

// Secret opens a secret of o.
func Secret(ctx context.Context, o *Org, id string) (secret string, err error) {
	err = o.read(ctx, clinic.ViewSessions, func(c scope) error {
		secret, err = o.s.secret(ctx, c, id)
		return err
	})
	return secret, err
}

// DropSecret gives up a secret of o.
func DropSecret(ctx context.Context, o *Org, id string) error {
	return o.write(ctx, clinic.ViewSessions, &change{action: "test", entity: "test", id: id}, func(c scope) error {
		return c.dropSecret(ctx, id)
	})
}

// A Planned is a query whose plan is looked at.
type Planned struct {
	SQL  string
	Args []any
}

// Plans are what is to be billed is found by.
func (f ClaimFilter) Plans() map[string]Planned {
	with := func(query string, args []any) Planned { return Planned{query, append([]any{"org"}, args...)} }
	return map[string]Planned{"a page": with(f.factsSQL()), "an export": with(f.exportSQL()),
		"a trial": with(RuleTrial{Period: clinic.Period{From: "2026-03-01", Until: "2026-03-02"}}.sql(clinic.DefaultSettings()))}
}

// Query is what a page of the trail asks the database with.
func (f AuditFilter) Query(records []clinic.PatientID) (string, []any) { return f.trailSQL(records) }

// ForgetNoted forgets what was noted and what was written, as a restart does.
func (s *Store) ForgetNoted() {
	s.noted.mu.Lock()
	defer s.noted.mu.Unlock()
	s.noted.waiting, s.noted.known = nil, nil
}

// Wanted returns what a search by one of a locale looks for, see alternatives.
func Wanted(text, locale string) [][]string { return PatientSearch{text, locale}.alternatives() }

// FoundBy reports whether a search that wants one of these finds who has those terms.
func FoundBy(terms []string, wanted [][]string) bool {
	return slices.ContainsFunc(wanted, func(all []string) bool {
		return !slices.ContainsFunc(all, func(w string) bool {
			return !slices.ContainsFunc(terms, func(term string) bool { return strings.HasPrefix(term, w) })
		})
	})
}

// ReadHash takes a hash apart.
var ReadHash = readHash

// Hashed is how much hashing of passwords was done: KiB times passes.
func (s *Store) Hashed() int64 { return s.hashed.Load() }
